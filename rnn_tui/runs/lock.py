"""The lock that an engine holds on its run: the system lets go of it when the engine dies."""

import fcntl
import os
from pathlib import Path


class RunIsTaken(RuntimeError):
    """Another engine works on the run."""


class RunLock:
    """Held from construction until the process ends or `release` is called."""

    def __init__(self, path: Path) -> None:
        """Raises RunIsTaken at once where somebody else holds it, and OSError."""
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._descriptor)
            raise RunIsTaken("another engine works on this run") from error

    def release(self) -> None:
        os.close(self._descriptor)


def is_locked(path: Path) -> bool:
    """Whether an engine on this host holds the lock right now."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
