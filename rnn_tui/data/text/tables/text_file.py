"""The characters of a table that is text."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Progress, Report, ignore
from rnn_tui.data.text.encodings.detection import BLOCK, Encoding, find
from rnn_tui.data.text.example import TEXT_LIMIT
from rnn_tui.data.text.files.opening import Opened, is_packed, open_table

LINE_LIMIT = TEXT_LIMIT + (1 << 20)

_REPORT_EVERY = 32
"""Reads, of 8 kB each as `TextIOWrapper` makes them."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A table that is text, in an encoding that decodes all of it."""

    file: Path
    encoding: Encoding

    @classmethod
    def of(cls, file: Path, chosen: str | None) -> "TextFile":
        """With the chosen encoding, or the one that is found; DataError where none fits."""

        @contextmanager
        def opened() -> Iterator[BinaryIO]:
            with open_table(file) as it:
                yield it.stream

        return cls(file, find(opened, chosen, str(file)))

    @contextmanager
    def open(self, report: Report = ignore) -> Iterator[TextIO]:
        """Its characters, with the line ends as they are."""
        with open_table(self.file) as opened:
            reported = cast(BinaryIO, _Reported(opened, report, self.file))
            encoding, errors = self.encoding.codec, self.encoding.errors
            text = io.TextIOWrapper(reported, encoding, errors, newline="")
            try:
                yield text
            finally:
                text.detach()

    def check_lines(self) -> None:
        """DataError where a line is longer than any text: it would fill the memory."""
        if is_packed(self.file) or self.file.stat().st_size > LINE_LIMIT:
            with open_table(self.file) as opened:
                gap = 0
                while block := opened.stream.read(BLOCK):
                    gap = 0 if b"\n" in block or b"\r" in block else gap + len(block)
                    if gap > LINE_LIMIT:
                        raise too_long(self.file)

    def head(self, lines: int) -> list[str]:
        """The first lines, none longer than the limit."""
        with self.open() as text:
            return list(islice(iter(lambda: text.readline(LINE_LIMIT), ""), lines))


def too_long(file: Path) -> DataError:
    """The error for a line that is longer than any text."""
    return DataError(
        f"{file} holds a line longer than {LINE_LIMIT:,} bytes: write one row per line, or "
        "check that it is a table"
    )


class _Reported(io.BufferedIOBase):
    """A stream that reports how much of its file has been read."""

    def __init__(self, opened: Opened, report: Report, file: Path) -> None:
        self._opened, self._report = opened, report
        self._stage, self._size = f"reading {file.name}", file.stat().st_size
        self._reads = 0

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1, /) -> bytes:
        if self._reads % _REPORT_EVERY == 0:
            self._report(Progress(self._stage, self._opened.position(), self._size, "bytes"))
        self._reads += 1
        return self._opened.stream.read1(size)  # type: ignore[attr-defined, no-any-return]
