"""What a worker does next: the one decision that all workers must see alike.

It is made under the lock of the journal, from what the journal says and who is running, and is
itself written there before the lock is given back.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum
from time import time

from rnn_tui.runs.state.ranking import better
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.lines import Asked, Taken
from rnn_tui.sweeps.samplers import next_values, trials_of
from rnn_tui.sweeps.state import SAMPLER, SweepState, Trial, Unit
from rnn_tui.sweeps.workers import Presence, bury, running_workers


@dataclass(frozen=True, slots=True)
class Test:
    """A run of the best trial, to be tested now that nothing is left to choose."""

    __test__ = False  # no test case for pytest

    unit: Unit


class Rest(Enum):
    """Why there is no run to take."""

    WAIT = "others are running the last ones"
    HELD = "the sweep is held or stopped"
    DONE = "all is done"


class Ask(Enum):
    """A new trial is wanted of the sampler."""

    NEW = "new"


@dataclass(frozen=True, slots=True)
class Plan:
    """What bounds a sweep. With `prunes` the first seed of a trial decides about the others.

    With `tests` the runs of the trial with the best `objective` are tested at the end. Where the
    `time_is_up` no more trials are begun than have been.
    """

    trials: int
    prunes: bool = False
    tests: bool = False
    objective: str = "loss"
    time_is_up: bool = False

    def has_more(self, state: SweepState) -> bool:
        """Check whether the sampler is to be asked for another trial."""
        return state.sampled < self.trials and not self.time_is_up


def next_step(state: SweepState, plan: Plan, running: Collection[str]) -> Unit | Test | Ask | Rest:
    """The run to take. Those that were begun come first, then the others in their turn.

    `running` are the workers whose runs are theirs.
    """
    if state.request.request != "run":
        return Rest.HELD
    free, held = [], False
    for unit in _open(state, plan):
        if unit.worker in running:
            held = True
        else:
            free.append(unit)
    if free:
        return next((unit for unit in free if unit.takes), free[0])
    if plan.has_more(state):
        return Ask.NEW
    if held:
        return Rest.WAIT
    return _test_of_the_best(state, plan, running) or Rest.DONE


def take(sweep: Sweep, presence: Presence) -> Unit | Test | Rest:
    """Take the next run for this worker, asking the sampler for a new trial where that is next.

    Raises SweepError.
    """
    with sweep.journal.locked() as journal:
        state = sweep.refresh()
        running = running_workers(sweep)
        bury(sweep, running)
        if presence.name not in _allowed(state, running):
            return Rest.DONE
        step = next_step(state, plan_of(sweep), running - {presence.name})
        if step is Ask.NEW:
            asked = _asked(sweep, state)
            journal.append(asked)
            step = sweep.refresh().trials[asked.trial].units[0]
        if isinstance(step, Rest):
            return step
        assert isinstance(step, Unit | Test)
        unit = step.unit if isinstance(step, Test) else step
        journal.append(Taken(trial=unit.trial, seed=unit.seed, worker=presence.name))
        sweep.refresh()
        return step


def plan_of(sweep: Sweep) -> Plan:
    """The bounds of a sweep; a queue has only what is added by hand. Raises SweepError."""
    if sweep.state.created.beside:
        return Plan(trials=0)
    return Plan(
        trials=trials_of(sweep.spec, sweep.space),
        prunes=sweep.spec.prune is not None,
        tests=sweep.chooses and sweep.base.train.test,
        objective=sweep.objective,
        time_is_up=_time_is_up(sweep),
    )


def best_trial(state: SweepState, objective: str) -> Trial | None:
    """The trial with the best value, the first of equals; None where none has a value."""
    found: Trial | None = None
    for trial in sorted(state.trials.values(), key=lambda trial: trial.number):
        value, best = trial.value, found.value if found else None
        if value is not None and (best is None or better(objective, value, best)):
            found = trial
    return found


def untested(state: SweepState, plan: Plan) -> list[Unit]:
    """The runs of the best trial that a sweep whose trials are all over has yet to test."""
    best = best_trial(state, plan.objective) if plan.tests else None
    return [unit for unit in best.units if unit.tested is None] if best else []


def _test_of_the_best(
    state: SweepState, plan: Plan, running: Collection[str]
) -> Test | Rest | None:
    waiting = untested(state, plan)
    free = [unit for unit in waiting if unit.worker not in running]
    if free:
        return Test(free[0])
    return Rest.WAIT if waiting else None


def has_more(sweep: Sweep) -> bool:
    """Check whether a queue has a run for a worker that has just left it: one may have been added
    while the worker was still counted on. Raises SweepError."""
    with sweep.journal.locked():
        state, running = sweep.refresh(), running_workers(sweep)
        if not state.created.beside or len(running) >= (state.most_workers or 1):
            return False
        return isinstance(next_step(state, plan_of(sweep), running), Unit)


def _time_is_up(sweep: Sweep) -> bool:
    """Check whether `sweep.minutes` are over; one trial is begun however few they are."""
    state, minutes = sweep.state, sweep.spec.minutes
    return minutes is not None and state.sampled > 0 and seconds_of(sweep) >= 60 * minutes


def seconds_of(sweep: Sweep) -> float:
    """The time in which the sweep was worked on, as `sweep.minutes` counts it."""
    return sweep.state.seconds(time() if running_workers(sweep) else None)


def _allowed(state: SweepState, running: frozenset[str]) -> list[str]:
    """The workers that may take a run: all, or as many as the request and the queue say."""
    most = state.most_workers or (1 if state.created.beside else len(running))
    return sorted(running)[:most]


def _open(state: SweepState, plan: Plan) -> Iterator[Unit]:
    """The runs that are not over, in their turn."""
    for trial in state.in_turn:
        if trial.over:
            continue
        first = trial.units[0].told
        waits = plan.prunes and first is None
        for unit in trial.units[:1] if waits else trial.units:
            if unit.told is None:
                yield unit


def _asked(sweep: Sweep, state: SweepState) -> Asked:
    base = sweep.base
    seeds = [base.seed + index for index in range(sweep.spec.seeds)]
    values = next_values(sweep.spec, sweep.space, state, sweep.objective)
    return Asked(trial=state.next_number, values=values, seeds=seeds, by=SAMPLER)
