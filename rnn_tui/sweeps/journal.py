"""`sweep.jsonl`: appended under a lock by all workers, read by anybody at any time."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from rnn_tui.io.faults import UserError, reason
from rnn_tui.io.reading import open_to_read
from rnn_tui.io.text import visible
from rnn_tui.io.writing import append_whole, open_to_append
from rnn_tui.sweeps.lines import AnyLine, ForeignLine, UnreadableLine, parse, written
from rnn_tui.wording.times import clock

LOCK_SECONDS = 120.0
"""The longest wait for the lock; it is held for milliseconds, or while a sampler thinks."""

PAUSE_SECONDS = 0.02


class SweepError(UserError):
    """A sweep cannot be made, found or used; the sentence says which one and what to do."""


class Journal:
    """The lines of one sweep. `read` gives each line once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.foreign = ""
        """What the first line that another version wrote is; empty without one."""

        self.damaged = 0
        """Lines that cannot be read: what a killed writer left, or damage."""

        self.shrunk = False
        """Whether the last `read` began anew: a line that did not fit onto the disk was taken
        back, and its writer's other lines with it."""

        self._offset = 0

    @property
    def label(self) -> str:
        """The sweep's name as people see it."""
        return visible(self.path.parent.name)

    def read(self) -> list[AnyLine]:
        """The complete lines since the last call. Raises SweepError."""
        try:
            with open_to_read(self.path) as file:
                size = os.fstat(file.fileno()).st_size
                if shrunk := size < self._offset:
                    self._offset = self.damaged = 0
                self.shrunk = shrunk
                if size == self._offset:
                    return []
                file.seek(self._offset)
                content = file.read()
        except OSError as error:
            raise SweepError(
                f"sweep {self.label} cannot be read: {reason(error)}: {visible(str(self.path))}"
            ) from error
        complete, _, _ = content.rpartition(b"\n")
        if not complete:
            return []
        self._offset += len(complete) + 1
        return [line for text in complete.split(b"\n") if (line := self._line(text)) is not None]

    @contextmanager
    def locked(self) -> Iterator["Appender"]:
        """Hold the journal: between what is read and what is appended inside, nobody writes.

        Raises SweepError where it cannot be locked or written.
        """
        try:
            descriptor = open_to_append(self.path)
        except OSError as error:
            raise self._unwritable(error) from error
        try:
            self._lock(descriptor)
            yield Appender(self, descriptor)
        finally:
            os.close(descriptor)

    def append(self, *lines: AnyLine) -> None:
        """Append lines that depend on nothing that others write. Raises SweepError."""
        with self.locked() as appender:
            appender.append(*lines)

    def _line(self, text: bytes) -> AnyLine | None:
        if not text.strip():
            return None
        try:
            return parse(text)
        except UnreadableLine:
            self.damaged += 1
        except ForeignLine as error:
            self.foreign = self.foreign or str(error)
        return None

    def _lock(self, descriptor: int) -> None:
        end = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > end:
                    raise SweepError(
                        f"the journal of {self.label} has been locked for {clock(LOCK_SECONDS)} by "
                        f"another process: {visible(str(self.path))}"
                    ) from None
                time.sleep(PAUSE_SECONDS)
            except OSError as error:
                raise SweepError(
                    f"the journal of {self.label} cannot be locked ({reason(error)}): a sweep "
                    "needs a file system with locks, such as a local disk or NFS 4"
                ) from error

    def _unwritable(self, error: OSError) -> SweepError:
        return SweepError(
            f"the journal of {self.label} cannot be written: {reason(error)}: "
            f"{visible(str(self.path))}"
        )


class Appender:
    """Appends to a journal while it is locked."""

    def __init__(self, journal: Journal, descriptor: int) -> None:
        self._journal = journal
        self._descriptor = descriptor

    def append(self, *lines: AnyLine) -> None:
        """Append the lines with one write, all or none, and wait for the disk.

        Raises SweepError; the journal is then as it was.
        """
        now = time.time()
        content = b"".join(written(replace(line, at=line.at or now)) for line in lines)
        try:
            size = os.fstat(self._descriptor).st_size
            if size and os.pread(self._descriptor, 1, size - 1) != b"\n":
                content = b"\n" + content  # its last writer was killed within a line
            append_whole(self._descriptor, content, self._journal.path)
            os.fsync(self._descriptor)
        except OSError as error:
            raise self._journal._unwritable(error) from error
