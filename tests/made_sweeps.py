"""Sweeps made by hand for tests: journals line by line, runs as engines would leave them."""

from pathlib import Path
from typing import Any

from rnn_tui.experiment import Experiment, load
from rnn_tui.experiment.loading import edited
from rnn_tui.runs import RunDirectory, create
from rnn_tui.runs.files.events import Finished
from rnn_tui.sweeps.create import create_sweep
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.lines import AnyLine, Asked, Taken, Told
from rnn_tui.sweeps.samplers import values_of
from rnn_tui.sweeps.state import SAMPLER, SweepState
from tests.made_runs import begun, epoch, stopped, tell

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


def filled_sweep(
    folder: Path,
    space: dict[str, Any],
    count: int,
    *,
    name: str = "rates",
    pruned: int = 5,
    **options: Any,
) -> Sweep:
    """A sweep by random values of which so many trials have begun, with runs but no engine.

    Each `pruned`-th trial was pruned after an epoch, the last one is waiting after two epochs, the
    others are finished. The more units and the larger the learning rate, the lower the loss.
    """
    options = {"sampler": "random", "trials": count} | options
    sweep = create_sweep(folder, experiment_with(space, **options), name)
    for number in range(count):
        values = values_of(sweep.spec, sweep.space, number)
        seeds = range(sweep.spec.seeds)
        sweep.journal.append(asked(number, *seeds, values=values or {}))
        for seed in seeds:
            last = number == count - 1 and seed == seeds[-1]
            outcome = "pruned" if number % pruned == pruned - 1 else "finished"
            _filled_run(sweep, number, seed, None if last else outcome)
    return sweep


def _filled_run(sweep: Sweep, trial: int, seed: int, outcome: str | None) -> None:
    found = sweep.refresh().trials[trial]
    unit = next(unit for unit in found.units if unit.seed == seed)
    experiment = sweep.experiment_of(found, seed)
    run = create(sweep.runs, experiment, unit.run)
    units = getattr(experiment.layers[1], "units", 0)
    start = 0.7 - units / 100 - 10 * experiment.train.learning_rate + seed / 100
    epochs = {None: 2, "pruned": 1}.get(outcome, EPOCHS)
    losses = [start - 0.1 * number for number in range(epochs)]
    logs = [
        {"loss": loss - 0.1, "val_loss": loss, "acc": 1 - loss, "val_acc": 0.9 - loss}
        for loss in losses
    ]
    tell(run, *begun(), *(epoch(number, **each) for number, each in enumerate(logs)))
    sweep.journal.append(taken(trial, seed=seed))
    if outcome is not None:
        whole = Finished(at=1200.0, reason="all epochs")
        tell(run, whole if outcome == "finished" else stopped(epochs, 0))
        sweep.journal.append(
            Told(
                trial=trial,
                seed=seed,
                outcome=outcome,  # type: ignore[arg-type]
                value=losses[-1],
                epoch=epochs - 1,
                epochs=epochs,
                seconds=30.0,
            )
        )
