"""Run directories written by hand for the tests of `runs`, event by event."""

from pathlib import Path

from rnn_tui.experiment import Experiment
from rnn_tui.runs import Phase, RunDirectory, create
from rnn_tui.runs.files.event_log import LogWriter
from rnn_tui.runs.files.events import (
    Checkpoint,
    Compiled,
    EpochEnded,
    Event,
    Loaded,
    Resumed,
    Started,
    Stopped,
)

STEPS, VALIDATION_STEPS, TEST_STEPS = 100, 10, 10


def made_run(folder: Path, name: str = "imdb", **train: object) -> RunDirectory:
    """A fresh run in `folder`, as a front-end leaves it to the engine."""
    return create(folder, Experiment(name=name, train=train))


def tell(run: RunDirectory, *events: Event) -> None:
    log = LogWriter(run.events)
    for event in events:
        log.append(event)


def started(at: float = 1000.0, pid: int = 7) -> Started:
    return Started(at=at, pid=pid, host="here")


def loaded(at: float = 1001.0, **changes: object) -> Loaded:
    numbers: dict[str, object] = {
        "train": 1000,
        "validation": 100,
        "test": 100,
        "train_sequences": 1100,
        "maxlen": 50,
        "classes": ("bad", "good"),
        "steps": STEPS,
        "validation_steps": VALIDATION_STEPS,
        "test_steps": TEST_STEPS,
    }
    return Loaded.model_validate({"at": at} | numbers | changes)


def begun(at: float = 1000.0) -> list[Event]:
    """What an engine tells before the first step."""
    return [
        started(at),
        loaded(at + 1),
        Compiled(at=at + 2, parameters=33),
        Resumed(at=at + 2, epoch=0),
    ]


def epoch(number: int, at: float = 1100.0, **logs: float) -> EpochEnded:
    """The end of an epoch (from 0), losses falling."""
    loss = 1 / (number + 2)
    return EpochEnded(
        at=at,
        epoch=number,
        logs={"loss": loss, "val_loss": loss + 0.1, **logs},
        learning_rate=0.001,
        seconds=10.0,
        samples_per_second=100.0,
    )


def checkpoint(epoch: int, batch: int = 0, at: float = 1100.0) -> Checkpoint:
    return Checkpoint(at=at, epoch=epoch, batch=batch, file="some.npz")


def stopped(
    epoch: int, batch: int, phase: Phase = Phase.TRAIN, at: float = 1200.0, **logs: float
) -> Stopped:
    return Stopped(
        at=at, epoch=epoch, batch=batch, phase=phase, reason="app", logs=logs, learning_rate=0.001
    )
