"""The lock that an engine holds on its run: the system releases it when the engine ends."""

import contextlib
import fcntl
import os
import time
from pathlib import Path

from rnn_tui.io.writing import open_to_append

ATTEMPTS, PAUSE_SECONDS = 5, 0.02


class RunIsTaken(RuntimeError):
    """Another engine has the run."""


class RunLock:
    """Held from construction until the process ends or `release` is called."""

    def __init__(self, path: Path) -> None:
        """Raises RunIsTaken where another engine holds it, and OSError."""
        self._descriptor = open_to_append(path)
        try:
            _take(self._descriptor)
        except BaseException:
            os.close(self._descriptor)
            raise

    def mark_begin(self) -> None:
        """Set the file's time to that at which the engine took the run: `RunDirectory.begun`."""
        with contextlib.suppress(OSError):
            os.utime(self._descriptor)

    def release(self) -> None:
        os.close(self._descriptor)


def is_locked(path: Path) -> bool:
    """Check whether an engine on this host holds the lock right now."""
    return probe_lock(path) is True


def probe_lock(path: Path) -> bool | None:
    """Check the same; None if that cannot be found out: no permission, or no locks there."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except PermissionError:
        return None
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return False


def _take(descriptor: int) -> None:
    """Try more than once: `is_locked` holds the lock for an instant, an engine for hours."""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(PAUSE_SECONDS)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            continue
    raise RunIsTaken("another engine is training this run")
