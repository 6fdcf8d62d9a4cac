"""Sweeps made by hand for tests: journals line by line, runs as engines would leave them."""

from pathlib import Path
from typing import Any

from rnn_tui.experiment import Experiment, load
from rnn_tui.experiment.loading import edited
from rnn_tui.runs import RunDirectory, create
from rnn_tui.sweeps.create import create_sweep
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.lines import AnyLine, Asked, Taken, Told
from rnn_tui.sweeps.state import SAMPLER, SweepState
from tests.made_runs import begun, epoch, tell

EPOCHS = 3

UNITS = {"layers.1.units": [4, 8, 16]}
RATE = {"train.learning_rate": {"low": 1e-4, "high": 1e-2, "log": True}}


def experiment_with(space: dict[str, Any], *, test: bool = True, **options: Any) -> Experiment:
    """The quick-start with a sweep over the space."""
    given = [(f"sweep.{key}", value) for key, value in options.items()]
    base = load("quickstart", [f"train.epochs={EPOCHS}", "train.batch_size=320"])
    return edited(base, [("train.test", test), ("sweep.space", space), *given])


def made_sweep(folder: Path, space: dict[str, Any] | None = None, **options: Any) -> Sweep:
    """A fresh sweep in the folder."""
    return create_sweep(folder, experiment_with(space or {}, **options))


def state_of(*lines: AnyLine) -> SweepState:
    """The sum of some lines."""
    state = SweepState()
    for line in lines:
        state.add(line)
    return state


def asked(trial: int, *seeds: int, **changes: Any) -> Asked:
    """A trial of the sampler."""
    return Asked(trial=trial, seeds=list(seeds or (0,)), **({"by": SAMPLER} | changes))


def taken(trial: int, worker: str = "one", seed: int = 0) -> Taken:
    return Taken(trial=trial, seed=seed, worker=worker)


def told(trial: int, outcome: Any = "finished", value: float | None = 0.5, seed: int = 0) -> Told:
    return Told(trial=trial, seed=seed, outcome=outcome, value=value, epoch=0, epochs=1)


def run_of(sweep: Sweep, trial: int, epochs: int = 0, seed: int = 0) -> RunDirectory:
    """The run of a trial, after some epochs of an engine that has gone."""
    found = sweep.refresh().trials[trial]
    unit = next(unit for unit in found.units if unit.seed == seed)
    run = create(sweep.runs, sweep.experiment_of(found, seed), unit.run)
    if epochs:
        tell(run, *begun(), *(epoch(number) for number in range(epochs)))
    return run
