"""Whether the engine of a run lives. The lock decides, wherever it can be asked.

What `status.json` says was true of another directory if this one is a copy of it, and of other
pids if the engine works in a container. The lock cannot be copied, and the kernel lets go of
it when its holder dies.
"""

import time

from rnn_tui.runs.directory import RunDirectory
from rnn_tui.runs.files import lock
from rnn_tui.runs.files.status import SILENT_SECONDS, Status
from rnn_tui.runs.position import State


def is_alive(run: RunDirectory, status: Status) -> bool | None:
    """Whether the engine that wrote the status lives; None where only its heartbeat can tell.

    Of one that has written that it ended nothing needs to be found out: None.
    """
    process = status.process
    if process is None or not status.state.live:
        return None
    locked = lock.asked(run.lock)
    if locked:
        return True
    if not process.on_this_boot:
        return False if process.on_this_host else None
    if status.home is None:
        return process.alive if process.in_sight else None
    if locked is None:
        return None
    try:
        here = run.path.stat()
    except OSError:
        return None
    if here.st_dev != status.home[0]:  # a copy, or the same by another mount with its own locks
        return None
    if here.st_ino != status.home[1]:  # a copy
        return False
    if status.state == State.QUEUED:  # on its way to the lock
        return process.alive if process.in_sight else None
    return False


def is_dead(status: Status, alive: bool | None) -> bool:
    """Whether nothing more is to be expected of the engine. `alive` is what `is_alive` says."""
    if alive is not None or status.process is None:
        return alive is False
    # A heartbeat far in the future says as little: the clock there has been set back.
    return abs(time.time() - status.heartbeat) > SILENT_SECONDS


def engine_is_dead(run: RunDirectory, status: Status) -> bool:
    """Whether the engine that wrote this is gone, as far as can be told from here."""
    return is_dead(status, is_alive(run, status))
