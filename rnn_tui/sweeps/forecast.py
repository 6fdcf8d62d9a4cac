"""How many runs a sweep has and how long they take, said before anything is started."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import ceil
from pathlib import Path

from rnn_tui.experiment import Experiment, dumps
from rnn_tui.experiment.sweep import SweepSpec
from rnn_tui.runs import RunDirectory, RunError, RunState, list_runs
from rnn_tui.runs.directory import latest
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.lists.differences import OWN
from rnn_tui.runs.lists.flat_toml import Flat, flat_toml
from rnn_tui.runs.lists.overview import readable_state
from rnn_tui.runs.lists.run_summary import summaries
from rnn_tui.sweeps.folder import list_sweeps, space_of
from rnn_tui.sweeps.names import QUEUE
from rnn_tui.sweeps.places import usual_workers_of
from rnn_tui.sweeps.samplers import first_values, trials_of

EPOCHS = "train.epochs"

OF_SPEED = frozenset(
    (
        *("train.batch_size", "train.bucket_by_length", "train.deterministic", "train.device"),
        *("train.engine", "train.jit_compile", "train.tf32", "train.threads"),
    )
)
"""Keys of the training that decide how long an epoch takes."""

MOST_LOOKED_AT = 300
"""Runs that are looked at for the speed, the last ones first."""

MOST_SWEEPS = 20
"""Sweeps whose runs are among these."""

SPEED_SECONDS = 2.0
"""The longest search for the speed."""

MOST_COUNTED = 1_000
"""Trials whose epochs are counted; the others are taken for like them."""


@dataclass(frozen=True, slots=True)
class Speed:
    """The seconds that an epoch took in an earlier run of the same network on this host.

    `beside` are those of its start, its test and all else that is no epoch.
    """

    run: str
    seconds: float
    beside: float = 0.0


@dataclass(frozen=True, slots=True)
class Forecast:
    """`runs` = `trials` x `seeds`, `workers` at a time; `epochs` is the mean of a run.

    `seconds` is None where the speed is not known. With `at_most` runs may end earlier. With
    `minutes` runs are begun for so long, and `runs` are those that fit in at that speed.
    """

    runs: int
    trials: int
    seeds: int
    workers: int
    epochs: float
    seconds: float | None = None
    speed: Speed | None = None
    at_most: bool = False
    minutes: float | None = None


def forecast(base: Experiment, workers: int | None, speed: Speed | None) -> Forecast:
    """What a sweep of the experiment comes to. None stands for the usual number of workers."""
    spec, space = base.sweep or SweepSpec(), space_of(base)
    trials = trials_of(spec, space)
    most = trials * spec.seeds
    workers = usual_workers_of(base) if workers is None else min(workers, most)
    epochs = float(base.train.epochs)
    if EPOCHS in space and spec.sampler not in ("tpe", "qmc"):
        tried = [values[EPOCHS] for values in islice(first_values(spec, space), MOST_COUNTED)]
        epochs = sum(tried) / len(tried)
    elif EPOCHS in space:
        epochs = float(space[EPOCHS].at(0.5))
    one = None if speed is None else speed.beside + epochs * speed.seconds
    if spec.minutes is not None and one is not None:
        rounds = max(1, ceil(60 * spec.minutes / one))
        trials = min(trials, -(-rounds * workers // spec.seeds) or 1)
    runs = trials * spec.seeds
    rounds = -(-runs // max(1, workers))
    return Forecast(
        runs,
        trials,
        spec.seeds,
        workers,
        epochs,
        None if one is None else rounds * one,
        speed,
        at_most=spec.prune is not None or base.train.early_stopping is not None,
        minutes=spec.minutes,
    )


def speed_of(base: Experiment, folder: Path) -> Speed | None:
    """The speed of the last run in the folder, or in a sweep there, of the same network.

    That is one with the same layers and data, and with the same keys of the training that decide
    how long an epoch takes. None where there is none.
    """
    wanted, end = pace_keys(base), time.monotonic() + SPEED_SECONDS
    host = Identity.own().host
    for run in _latest(folder):
        if time.monotonic() > end:
            return None
        (found,) = summaries([run])
        if found.epochs and found.seconds and _decisive(found.keys) == wanted:
            state = _state(run)
            if state and state.machine and state.machine.host == host:
                return _speed(run.label, state, found.seconds)
    return None


def pace_keys(base: Experiment) -> Flat:
    """The keys of the experiment that decide how long an epoch takes, and their values."""
    return _decisive(flat_toml(dumps(base.alone)))


def _speed(run: str, state: RunState, seconds: float) -> Speed:
    """Its pace by its epochs, if the record says how long they took; else by the whole time."""
    epochs = [each.seconds for each in state.epochs]
    if not all(epochs) or sum(epochs) > seconds:
        return Speed(run, seconds / len(epochs))
    return Speed(run, sum(epochs) / len(epochs), seconds - sum(epochs))


def _latest(folder: Path) -> Iterator[RunDirectory]:
    """The last runs, those of the last sweeps among them."""
    runs = list_runs(folder)[:MOST_LOOKED_AT]
    for sweep in [each for each in list_sweeps(folder) if each.name != QUEUE][:MOST_SWEEPS]:
        runs += list_runs(sweep.path)[:MOST_SWEEPS]
    yield from sorted(runs, key=latest, reverse=True)[:MOST_LOOKED_AT]


def _state(run: RunDirectory) -> RunState | None:
    try:
        return readable_state(run)
    except RunError:
        return None


def _decisive(keys: Flat) -> Flat:
    """The keys that decide how long an epoch takes."""
    return {
        key: value
        for key, value in keys.items()
        if (key.startswith(("layers.", "data.")) or key in OF_SPEED) and key not in OWN
    }
