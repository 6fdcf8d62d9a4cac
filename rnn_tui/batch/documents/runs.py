"""The lines of `runs --json`, one a run, or with `--group` one a group."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rnn_tui.results.groups import SEED, Group
from rnn_tui.runs import Phase, RunDirectory, RunState, State
from rnn_tui.runs.files.marks import marks_of
from rnn_tui.runs.files.note import note_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A run in short.

    `epoch`, `batch` and `phase` say where it stands, counted from 0; `epochs` are those that are
    complete, with one more key for each metric; `partial` are the means of one that was cut
    short, `test` those of the test; `seconds` of work in all; `machine` holds versions and the
    device; `star`, `tags` and `note` are what a person keeps beside the run.
    """

    v: Literal[1] = 1
    run: str
    path: str
    name: str
    state: State
    epoch: int
    batch: int
    phase: Phase
    parameters: int | None
    epochs: list[dict[str, float]]
    partial: dict[str, float] | None
    best_epoch: int | None
    test: dict[str, float] | None
    failure: str | None
    seconds: float
    machine: dict[str, str] | None
    star: bool
    tags: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A run that cannot be read; `error` says why."""

    v: Literal[1] = 1
    run: str
    path: str
    error: str
    state: Literal["damaged"] = "damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A figure over the `n` runs that count: mean, sample deviation and 95 % interval of the mean.

    One value has neither deviation nor interval.
    """

    n: int
    mean: float
    deviation: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """A line of `runs --group --json`: runs that differ in nothing but their seed.

    `counted` are those whose figures count: the finished ones, or all before there is any.
    """

    v: Literal[1] = 1
    name: str
    runs: list[str]
    counted: list[str]
    seeds: list[int]
    figures: dict[str, Spread]


def grouped(group: Group, metrics: Iterable[str]) -> Grouped:
    """The group with the spread of these metrics."""
    spreads = {name: group.spread(name) for name in metrics}
    seeds = (run.keys.get(SEED) for run in group.counted)
    return Grouped(
        name=group.name,
        runs=[run.run.run_id for run in group.runs],
        counted=[run.run.run_id for run in group.counted],
        seeds=[seed for seed in seeds if isinstance(seed, int)],
        figures={
            name: Spread(
                n=spread.n, mean=spread.mean, deviation=spread.deviation, interval=spread.interval
            )
            for name, spread in spreads.items()
            if spread
        },
    )


def listed(state: RunState) -> Listed:
    """The run in short."""
    run = RunDirectory(state.path)
    best, machine, marks = state.best, state.machine, marks_of(run)
    return Listed(
        run=state.run_id,
        path=str(state.path),
        name=state.name,
        state=state.state,
        epoch=state.position.epoch,
        batch=state.position.batch,
        phase=state.position.phase,
        parameters=state.parameters,
        epochs=[
            {"epoch": entry.epoch, "learning_rate": entry.learning_rate} | entry.logs
            for entry in state.epochs
        ],
        partial=state.partial.logs if state.partial else None,
        best_epoch=best.epoch if best else None,
        test=state.test.logs if state.test else None,
        failure=state.failure.message if state.failure else None,
        seconds=state.worked_so_far,
        machine=machine.versions | {"device": machine.device} if machine else None,
        star=marks.star,
        tags=marks.tags,
        note=note_of(run),
    )
