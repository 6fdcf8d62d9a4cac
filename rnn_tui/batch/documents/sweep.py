"""The lines of `sweep --json`: the sweep, then its journal; and of `sweep show --json`."""

from dataclasses import dataclass
from typing import Literal

from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.overview import SweepView, TrialView


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSweep:
    """The first line of a stream, and the only one of `--detach`: which sweep it is."""

    v: Literal[1] = 1
    event: Literal["sweep"] = "sweep"
    sweep: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSweep:
    """All that is known of a sweep.

    `state` is running, waiting (something is left to do, and no worker is running), held, stopped
    or finished; `wanted` counts its trials in all, or those that were asked for where only time
    bounds it, and `minutes_left` is the time in which trials are begun, null without a limit.
    `best` is the number of the best one by `objective`, which should fall where `lower` is true.
    `keys` are those that are tried, with `seeds` runs for each combination; where the sweep
    `chooses` among several, only the best one is tested, once all are over. `jobs` are batch jobs.
    `other_data` names the runs whose data has other content than that of earlier ones.
    """

    v: Literal[1] = 1
    sweep: str
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
    other_data: list[str]


def named_sweep(sweep: Sweep) -> NamedSweep:
    """The line that names the sweep."""
    return NamedSweep(sweep=sweep.name, path=str(sweep.path))


def shown_sweep(view: SweepView) -> ShownSweep:
    """The sweep as it is printed."""
    return ShownSweep(
        sweep=view.name,
        path=view.path,
        state=view.state,
        sampler=view.sampler,
        seeds=view.seeds,
        wanted=view.wanted,
        minutes_left=view.minutes_left,
        objective=view.objective,
        lower=view.lower,
        keys=view.keys,
        chooses=view.chooses,
        workers=view.workers,
        jobs=view.jobs,
        best=view.best,
        trials=view.trials,
        other_data=view.other_data,
    )
