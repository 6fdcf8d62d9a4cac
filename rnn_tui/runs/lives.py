"""The lives of a run: each engine that took it, and whether it has brought the run further."""

from collections.abc import Iterable

from rnn_tui.runs.files.events import (
    Checkpoint,
    EpochEnded,
    Event,
    Finished,
    Resumed,
    Started,
    Stopped,
)
from rnn_tui.runs.position import Position


def lives_without_progress(events: Iterable[Event]) -> int:
    """How many engines in a row, up to the last one, have kept nothing that they computed."""
    count, alive, moved = 0, False, False
    start = Position().key
    for event in events:
        match event:
            case Started():
                count = _counted(count, alive, moved)
                alive, moved = True, False
            case Resumed():
                start = event.position.key
            case Checkpoint() | Stopped():
                moved = moved or event.position.key > start
            case EpochEnded() | Finished():
                moved = True
    return _counted(count, alive, moved)


def _counted(count: int, alive: bool, moved: bool) -> int:
    return 0 if moved or not alive else count + 1
