"""One interface for tables of every kind, and what those that are text have in common."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Report
from rnn_tui.data.text.example import Notes
from rnn_tui.data.text.read_as import ReadAs
from rnn_tui.data.text.tables.text_file import TextFile

Row = Mapping[str, object]
Values = Sequence[object]
"""The cells of the columns that were asked for, in that order."""

T = TypeVar("T")


class Table(Protocol):
    """One table that is understood: it has been scanned, and its columns have names."""

    @property
    def file(self) -> Path: ...

    @property
    def names(self) -> tuple[str, ...]: ...

    @property
    def read_as(self) -> ReadAs:
        """The way it is read; the columns that are used are chosen for all tables together."""

    @property
    def sample(self) -> Sequence[Row]:
        """Rows spread over the whole table."""

    @property
    def damaged(self) -> bool:
        """True if its cells may hold lone surrogates for bytes that are not in its encoding."""

    def rows(self, columns: Sequence[str], report: Report) -> Iterator[Values]:
        """The cells of these columns, row by row; DataError where a row is unreadable."""

    def note(self, notes: Notes) -> None:
        """Note what is left out, filled in or put together."""


@dataclass(frozen=True)
class TextTable:
    """A table that is text."""

    text: TextFile

    @property
    def file(self) -> Path:
        """The file that holds it."""
        return self.text.file

    @property
    def damaged(self) -> bool:
        """True if a few of its bytes are not in its encoding."""
        return self.text.encoding.damaged

    def note(self, notes: Notes) -> None:
        """Nothing is left out."""


class Sample(Generic[T]):
    """Rows spread over a whole table: every `stride`-th, at most twice `SIZE` of them."""

    SIZE = 2_000

    def __init__(self) -> None:
        self.rows: list[T] = []
        self.stride = 1

    def add(self, block: Sequence[T]) -> None:
        """Take every `stride`-th of the rows that follow."""
        self.rows += block[:: self.stride]
        while len(self.rows) > 2 * self.SIZE:
            self.rows = self.rows[::2]
            self.stride *= 2


def scalar(value: object, column: str, where: str) -> str:
    """A cell as text, "" for a blank one. DataError, which names the place `where`, for a list."""
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
