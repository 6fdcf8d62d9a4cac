"""What the kinds of tables have in common, and the text of those that are text."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import islice
from typing import BinaryIO, Protocol, TextIO

from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Progress, Report
from rnn_tui.data.text.encodings.detection import BLOCK, Encoding, find
from rnn_tui.data.text.example import TEXT_LIMIT, Notes
from rnn_tui.data.text.files.opening import TableFile, is_packed, open_table, size_of
from rnn_tui.data.text.read_as import ReadAs

LINE_LIMIT = TEXT_LIMIT + (1 << 20)

Row = Mapping[str, object]
Picked = Sequence[object]
"""The cells of the columns that were asked for, in that order."""

REPORT_EVERY = 2_000


class Table(Protocol):
    """One table that is understood: it has been looked through, its columns have names."""

    @property
    def file(self) -> TableFile: ...

    @property
    def names(self) -> tuple[str, ...]: ...

    @property
    def how(self) -> ReadAs:
        """How it is read; which columns are taken is not for a single table to say."""

    @property
    def sample(self) -> Sequence[Row]:
        """Rows spread over the whole table."""

    @property
    def damaged(self) -> bool:
        """Whether its cells may hold lone surrogates for bytes that are no text."""

    def rows(self, columns: Sequence[str], report: Report) -> Iterator[Picked]:
        """All rows below the heading, the label last; DataError where one is unreadable."""

    def tell(self, notes: Notes) -> None:
        """Note what is left out, filled in or put together."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A table that is text, in an encoding that decodes all of it."""

    file: TableFile
    encoding: Encoding

    @classmethod
    def of(cls, file: TableFile, chosen: str | None) -> "TextFile":
        """With the chosen encoding, or the one that is found; DataError where none fits."""

        @contextmanager
        def opened() -> Iterator[BinaryIO]:
            with open_table(file) as it:
                yield it.stream

        return cls(file, find(opened, chosen, str(file)))

    @contextmanager
    def open(self) -> Iterator[tuple[TextIO, Callable[[], Progress]]]:
        """Its characters, line ends as they are; and how far they have been read."""
        size = size_of(self.file)
        with open_table(self.file) as opened:
            text = TextIOWrapper(
                opened.stream,
                encoding=self.encoding.codec,
                errors=self.encoding.errors,
                newline="",
            )

            def progress() -> Progress:
                return Progress(f"reading {self.file.name}", opened.position(), size, "bytes")

            try:
                yield text, progress
            finally:
                text.detach()

    def check_lines(self) -> None:
        """DataError where a line is longer than any text: it would fill the memory."""
        if is_packed(self.file) or size_of(self.file) > LINE_LIMIT:
            with open_table(self.file) as opened:
                gap = 0
                while block := opened.stream.read(BLOCK):
                    gap = 0 if b"\n" in block or b"\r" in block else gap + len(block)
                    if gap > LINE_LIMIT:
                        raise too_long(self.file)

    def head(self, lines: int) -> list[str]:
        """The first lines, none longer than the limit."""
        with self.open() as (text, _):
            return list(islice(iter(lambda: text.readline(LINE_LIMIT), ""), lines))


def too_long(file: TableFile) -> DataError:
    """For a line that no text fills."""
    return DataError(
        f"{file} holds a line longer than {LINE_LIMIT:,} bytes: write one row a line, or look "
        "whether it is a table at all"
    )


def scalar(value: object, column: str, where: str) -> str:
    """A cell as text; nothing where there is none. `where` names line and file."""
    if value is None or value != value:  # NaN
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    kind = "a list" if isinstance(value, list) else "an object"
    raise DataError(
        f"{where} has {kind} as {column!r} where a text or a label belongs: give each row a plain "
        "value there, or name other columns in data.text_column and data.label_column"
    )
