"""Space on the disk that is set aside for an engine's last words."""

import contextlib
import os
from pathlib import Path

from rnn_tui.io.writing import remove, write_atomically

SIZE = 64 * 1024
"""Bytes: the last event and the last status fit many times, also where blocks are large."""


class DiskReserve:
    """A file that takes the space until it is needed, and is removed then."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / ".reserve"

    def take(self) -> None:
        """Raises OSError where there is too little room. Noise, since zeros may be compressed."""
        write_atomically(self._path, os.urandom(SIZE), durable=False)

    def release(self) -> None:
        """From now on there is room for a few more kilobytes."""
        with contextlib.suppress(OSError):
            remove(self._path)
