"""Texts to predict, one a line, from a file or a stream; decoded and unpacked as in training."""

import io
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from rnn_tui.data.text.encodings.detection import Encoding, find, guess
from rnn_tui.data.text.files.opening import open_table


def lines_of_file(path: Path, encoding: str | None = None) -> Iterator[str]:
    """The lines of a file, which may be packed (.gz, .xz, .bz2, .zip), without their ends.

    An `encoding` of None is detected. Raises OSError, and DataError where the file is damaged
    or does not fit its encoding.
    """
    if not stat.S_ISREG(path.stat().st_mode):  # a pipe cannot be read twice
        with path.open("rb") as pipe:
            yield from lines_of_stream(pipe, encoding)
        return

    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        with open_table(path) as table:
            yield table.stream

    found = find(opened, encoding, str(path))
    with opened() as stream:
        yield from _lines(stream, found)


def lines_of_stream(stream: BinaryIO, encoding: str | None = None) -> Iterator[str]:
    """The lines as they come; the first bytes tell the encoding."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(_Raw(stream))
    yield from _lines(buffered, Encoding(encoding or guess(buffered.peek())))


class _Raw(io.RawIOBase):
    """Any stream of bytes as one that can be read in parts."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        content = self._stream.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)


def _lines(stream: BinaryIO, encoding: Encoding) -> Iterator[str]:
    """Lines end with \\n, \\r\\n or \\r; bytes that fit no character become U+FFFD."""
    text = io.TextIOWrapper(stream, encoding.codec, "replace", newline=None)
    try:
        for line in text:
            yield line.rstrip("\n")
    finally:
        text.detach()  # whoever opened the stream closes it
