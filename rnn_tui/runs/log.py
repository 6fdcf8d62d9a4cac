"""The event log `events.jsonl`: appended by the engine, tailed by everybody else."""

import os
import threading
from pathlib import Path

from rnn_tui.runs.events import MAX_LINE, Event, UnreadableEvent, Warned, parse

CHUNK = 1 << 20


class LogWriter:
    """Appends events, each with one write and waited for on the disk. Safe across threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def append(self, event: Event) -> None:
        """Raises OSError, with the log as it was, when the disk is full."""
        line = event.line()
        with self._lock:
            descriptor = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
            try:
                size = os.fstat(descriptor).st_size
                if size and os.pread(descriptor, 1, size - 1) != b"\n":
                    line = b"\n" + line  # an engine died within its last line
                if os.write(descriptor, line) != len(line):
                    os.ftruncate(descriptor, size)
                    raise OSError(28, "no space left for the event log")
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


class LogReader:
    """Reads what has been added since the last look; a torn last line waits for its rest."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0
        self._rest = b""

    def poll(self) -> list[Event]:
        """New events; an unreadable line comes as a warning. Raises OSError."""
        with self._path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < self._offset:
                self._offset, self._rest = 0, b""
            file.seek(self._offset)
            found: list[Event] = []
            while chunk := file.read(CHUNK):
                self._offset += len(chunk)
                *lines, self._rest = (self._rest + chunk).split(b"\n")
                found += [event for line in lines if (event := _read(line)) is not None]
                if len(self._rest) > MAX_LINE:
                    self._rest = b""
        return found


def _read(line: bytes) -> Event | None:
    if not line.strip():
        return None
    try:
        if len(line) > MAX_LINE:
            raise UnreadableEvent("a line that is too long")
        return parse(line)
    except UnreadableEvent as error:
        return Warned(at=0.0, message=f"the event log holds {error}; it is passed over")
