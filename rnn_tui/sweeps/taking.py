"""What a worker does next: the one decision that all workers must see alike.

It is made under the lock of the journal, from what the journal says and who is running, and is
itself written there before the lock is given back.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum

from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.lines import Asked, Taken
from rnn_tui.sweeps.samplers import next_values, trials_of
from rnn_tui.sweeps.state import SAMPLER, SweepState, Unit
from rnn_tui.sweeps.workers import Presence, bury, running_workers


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
    """What bounds a sweep. With `prunes` the first seed of a trial decides about the others."""

    trials: int
    prunes: bool


def next_step(state: SweepState, plan: Plan, running: Collection[str]) -> Unit | Ask | Rest:
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
    if state.sampled < plan.trials:
        return Ask.NEW
    return Rest.WAIT if held else Rest.DONE


def take(sweep: Sweep, presence: Presence) -> Unit | Rest:
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
        if not isinstance(step, Unit):
            assert isinstance(step, Rest)
            return step
        journal.append(Taken(trial=step.trial, seed=step.seed, worker=presence.name))
        sweep.refresh()
        return step


def plan_of(sweep: Sweep) -> Plan:
    """The bounds of a sweep; a queue has only what is added by hand. Raises SweepError."""
    if sweep.state.created.beside:
        return Plan(0, False)
    return Plan(trials_of(sweep.spec, sweep.space), sweep.spec.prune is not None)


def has_more(sweep: Sweep) -> bool:
    """Check whether a queue has a run for a worker that has just left it: one may have been added
    while the worker was still counted on. Raises SweepError."""
    with sweep.journal.locked():
        state, running = sweep.refresh(), running_workers(sweep)
        if not state.created.beside or len(running) >= (state.most_workers or 1):
            return False
        return isinstance(next_step(state, plan_of(sweep), running), Unit)


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
