"""The event log `events.jsonl`: written by the engine, followed by all others."""

import errno
import math
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from rnn_tui.io.reading import open_to_read
from rnn_tui.io.writing import append_whole, open_to_append
from rnn_tui.runs.files.events import MAX_LINE, Event, UnreadableEvent, Warned, parse

CHUNK = 1 << 20
TOO_LONG = "a line that is too long"


class LogWriter:
    """Appends events, each with one write and an fsync. Safe across threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def append(self, event: Event) -> None:
        """Raises OSError, with the log as it was, when the disk is full."""
        line = event.line()
        with self._lock:
            descriptor = open_to_append(self._path)
            try:
                size = os.fstat(descriptor).st_size
                if size and os.pread(descriptor, 1, size - 1) != b"\n":
                    line = b"\n" + line  # an engine died within its last line
                append_whole(descriptor, line, self._path)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


class LogReader:
    """Reads what is new since the last time; a torn last line waits for its rest."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = 0
        self._offset = 0
        self._searched = 0
        self._skips = False
        self.behind = False

    def poll(self) -> list[Event]:
        """New events; an unreadable line comes as a warning. Raises OSError."""
        return list(self.read())

    def read(self, until: float = math.inf) -> Iterator[Event]:
        """Yield what `poll` returns, one by one: in bounded memory, however much is new.

        Reading stops at the time `until` (of `time.monotonic`); `behind` says whether there is
        more, which the next call reads.
        """
        self.starts_anew()
        self.behind = False
        with open_to_read(self._path) as file:
            if os.fstat(file.fileno()).st_size == self._offset + self._searched:
                return
            file.seek(self._offset)
            self._searched = 0
            yield from self._lines(file, until)

    def starts_anew(self) -> bool:
        """Check whether the log is another one than was read: it was cut, or replaced.

        All of it then counts as new. Raises OSError.
        """
        found = self._path.stat()
        fresh = self._file not in (0, found.st_ino) or found.st_size < self._offset
        if fresh:
            self._offset, self._searched, self._skips = 0, 0, False
        self._file = found.st_ino
        return fresh

    def _lines(self, file: BinaryIO, until: float) -> Iterator[Event]:
        """The events of complete lines. `_offset` stays after the last one, and no line ends in
        the `_searched` bytes that follow: a writer whose disk is full takes a torn line back."""
        rest = b""
        while chunk := file.read(CHUNK):
            if time.monotonic() > until:
                self.behind = True
                return
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                if time.monotonic() > until:
                    self.behind = True
                    return
                self._offset += len(line) + 1
                if self._skips:
                    self._skips = False
                    yield _warning(TOO_LONG)
                elif (event := _read(line)) is not None:
                    yield event
            if len(rest) > MAX_LINE:
                self._offset = _after_hole(file, self._offset + len(rest))
                self._skips, rest = True, b""
        self._searched = len(rest)


def _after_hole(file: BinaryIO, offset: int) -> int:
    """The offset of the next byte that was ever written: a line too long may be a hole."""
    try:
        offset = os.lseek(file.fileno(), offset, os.SEEK_DATA)
    except OSError as error:
        if error.errno == errno.ENXIO:  # there is none
            offset = max(offset, os.fstat(file.fileno()).st_size)
    file.seek(offset)
    return offset


def _read(line: bytes) -> Event | None:
    if not line.strip():
        return None
    try:
        if len(line) > MAX_LINE:
            raise UnreadableEvent(TOO_LONG)
        return parse(line)
    except UnreadableEvent as error:
        return _warning(str(error))


def _warning(what: str) -> Warned:
    return Warned(at=0.0, message=f"the event log holds {what}; it is skipped")
