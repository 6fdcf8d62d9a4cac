"""Tables whose cells are divided by a separator: CSV, TSV and their kin."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from operator import itemgetter

from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Report
from rnn_tui.data.text.example import Notes
from rnn_tui.data.text.files.opening import TableFile, suffix_of
from rnn_tui.data.text.options import TableOptions
from rnn_tui.data.text.read_as import ReadAs
from rnn_tui.data.text.tables.column_names import folded
from rnn_tui.data.text.tables.dialects import (
    Cells,
    Dialect,
    Records,
    guesses,
    has_row_names,
    long_cells,
    trimmed,
    unquoted,
)
from rnn_tui.data.text.tables.headings import is_heading
from rnn_tui.data.text.tables.scan import Scan, only_column, scan
from rnn_tui.data.text.tables.table import REPORT_EVERY, Picked, Row, TextFile

HEAD = 400
"""Lines from which dialects are guessed."""

_KINDS = {",": "CSV", "\t": "TSV"}


@dataclass(frozen=True)
class Delimited:
    """A table that has been looked through in the dialect that fits it."""

    text: TextFile
    found: Scan
    heading: bool

    @classmethod
    def of(cls, text: TextFile, options: TableOptions, expected: Sequence[str] = ()) -> "Delimited":
        """The table in the first dialect that fits all of it.

        `expected` are the names in the heading of another part; a table that has one of them and
        no other column is understood by its first lines alone. DataError where no dialect fits; it
        names the line, and what may be set.
        """
        text.check_lines()
        if options.heading is not False and (only := only_column(text.head(HEAD), expected)):
            return cls(text, only, heading=True)
        found = _first_that_fits(text, _ways(text, options), options.quotes is not None)
        _check(found, text.file)
        heading = options.heading
        if heading is None:
            names = [*options.text_column, *filter(None, [options.label_column])]
            same = [*map(folded, expected)] == [
                folded(cell) for cell in found.first if cell.strip()
            ]
            heading = bool(expected and same) or is_heading(found, names)
            heading = heading and found.first_width <= found.dialect.width
        if not heading and found.first_width < found.dialect.width:
            found.short.add(found.dialect.skip + found.titles + 1)
        if not found.rows and not found.long.count and heading:
            raise DataError(f"{text.file} has no rows: a heading and one row a text are needed")
        return cls(text, found, heading)

    @property
    def file(self) -> TableFile:
        return self.text.file

    @property
    def damaged(self) -> bool:
        return self.text.encoding.damaged

    @property
    def dialect(self) -> Dialect:
        return self.found.dialect

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The cells of the heading; the number of the column where there is none."""
        numbers = [str(number) for number in range(1, self.dialect.width + 1)]
        if not self.heading:
            return tuple(numbers)
        cells = [cell.strip().lstrip("#").strip() for cell in self.found.first]
        if self._has_row_names:
            cells = ["", *cells[:-1]]
        names: list[str] = []
        for cell, number in zip(cells, numbers, strict=True):
            names.append(number if not cell or cell in names else cell)
        return tuple(names)

    @property
    def how(self) -> ReadAs:
        separator = self.dialect.separator
        return ReadAs(
            kind=_KINDS.get(separator, "delimited text"),
            encoding=self.text.encoding.name,
            separator=separator,
            quotes=self.dialect.quotes,
            heading=self.heading,
        )

    @cached_property
    def sample(self) -> list[Row]:
        rows = self.found.sample or self._joined_sample()
        if not self.heading:
            rows = [self.found.first, *rows]
        return [dict(zip(self.names, cells, strict=True)) for cells in rows]

    def _joined_sample(self) -> list[Cells]:
        """The rows that are too long, put together: for a table that has no others."""
        label = 0 if self.found.can_be_joined(0) else -1
        fitted = (self._fitted(cells, label) for cells in self.found.long_sample)
        return [cells for cells in fitted if cells is not None]

    def rows(self, columns: Sequence[str], report: Report) -> Iterator[Picked]:
        places = [self.names.index(name) for name in columns]
        pick, width = itemgetter(*places), self.dialect.width
        plain = self.dialect.quotes != "off" and not self.dialect.lenient
        label = -1 if places[-1] == width - 1 else places[-1]
        try:
            with long_cells(), self.text.open() as (text, progress):
                for count, cells in enumerate(self._records(text)):
                    if count % REPORT_EVERY == 0:
                        report(progress())
                    if len(cells) != width:
                        fitted = self._fitted(cells, label)
                        if fitted is None:
                            continue
                        cells = fitted
                    yield pick(cells) if plain else _without_quotes(pick(cells))
        except csv.Error as error:
            raise DataError(f"{self.file} cannot be read to its end ({error})") from error

    def tell(self, notes: Notes) -> None:
        found, file = self.found, self.file.name
        above = self.dialect.skip + found.titles
        if above > self.dialect.said:
            notes.say(f"{above:,} line{'s' * (above > 1)} above the table in {file} left out")
        if found.short.count:
            notes.say(
                f"{_rows(found.short.count)} of {file} with fewer cells than the others (the first "
                f"in line {found.short.line:,}): what is missing counts as blank"
            )
        if found.long.count and self.joins:
            notes.say(
                f"{_rows(found.long.count)} of {file} with a separator outside of quotation marks "
                f"(the first in line {found.long.line:,}): all but the label is the text"
            )
        elif found.long.count:
            notes.say(
                f"{_rows(found.long.count)} of {file} with more columns than the others left out "
                f"(the first in line {found.long.line:,}: an unquoted separator?)"
            )

    @property
    def _has_row_names(self) -> bool:
        first = self.found.first[: self.found.first_width]
        return len(first) == self.dialect.width - 1 and has_row_names([first, *self.found.sample])

    @property
    def joins(self) -> bool:
        """Whether rows that are too long are put together: all but the label is the text."""
        return self.dialect.width == 2 and any(map(self.found.can_be_joined, (0, -1)))

    def _records(self, text: Iterator[str]) -> Iterator[Cells]:
        """The rows below the heading; blank ones are left out."""
        next(islice(text, self.dialect.skip, self.dialect.skip), None)
        rows = filter(None, Records(text, self.dialect))
        above = self.found.titles + self.heading
        while above:
            cells = next(rows, None)
            if cells is None:
                break
            above -= any(map(str.strip, cells))
        return rows

    def _fitted(self, cells: Cells, label: int) -> Cells | None:
        """A row of another length with as many cells as the others; None to leave it out."""
        width, separator = self.dialect.width, self.dialect.separator
        if len(cells) < width:
            return cells + [""] * (width - len(cells)) if any(map(str.strip, cells)) else None
        cells = trimmed(cells, width)
        if len(cells) == width:
            return cells
        if not self.found.can_be_joined(label):
            return None
        if label == 0:
            return [cells[0], separator.join(cells[1:])]
        return [separator.join(cells[:-1]), cells[-1]]


