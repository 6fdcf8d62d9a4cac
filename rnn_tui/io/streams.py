"""The standard streams, prepared once where the program begins.

They may be closed, full, without a reader, or in an encoding that lacks our characters:

- What cannot be encoded is replaced.
- A closed stream is replaced by one that goes nowhere, its descriptor too: else the next file
  that is opened would get its number, and with it all that is printed.
- Standard output that fails raises OutputError once, for `main` to report; while a run is
  followed (`outlived`) that is reported on stderr instead, and the work continues.
- Standard error that fails is ignored: there is nowhere left to report it.
"""

import errno
import io
import os
import select
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO

from rnn_tui.io.faults import reason
from rnn_tui.io.text import printable


class OutputError(Exception):
    """Standard output failed. Not an OSError, lest it be taken for one about a file."""

    def __init__(self, error: OSError) -> None:
        super().__init__(f"cannot write to standard output: {reason(error)}")
        self.unread = error.errno == errno.EPIPE
        """True if the reader has seen enough: no failure of ours."""


class _Descriptor(io.FileIO):
    """Writes until a write fails; whatever comes later goes nowhere."""

    def __init__(self, descriptor: int, failed: Callable[[OSError], None]) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self._failed = failed
        self._lost = False
        self.writing_since: float | None = None

    def write(self, data: Any) -> int:
        if not self._lost:
            try:
                return self._write(data)
            except OSError as error:
                self._lost = True
                self._failed(error)
        return memoryview(data).nbytes

    def _write(self, data: Any) -> int:
        self.writing_since = time.monotonic()
        try:
            while (written := super().write(data)) is None:  # a non-blocking pipe is full
                select.select([], [self], [])
            return written
        finally:
            self.writing_since = None


_outlived: list[str] = []
_descriptors: list[_Descriptor] = []


def prepare() -> None:
    """Make the streams safe for whatever is printed. Those of a test are left as they are."""
    for descriptor in range(3):
        _fill(descriptor)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, f"__{name}__") is None:
            void = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - for good
            setattr(sys, name, void)
            setattr(sys, f"__{name}__", void)
    if sys.stdout is sys.__stdout__:
        sys.stdout = _safe(sys.stdout, "replace", _stdout_failed)
    if sys.stderr is sys.__stderr__:
        sys.stderr = _safe(sys.stderr, "backslashreplace", lambda error: None)
        if isinstance(sys.__stderr__, io.TextIOWrapper):
            sys.__stderr__.reconfigure(errors="replace")  # the app draws on it, cell by cell


def finish() -> None:
    """Print what is still buffered. Raises OutputError."""
    sys.stdout.flush()


def write(text: str) -> None:
    """Print to standard output, at once. Raises OutputError.

    With `tell` this is the door for text: a name, a path or a message may hold escape codes,
    which are taken out here.
    """
    print(printable(text), flush=True)


def tell(text: str) -> None:
    """Print to standard error, at once; escape codes are taken out."""
    print(printable(text), file=sys.stderr, flush=True)


def stuck_seconds() -> float:
    """The seconds for which a write has been waiting for a reader; 0 if none waits."""
    now = time.monotonic()
    since = [entry.writing_since for entry in _descriptors]
    return max((now - at for at in since if at is not None), default=0.0)


@contextmanager
def outlived(words: str) -> Iterator[None]:
    """Keep lost output from raising while entered: it is reported on stderr with these words."""
    _outlived.append(words)
    try:
        yield
    finally:
        sys.stdout.flush()
        _outlived.pop()


def _stdout_failed(error: OSError) -> None:
    lost = OutputError(error)
    if not _outlived:
        raise lost from error
    if not lost.unread:
        # Not to `sys.stderr`: a progress bar may have replaced it, which draws on what is lost.
        with suppress(OSError):
            print(f"{lost}; {_outlived[-1]}", file=sys.__stderr__, flush=True)


def _fill(descriptor: int) -> None:
    try:
        os.fstat(descriptor)
    except OSError:
        void = os.open(os.devnull, os.O_RDWR)
        if void == descriptor:
            os.set_inheritable(void, True)
        else:
            os.dup2(void, descriptor)
            os.close(void)


def _safe(stream: TextIO | None, errors: str, failed: Callable[[OSError], None]) -> TextIO:
    """A safe stream on the same descriptor, in the same encoding."""
    assert isinstance(stream, io.TextIOWrapper)
    descriptor = _Descriptor(stream.fileno(), failed)
    _descriptors.append(descriptor)
    return io.TextIOWrapper(
        io.BufferedWriter(descriptor),
        encoding=stream.encoding,
        errors=errors,
        line_buffering=stream.line_buffering or stream.write_through,
    )
