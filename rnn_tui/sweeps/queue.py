"""A queue: the runs of a folder that wait for one another. It is a sweep whose trials are added by
hand, and whose runs lie in the runs folder itself (`rnn_tui.sweeps` says how one is kept).

A worker runs them one after the other and outlives whoever added them. Where it is gone, the next
front-end that calls `keep_working` starts another. A run that was begun without the queue is
taken into it as its first one, so that the others wait for it.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from rnn_tui.experiment import Experiment, dumps, resolve
from rnn_tui.io.faults import reason
from rnn_tui.io.writing import write_atomically
from rnn_tui.runs import RunDirectory, RunError, read_state
from rnn_tui.runs.ids import new_ids
from rnn_tui.sweeps.create import create_sweep
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.journal import Appender, SweepError
from rnn_tui.sweeps.launch import start_worker
from rnn_tui.sweeps.lines import Asked, Moved, Removed, Requested
from rnn_tui.sweeps.names import QUEUE
from rnn_tui.sweeps.queue_view import QueuedRun, QueueView, Unstarted
from rnn_tui.sweeps.reporting import needs_engine
from rnn_tui.sweeps.state import Trial, Unit
from rnn_tui.sweeps.workers import running_workers

ADOPTED = "begun without the queue"
"""Who asks for a run that was running before it was taken into the queue."""


class Queue:
    """The queue of a runs folder, which is made when the first run is added.

    All methods that reach for files raise SweepError.
    """

    def __init__(self, runs_dir: Path) -> None:
        self._folder = runs_dir
        self._sweep = Sweep(runs_dir / QUEUE)

    @property
    def exists(self) -> bool:
        return self._sweep.is_sweep

    def view(self) -> QueueView:
        """The queue as it is now, empty where there is none."""
        if not self.exists:
            return QueueView()
        state, running = self._sweep.refresh(), running_workers(self._sweep)
        runs = tuple(self._queued(trial, running) for trial in state.in_turn if not trial.over)
        first = sorted(runs, key=lambda run: not run.begun)
        held = state.request.request != "run"
        unstarted = tuple(self._unstarted(state.in_turn))
        return QueueView(tuple(first), held, len(running), state.most_workers or 1, unstarted)

    def add(
        self,
        experiment: Experiment,
        by: str,
        *,
        behind: Iterable[RunDirectory] = (),
        turn: float | None = None,
    ) -> QueuedRun:
        """Put a run of the experiment at the end, or at this turn. Start nothing yet.

        It waits for the runs it is `behind`, as far as they lie in the folder.
        """
        experiment = resolve(experiment.alone)
        sweep = self._made(experiment)
        with sweep.journal.locked() as journal:
            self._adopt(journal, behind)
            run = next(new_ids(experiment.name))
            trial = self._ask(journal, experiment, run, by)
            if turn is not None:
                journal.append(Moved(trial=trial, turn=turn))
        return QueuedRun(trial, run, running=False, begun=False)

    def experiment(self, trial: int) -> Experiment:
        """What a run of the queue trains."""
        found = self._open(trial)
        return self._sweep.experiment_of(found, found.units[0].seed)

    def turn(self, trial: int) -> float:
        """The place of a run, for another that is to take it."""
        return self._open(trial).turn

    def move(self, trial: int, by: int) -> None:
        """Move a waiting run so many places, as far as there are any."""
        with self._sweep.journal.locked() as journal:
            waiting = [t for t in self._sweep.refresh().in_turn if not t.over and not _begun(t)]
            places = [each.number for each in waiting]
            if trial not in places:
                raise SweepError(f"{self._named(trial)} has begun: it keeps its place")
            turns = sorted(each.turn for each in waiting)
            at = places.index(trial)
            places.insert(max(0, min(at + by, len(places) - 1)), places.pop(at))
            moved = zip(places, turns, strict=True)
            lines = [
                Moved(trial=number, turn=turn)
                for number, turn in moved
                if self._sweep.state.trials[number].turn != turn
            ]
            if lines:
                journal.append(*lines)

    def remove(self, trial: int, by: str) -> None:
        """Take a run out of the queue that no worker has, nor an engine that has lost its own."""
        with self._sweep.journal.locked() as journal:
            self._sweep.refresh()
            found = self._open(trial)
            running = running_workers(self._sweep)
            if found.units[0].worker in running or self._queued(found, running).orphaned:
                raise SweepError(f"{self._named(trial)} is running: stop it instead")
            journal.append(Removed(trial=trial, by=by))

    def replace(self, trial: int, experiment: Experiment, by: str) -> QueuedRun:
        """Put a run of another experiment into the place of a waiting one."""
        experiment = resolve(experiment.alone)
        with self._sweep.journal.locked() as journal:
            self._sweep.refresh()
            found = self._open(trial)
            if _begun(found):
                raise SweepError(
                    f"{self._named(trial)} has begun: its experiment cannot be changed"
                )
            run = next(new_ids(experiment.name))
            number = self._ask(journal, experiment, run, by)
            journal.append(Moved(trial=number, turn=found.turn), Removed(trial=trial, by=by))
        return QueuedRun(number, run, running=False, begun=False)

    def hold(self, by: str) -> None:
        """Begin nothing more; what is running goes on."""
        if self.exists:
            self._sweep.journal.append(Requested(request="hold", by=by))

    def release(
        self, by: str, workers: int | None = None, *, behind: Iterable[RunDirectory] = ()
    ) -> None:
        """Go on, with so many runs at a time from now on."""
        if not self.exists:
            return
        with self._sweep.journal.locked() as journal:
            self._sweep.refresh()
            self._adopt(journal, behind)
            limit = workers or self._sweep.state.most_workers
            journal.append(Requested(request="run", by=by, workers=limit))

    def keep_working(self, behind: Iterable[RunDirectory] = ()) -> bool:
        """Start workers where something waits and too few are there; whether any was started.

        Runs that live without the queue come first, so that it does not begin beside them.
        """
        view = self.view()
        if not view.stands:
            return False
        self._sweep.check_usable()
        with self._sweep.journal.locked() as journal:
            self._sweep.refresh()
            self._adopt(journal, behind)
        missing = min(view.limit - view.workers, len(view.waiting))
        for _ in range(missing):
            start_worker(self._sweep)
        return missing > 0

    def _made(self, experiment: Experiment) -> Sweep:
        """The sweep, made for a first experiment where it is not there."""
        if not self.exists:
            try:
                create_sweep(self._folder, experiment, QUEUE, beside=True)
            except SweepError:
                if not self.exists:  # else somebody was quicker
                    raise
        self._sweep.check_usable()
        if not self._sweep.state.created.beside:
            raise SweepError(f"{self._sweep.label} in {self._folder} is a sweep, not a queue")
        return self._sweep

    def _ask(self, journal: Appender, experiment: Experiment, run: str, by: str) -> int:
        number = self._sweep.refresh().next_number
        name = f"{number:03d}.toml"
        try:
            write_atomically(self._sweep.path / name, dumps(experiment).encode())
        except OSError as error:
            raise SweepError(f"cannot write into the queue: {reason(error)}") from error
        journal.append(
            Asked(trial=number, seeds=[experiment.seed], experiment=name, run=run, by=by)
        )
        self._sweep.refresh()
        return number

    def _adopt(self, journal: Appender, runs: Iterable[RunDirectory]) -> None:
        """Take runs that were begun without the queue into it, before all others."""
        for run in runs:
            state = self._sweep.refresh()
            known = {unit.run for trial in state.trials.values() for unit in trial.units}
            if run.run_id in known or run.path.parent.resolve() != self._folder.resolve():
                continue
            try:
                experiment = read_state(run).experiment
            except RunError:
                continue
            if experiment is not None:
                first = min((trial.turn for trial in state.trials.values()), default=0.0)
                trial = self._ask(journal, experiment, run.run_id, ADOPTED)
                journal.append(Moved(trial=trial, turn=first - 1))

    def _queued(self, trial: Trial, running: frozenset[str]) -> QueuedRun:
        unit = trial.units[0]
        taken, adopted = bool(unit.takes), trial.asked.by == ADOPTED
        held = unit.worker in running if taken else adopted
        orphaned = taken and not held and self._is_trained(unit)
        return QueuedRun(trial.number, unit.run, held, taken or adopted, orphaned)

    def _unstarted(self, trials: Iterable[Trial]) -> Iterator[Unstarted]:
        for trial in trials:
            unit = trial.units[0]
            told = unit.told
            if told is None or trial.removed or told.outcome != "failed":
                continue
            if not self._sweep.run_of(unit).is_run:
                yield Unstarted(unit.run, told.message, told.at)

    def _is_trained(self, unit: Unit) -> bool:
        """Check whether an engine has the run: it outlives a worker that was killed."""
        try:
            state = read_state(self._sweep.run_of(unit))
        except RunError:
            return False
        return state.state.live and not needs_engine(state)

    def _open(self, trial: int) -> Trial:
        found = self._sweep.state.trials.get(trial)
        if found is None or found.over:
            raise SweepError(f"run {trial} is no longer in the queue")
        return found

    def _named(self, trial: int) -> str:
        found = self._sweep.state.trials.get(trial)
        return found.units[0].run if found else f"run {trial}"


def _begun(trial: Trial) -> bool:
    return trial.asked.by == ADOPTED or any(unit.takes for unit in trial.units)
