"""Runs that the tests of the curves draw: smooth made-up numbers, no noise."""

import math

import numpy as np

from rnn_tui.experiment.experiment import Experiment
from rnn_tui.runs.files.history_csv import EpochRecord
from rnn_tui.runs.files.status import Status
from rnn_tui.runs.files.trace import Records, record_type
from rnn_tui.runs.position import Phase, Position, State
from rnn_tui.runs.state.run_state import RunState, Sizes

STEPS = 2000


def logs(epoch: float, *, validation: bool = True) -> dict[str, float]:
    found = {"loss": 0.62 * 0.8**epoch, "acc": 1 - 0.38 * 0.8**epoch}
    if validation:
        found["val_loss"] = 0.42 + 0.01 * (epoch - 3) ** 2
        found["val_acc"] = 0.84 - 0.004 * (epoch - 3) ** 2
    return found


def trace_of(epochs: float, a_epoch: int) -> Records:
    """`a_epoch` records an epoch, the loss of each falling along a line."""
    trace = np.zeros(int(epochs * a_epoch), record_type(("loss", "acc")))
    trace["step"] = (np.arange(trace.size) + 1) * (STEPS // a_epoch) - 1
    trace["epoch"], trace["batch"] = trace["step"] // STEPS, trace["step"] % STEPS + 1
    trace["loss"] = np.linspace(0.7, 0.2, trace.size)
    trace["acc"] = 1 - trace["loss"]
    return trace


def run_of(
    epochs: int,
    *,
    partial: float = 0.0,
    validation: bool = True,
    nan: tuple[int, ...] = (),
    trace: int = 0,
    name: str = "imdb-simple-rnn",
    state: State = State.STOPPED,
) -> RunState:
    """A run of `epochs` whole epochs and a share of the next one; `trace` records an epoch."""
    records = [
        EpochRecord(epoch, logs(epoch, validation=validation), 0.001) for epoch in range(epochs)
    ]
    for index in nan:
        records[index] = EpochRecord(index, dict.fromkeys(records[index].logs, math.nan), 0.001)
    batches = round(partial * STEPS)
    rest = None
    if batches:
        rest = EpochRecord(
            epochs, logs(epochs, validation=False), 0.001, complete=False, batches=batches
        )
    return RunState(
        run_id=f"{name}-1",
        experiment=Experiment(
            name=name,
            data={"source": "sample", "validation_split": 0.2 if validation else 0.0},
            train={"metrics": ["acc"]},
        ),
        state=state,
        position=Position(epochs, batches),
        epochs=tuple(records),
        partial=rest,
        sizes=Sizes(20_000, 5_000, 25_000, 20_000, 500, STEPS, 50, 50),
        trace=trace_of(epochs + partial, trace or 100)[: None if trace else 0],
    )


def live(epoch: int, batch: int, phase: Phase = Phase.TRAIN, *, trace: int = 0) -> RunState:
    """A run at work on `epoch` (from 0)."""
    run = run_of(epoch, state=State.RUNNING)
    at = Position(epoch, batch, phase)
    status = Status(State.RUNNING, at, logs={"loss": 0.5, "acc": 0.7})
    done = batch / STEPS if phase == Phase.TRAIN else 1.0
    records = trace_of(epoch + done, trace) if trace else run.trace
    return RunState(
        run_id=run.run_id,
        experiment=run.experiment,
        state=State.RUNNING,
        position=at,
        epochs=run.epochs,
        sizes=run.sizes,
        status=status,
        trace=records,
    )
