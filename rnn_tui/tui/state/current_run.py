"""The run that the app follows and controls. No Textual."""

from collections.abc import Callable
from pathlib import Path
from subprocess import Popen
from typing import Any

from rnn_tui.experiment import Experiment, resolve
from rnn_tui.runs import (
    Ask,
    Follower,
    RunDirectory,
    RunError,
    RunState,
    ask_run,
    create,
    extend,
    is_chosen,
    keep_offline,
    kill_engine,
    list_runs,
    live_runs,
    read_state,
    runs_folder,
    start_engine,
)
from rnn_tui.runs.directory import latest
from rnn_tui.runs.files.ownership import check_own
from rnn_tui.runs.files.status import read_status
from rnn_tui.runs.state.liveness import engine_has_ended
from rnn_tui.tui.state.ready_engine import ReadyEngine

LOOKED_AT = 20
"""Number of runs of the folder, the latest first, that are searched for a live one."""

Engine = Callable[[RunDirectory], Any]
"""Starts an engine on a run: `start_engine`, a `ReadyEngine`, or a fake one."""


class CurrentRun:
    """Starts, follows and asks runs; all methods that reach for files raise RunError."""

    def __init__(self, runs_dir: Path, engine: Engine = start_engine) -> None:
        self.runs_dir = runs_dir
        self._engine = engine
        self._children: dict[Path, Popen[bytes]] = {}
        self._follower: Follower | None = None
        self._followed: dict[Path, RunDirectory] = {}

    @property
    def run(self) -> RunDirectory | None:
        return self._follower.run if self._follower else None

    def start(self, experiment: Experiment) -> RunDirectory:
        """Create a run of the experiment and start an engine on it."""
        run = create(self.runs_dir, resolve(experiment))
        self.follow(run)
        self._launch(run)
        return run

    def resume(
        self, run: RunDirectory | None = None, more: int = 0, *, offline: bool = False
    ) -> RunDirectory:
        """Start an engine on a run that was stopped or lost, and follow it.

        With `more` it ends so many epochs after those that it has, whatever it was to have. With
        `offline` it may download nothing from now on.
        """
        run = self._meant(run)
        state = read_state(run)
        check_own(run)
        extended = more > 0 and not state.state.live
        if not state.state.resumable and not extended:
            raise RunError(f"run {run.label} is {state.state}: nothing to resume")
        if extended:
            extend(run, len(state.epochs) + more, state)
        if offline:
            keep_offline(run)
        self._launch(run)
        self.follow(run)
        return run

    def follow(self, run: RunDirectory) -> None:
        self._follower = Follower(run)
        self._followed.pop(run.path, None)
        self._followed[run.path] = run
        if (child := self._children.get(run.path)) is not None:
            self._follower.watch(child)

    def prepare(self) -> None:
        """Have an engine ready for the next start."""
        if isinstance(self._engine, ReadyEngine):
            self._engine.prepare()

    def close(self) -> None:
        """End the engine that waits, if one does; those that train go on."""
        if isinstance(self._engine, ReadyEngine):
            self._engine.close()

    def leave(self) -> None:
        """Stop following; the run itself goes on."""
        self._follower = None

    def poll(self) -> RunState | None:
        """The state right now, None where no run is followed. Raises RunError once gone."""
        self._reap()
        return self._follower.poll() if self._follower else None

    def ask(self, ask: Ask, run: RunDirectory | None = None) -> RunDirectory:
        """Write a request into the run's control file."""
        run = self._meant(run)
        ask_run(run, ask, "app")
        return run

    def kill(self, run: RunDirectory | None = None) -> RunDirectory:
        """End the engine at once."""
        run = self._meant(run)
        kill_engine(run)
        if self._follower is not None and self._follower.run.path == run.path:
            self._follower.killed()
        return run

    def find_live(self) -> tuple[RunDirectory | None, bool]:
        """The latest live run of the folder; without one, and where nobody has chosen the folder,
        this user's latest live run anywhere. The second says whether the app opens on it: in a
        folder that has runs of its own, one elsewhere is only named."""
        chosen = is_chosen(None) or self.runs_dir != runs_folder()
        own = list_runs(self.runs_dir)[:LOOKED_AT]
        if (live := next(filter(live_state, own), None)) is not None or chosen:
            return live, live is not None
        elsewhere = sorted(live_runs(), key=latest, reverse=True)
        return next(filter(live_state, elsewhere), None), not own

    def live_states(self) -> list[RunState]:
        """The live runs among those started, resumed or followed here, the last one first."""
        self._reap()
        states = [live_state(run) for run in reversed(self._followed.values())]
        return [state for state in states if state is not None]

    def _meant(self, run: RunDirectory | None) -> RunDirectory:
        meant = run or self.run
        if meant is None:
            raise RunError("no current run")
        return meant

    def _launch(self, run: RunDirectory) -> None:
        child = self._engine(run)
        if isinstance(child, Popen):
            self._children[run.path] = child
            if self._follower is not None and self._follower.run == run:
                self._follower.watch(child)

    def _reap(self) -> None:
        """Reap ended engines: as zombies they would look live to some tools."""
        for child in self._children.values():
            child.poll()


def live_state(run: RunDirectory) -> RunState | None:
    """The state of a live run; None for any other, and for one that cannot be read."""
    status = read_status(run.status)
    if status is not None and (not status.state.live or engine_has_ended(run, status)):
        return None  # most are: nobody has to wait until all that they have done is read
    try:
        state = read_state(run)
    except RunError:
        return None
    return state if state.state.live else None
