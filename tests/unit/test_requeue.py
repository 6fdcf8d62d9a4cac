"""The number of engines in a row that have brought a run no further."""

import pytest

from rnn_tui.runs.files.events import (
    Checkpoint,
    EpochEnded,
    Event,
    Finished,
    Resumed,
    Started,
    Stopped,
)
from rnn_tui.runs.state.starts import starts_without_progress

START = Started(pid=1)


def resumed(epoch: int, batch: int = 0) -> Event:
    return Resumed(epoch=epoch, batch=batch)


def saved(epoch: int, batch: int = 0) -> Event:
    return Checkpoint(epoch=epoch, batch=batch, file="x.npz")


def stopped(epoch: int, batch: int = 0) -> Event:
    return Stopped(epoch=epoch, batch=batch, reason="SIGUSR1")


IDLE = [START, resumed(0), saved(0), stopped(0)]
BUSY = [START, resumed(0), saved(0), stopped(0, 5)]


@pytest.mark.parametrize(
    ("events", "count"),
    [
        ([], 0),
        ([START], 1),
        ([START, START], 2),
        (IDLE, 1),
        ([*IDLE, *IDLE], 2),
        ([*BUSY], 0),
        ([*IDLE, *BUSY], 0),
        ([*BUSY, START, resumed(0, 5), saved(0, 5), stopped(0, 5)], 1),
        ([*BUSY, START, resumed(0, 5), saved(0, 6)], 0),
        ([START, resumed(2), EpochEnded(epoch=2, logs={}, learning_rate=0.1)], 0),
        ([*IDLE, START, resumed(3), Finished(reason="done")], 0),
    ],
)
def test_counts_the_starts_in_a_row_that_kept_nothing(events: list[Event], count: int) -> None:
    assert starts_without_progress(events) == count
