"""A sweep at one moment: its trials with what became of each run, and the best of them.

Told runs are known from the journal alone; only those that are open are looked at, so that a
sweep of thousands of trials is read in a moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rnn_tui.experiment.sweep import MOST_TRIALS
from rnn_tui.runs.lists.run_summary import RunSummary, summaries
from rnn_tui.runs.state.ranking import lower_is_better
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.samplers import sampler_of
from rnn_tui.sweeps.state import Trial, Unit
from rnn_tui.sweeps.taking import best_trial, plan_of, seconds_of, untested
from rnn_tui.sweeps.workers import WorkerFile, running_files

ASKED, REMOVED = "asked", "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """A run of a trial. `state` is its outcome (finished, pruned, failed, stopped) or, while it is
    open, the state of its run; `asked` without one.

    `epochs` of `total` are complete (`total` is null once it is over), `value` is the objective
    in its best `epoch`, from 0. `test` holds the figures of the test part, if it was looked at.
    """

    run: str
    seed: int
    state: str
    epochs: int = 0
    total: int | None = None
    epoch: int | None = None
    value: float | None = None
    seconds: float = 0.0
    test: dict[str, float] = field(default_factory=dict)
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialView:
    """A trial. `value` is the mean of the objective over its runs, null until all are finished.

    `state`: asked, running, waiting (begun, and no worker has it), finished, pruned, failed,
    stopped or removed.
    """

    trial: int
    values: dict[str, Any]
    state: str
    value: float | None
    runs: list[UnitView]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerView:
    """A worker that is running: its process, and the run that it has; empty between two runs."""

    host: str
    pid: int
    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepView:
    """A sweep. `state` is running, waiting (something is left to do, and no worker is running),
    held, stopped or finished; `wanted` counts its trials in all, or those that were asked for where
    only time bounds it, and `minutes_left` is the time in which trials are begun, null without a
    limit. `best` is the number of the best one by `objective`, which should fall where `lower` is
    true.

    `keys` are those that are tried, with `seeds` runs for each combination; where the sweep
    `chooses` among several, only the best one is tested, once all are over. `jobs` are batch jobs.
    `other_data` names the runs whose data has other content than that of earlier ones. `working`
    are the `workers` one by one, and `request` is the last one to them: run, hold (begin nothing
    new) or stop.
    """

    name: str
    path: str
    state: str
    sampler: str
    seeds: int
    wanted: int
    minutes_left: float | None
    objective: str
    lower: bool
    keys: list[str]
    chooses: bool
    workers: int
    jobs: list[str]
    best: int | None
    trials: list[TrialView]
    other_data: list[str] = field(default_factory=list)
    working: list[WorkerView] = field(default_factory=list)
    request: str = "run"


@dataclass(slots=True)
class _Look:
    """The open runs, and the names of the workers that are running."""

    running: frozenset[str]
    open: dict[str, RunSummary] = field(default_factory=dict)


def look(sweep: Sweep) -> SweepView:
    """The sweep as it is now. Raises SweepError."""
    state, plan = sweep.refresh(), plan_of(sweep)
    workers = running_files(sweep)
    seen = _Look(frozenset(worker.name for worker in workers))
    units = [u for trial in state.in_turn for u in trial.units if u.told is None and u.takes]
    runs = [sweep.run_of(unit) for unit in units]
    there = [(unit, run) for unit, run in zip(units, runs, strict=True) if run.is_run]
    found = summaries([run for _, run in there])
    seen.open = {unit.run: each for (unit, _), each in zip(there, found, strict=True)}
    trials = [_trial(trial, seen) for trial in state.in_turn]
    open_ended = plan.time_is_up or plan.trials == MOST_TRIALS
    sampled = state.sampled if open_ended else max(plan.trials, state.sampled)
    over = not plan.has_more(state) and all(trial.over for trial in state.trials.values())
    best = best_trial(state, sweep.objective)
    return SweepView(
        name=sweep.name,
        path=str(sweep.path),
        state=_state(over and not untested(state, plan), bool(seen.running), state.request.request),
        sampler=sampler_of(sweep.spec, sweep.space),
        seeds=sweep.spec.seeds,
        wanted=sampled + len(state.trials) - state.sampled,
        minutes_left=_minutes_left(sweep),
        objective=sweep.objective,
        lower=lower_is_better(sweep.objective),
        keys=list(sweep.space),
        chooses=sweep.chooses,
        workers=len(workers),
        jobs=state.jobs,
        best=None if best is None else best.number,
        trials=trials,
        other_data=_other_data(sweep),
        working=_working(workers, units),
        request=state.request.request,
    )


def _minutes_left(sweep: Sweep) -> float | None:
    minutes = sweep.spec.minutes
    return None if minutes is None else max(0.0, minutes - seconds_of(sweep) / 60)


def _working(workers: Sequence[WorkerFile], units: Sequence[Unit]) -> list[WorkerView]:
    """The workers, each with the run among the open `units` that it took last."""
    runs = {unit.worker: unit.run for unit in units}
    known = [(each, each.identity) for each in workers]
    return [
        WorkerView(
            host=identity.host if identity else "",
            pid=identity.pid if identity else 0,
            run=runs.get(each.name, ""),
        )
        for each, identity in known
    ]


def _other_data(sweep: Sweep) -> list[str]:
    """The runs whose data has changed since the first run with the same seed.

    The seed may draw the test part, and keys of [data] that are tried make other data as well.
    """
    if sweep.state.created.beside or any(key.startswith("data.") for key in sweep.space):
        return []
    first: dict[int, str] = {}
    found = []
    for unit in (unit for trial in sweep.state.in_turn for unit in trial.units):
        data = unit.told.data if unit.told else ""
        if data and first.setdefault(unit.seed, data) != data:
            found.append(unit.run)
    return found


def _state(over: bool, running: bool, request: str) -> str:
    if over:
        return "finished"
    if running:
        return "running"
    return {"run": "waiting", "hold": "held", "stop": "stopped"}[request]


def _trial(trial: Trial, look: _Look) -> TrialView:
    units = [_unit(unit, look) for unit in trial.units]
    return TrialView(
        trial=trial.number,
        values=trial.asked.values,
        state=_trial_state(trial, units, look),
        value=trial.value,
        runs=units,
    )


def _trial_state(trial: Trial, units: Sequence[UnitView], look: _Look) -> str:
    if trial.removed:
        return REMOVED
    if trial.over:
        states = {unit.state for unit in units}
        return next(
            (each for each in ("pruned", "failed", "stopped") if each in states), "finished"
        )
    held = any(unit.told is None and unit.worker in look.running for unit in trial.units)
    begun = any(unit.takes for unit in trial.units)
    return "running" if held else "waiting" if begun else ASKED


def _unit(unit: Unit, look: _Look) -> UnitView:
    if (told := unit.told) is not None:
        return UnitView(
            run=unit.run,
            seed=unit.seed,
            state=told.outcome,
            epochs=told.epochs,
            epoch=told.epoch,
            value=told.value,
            seconds=told.seconds,
            test=unit.tested.logs if unit.tested else told.test,
            message=told.message or (unit.tested.message if unit.tested else ""),
        )
    if (found := look.open.get(unit.run)) is None:
        return UnitView(run=unit.run, seed=unit.seed, state=ASKED)
    return UnitView(
        run=unit.run,
        seed=unit.seed,
        state=found.state,
        epochs=found.epochs,
        total=found.total,
        epoch=found.best,
        value=found.logs.get(found.monitor),
        seconds=found.seconds,
        message=found.error,
    )