def _without_quotes(picked: Sequence[str]) -> Picked:
    """Cells whose quotation marks are text: but for those around a cell, and at a label."""
    *texts, label = map(unquoted, picked)
    return [*texts, label.strip('"')]


def looks_delimited(lines: Sequence[str], suffix: str) -> bool:
    """Whether these first lines have a separator that divides nearly all of them alike."""
    ways = guesses(lines, suffix, None, None)
    return any(way.fit >= _ALIKE for way in ways) and len(lines) > 1


_ALIKE = 0.95


def _ways(text: TextFile, options: TableOptions) -> list[Dialect]:
    """The dialects that are worth a try, those with the likeliest separator."""
    lines = text.head(HEAD)
    if not any(map(str.strip, lines)):
        raise DataError(f"{text.file} has no rows: a heading and one row a text are needed")
    with long_cells():
        ways = guesses(lines, suffix_of(text.file), options.separator, options.quotes)
    if not ways:
        first = next(line.strip() for line in lines if line.strip())
        raise DataError(
            f"{text.file} has only the column {first[:40]!r}: a text and a label column are needed "
            "(data.separator names what divides the cells)"
        )
    return [way for way in ways if way.separator == ways[0].separator]


def _scan(text: TextFile, way: Dialect) -> Scan:
    with long_cells(), text.open() as (lines, _):
        return scan(lines, way)


def _first_that_fits(text: TextFile, ways: Sequence[Dialect], trusted: bool) -> Scan:
    """The first without an odd row; of several that fit the one with the fewest, else the first.

    Where a person has said how cells are quoted, a cell may hold what looks like rows.
    """
    tried: list[Scan] = []
    for way in ways:
        found = _scan(text, way)
        if trusted:
            found.broken.count = found.cut = 0
        if found.fits and not found.odd:
            return found
        tried.append(found)
    return min((found for found in tried if found.fits), key=lambda f: f.odd, default=tried[0])


def _check(found: Scan, file: TableFile) -> None:
    """DataError where the rows do not fit."""
    quotes = f'data.quotes, which is {found.dialect.quotes!r} here, to "off"'
    if found.bad_quote:
        raise DataError(
            f"line {found.bad_quote:,} of {file} opens a quotation mark that is not closed at the "
            f"end of a cell: close it, write it twice inside of a cell, or set {quotes}"
        )
    if found.broken.count:
        raise DataError(
            f"line {found.broken.line:,} of {file} opens a quotation mark that is closed only rows "
            f"later: close it, or set {quotes}"
        )
    if found.is_ragged:
        mark = found.dialect.separator
        raise DataError(
            f"line {found.long.line:,} of {file} has {found.long_width} cells where others have "
            f"{found.dialect.width}: put cells that hold {mark!r} into quotation marks, or set "
            "data.separator or data.quotes"
        )
    if not found.fits:
        line = min(odd.line for odd in (found.short, found.long) if odd.count)
        raise DataError(
            f"line {line:,} of {file} has more or fewer cells than the others, beside quotation "
            f"marks that are not closed at the end of a cell: correct them, or set {quotes}"
        )


def _rows(count: int) -> str:
    return f"{count:,} row{'s' * (count > 1)}"
