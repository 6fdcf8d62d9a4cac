"""How often engines were started on a run without getting any further."""

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


def starts_without_progress(events: Iterable[Event]) -> int:
    """The number of engines in a row, up to the last one, that kept nothing they computed."""
    count, started, progressed = 0, False, False
    start = Position().key
    for event in events:
        match event:
            case Started():
                count = _counted(count, started, progressed)
                started, progressed = True, False
            case Resumed():
                start = event.position.key
            case Checkpoint() | Stopped():
                progressed = progressed or event.position.key > start
            case EpochEnded() | Finished():
                progressed = True
    return _counted(count, started, progressed)


def _counted(count: int, started: bool, progressed: bool) -> int:
    return 0 if progressed or not started else count + 1
