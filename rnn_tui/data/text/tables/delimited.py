"""Tables whose cells are divided by a separator: CSV, TSV and their kin."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from operator import itemgetter
from pathlib import Path

from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Report
from rnn_tui.data.text.example import Notes
from rnn_tui.data.text.files.opening import table_suffix
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
from rnn_tui.data.text.tables.scan import Scan, only_column, scan_rows
from rnn_tui.data.text.tables.table import Row, TextTable, Values
from rnn_tui.data.text.tables.text_file import TextFile
from rnn_tui.wording.numbers import counted

HEAD = 400
"""Lines from which dialects are guessed."""

_KINDS = {",": "CSV", "\t": "TSV"}
_ALIKE = 0.95


@dataclass(frozen=True)
class Delimited(TextTable):
    """A table that has been scanned in the dialect that fits it."""

    scan: Scan
    heading: bool

    @property
    def dialect(self) -> Dialect:
        """The way its cells are divided and quoted."""
        return self.scan.dialect

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The cells of the heading; the number of the column where there is none."""
        numbers = [str(number) for number in range(1, self.dialect.width + 1)]
        if not self.heading:
            return tuple(numbers)
        cells = [cell.strip().lstrip("#").strip() for cell in self.scan.first]
        if self._has_row_names:
            cells = ["", *cells[:-1]]
        names: list[str] = []
        for cell, number in zip(cells, numbers, strict=True):
            names.append(number if not cell or cell in names else cell)
        return tuple(names)

    @property
    def read_as(self) -> ReadAs:
        """Its encoding, separator, quotation marks and heading."""
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
        """Rows spread over the whole table; the first row too where it is not a heading."""
        rows = self.scan.sample.rows or self._joined_sample()
        if not self.heading:
            rows = [self.scan.first, *rows]
        return [dict(zip(self.names, cells, strict=True)) for cells in rows]

    def _joined_sample(self) -> list[Cells]:
        """The rows that are too long, put together: for a table that has no others."""
        label = 0 if self.scan.can_be_joined(0) else -1
        fitted = (self._fitted(cells, label) for cells in self.scan.long_sample)
        return [cells for cells in fitted if cells is not None]

    def rows(self, columns: Sequence[str], report: Report) -> Iterator[Values]:
        """The cells of these columns, row by row; DataError where the csv module gives up."""
        places = [self.names.index(name) for name in columns]
        pick, width = itemgetter(*places), self.dialect.width
        plain = self.dialect.quotes != "off" and not self.dialect.lenient
        label = -1 if places[-1] == width - 1 else places[-1]
        try:
            with long_cells(), self.text.open(report) as text:
                for cells in self._records(text):
                    if len(cells) != width:
                        fitted = self._fitted(cells, label)
                        if fitted is None:
                            continue
                        cells = fitted
                    yield pick(cells) if plain else _without_quotes(pick(cells))
        except csv.Error as error:
            raise DataError(f"{self.file} cannot be read to its end ({error})") from error

    def note(self, notes: Notes) -> None:
        """Lines above the table, and rows of another width."""
        scan, file = self.scan, self.file.name
        above = self.dialect.skip + scan.titles
        if above > self.dialect.declared:
            notes.say(f"ignored {counted(above, 'line')} above the table in {file}")
        if scan.short.count:
            notes.say(
                f"{_rows(scan.short.count)} of {file} with fewer cells than the others (the first "
                f"in line {scan.short.line:,}): missing cells count as blank"
            )
        if scan.long.count and self.joins:
            notes.say(
                f"{_rows(scan.long.count)} of {file} with a separator outside of quotation marks "
                f"(the first in line {scan.long.line:,}): all but the label is the text"
            )
        elif scan.long.count:
            notes.say(
                f"ignored {_rows(scan.long.count)} of {file} with more columns than the others "
                f"(the first in line {scan.long.line:,}: an unquoted separator?)"
            )

    @property
    def _has_row_names(self) -> bool:
        first = self.scan.first[: self.scan.first_width]
        rows = [first, *self.scan.sample.rows]
        return len(first) == self.dialect.width - 1 and has_row_names(rows)

    @property
    def joins(self) -> bool:
        """True if rows that are too long are put together: all but the label is the text."""
        return any(map(self.scan.can_be_joined, (0, -1)))

    def _records(self, text: Iterator[str]) -> Iterator[Cells]:
        """The rows below the heading; blank ones are left out."""
        next(islice(text, self.dialect.skip, self.dialect.skip), None)
        rows = filter(None, Records(text, self.dialect))
        above = self.scan.titles + self.heading
        while above and (cells := next(rows, None)) is not None:
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
        if not self.scan.can_be_joined(label):
            return None
        if label == 0:
            return [cells[0], separator.join(cells[1:])]
        return [separator.join(cells[:-1]), cells[-1]]


def read_delimited(
    text: TextFile, options: TableOptions, expected: Sequence[str] = ()
) -> Delimited:
    """The table in the first dialect that fits all of it.

    `expected` are the names in the heading of another part; a table that has one of them and
    no other column is understood by its first lines alone. DataError where no dialect fits; it
    names the line, and what may be set.
    """
    text.check_lines()
    if options.heading is not False and (only := only_column(text.head(HEAD), expected)):
        return Delimited(text, only, heading=True)
    scan = _first_that_fits(text, _dialects(text, options), options.quotes is not None)
    _check(scan, text.file)
    heading = options.heading
    if heading is None:
        heading = _has_heading(scan, options, expected)
    if not heading and scan.first_width < scan.dialect.width:
        scan.short.add(scan.dialect.skip + scan.titles + 1)
    if not scan.rows and not scan.long.count and heading:
        raise _no_rows(text.file)
    return Delimited(text, scan, heading)


def looks_delimited(lines: Sequence[str], suffix: str) -> bool:
    """True if these first lines have a separator that divides nearly all of them alike."""
    dialects = guesses(lines, suffix, None, None)
    return len(lines) > 1 and any(dialect.fit >= _ALIKE for dialect in dialects)


def _has_heading(scan: Scan, options: TableOptions, expected: Sequence[str]) -> bool:
    """True if the first row is a heading: as in another part, or by its cells."""
    first = [folded(cell) for cell in scan.first if cell.strip()]
    as_expected = bool(expected) and [*map(folded, expected)] == first
    named = [*options.text_column, *filter(None, [options.label_column])]
    narrow = scan.first_width <= scan.dialect.width
    return narrow and (as_expected or is_heading(scan, named))


def _dialects(text: TextFile, options: TableOptions) -> list[Dialect]:
    """The dialects that are worth a try, those with the likeliest separator."""
    lines = text.head(HEAD)
    first = next((line.strip() for line in lines if line.strip()), None)
    if first is None:
        raise _no_rows(text.file)
    with long_cells():
        found = guesses(lines, table_suffix(text.file), options.separator, options.quotes)
    if not found:
        raise DataError(
            f"{text.file} has only the column {first[:40]!r}: a text and a label column are needed "
            "(data.separator names what divides the cells)"
        )
    return [dialect for dialect in found if dialect.separator == found[0].separator]


def _no_rows(file: Path) -> DataError:
    return DataError(f"{file} has no rows: a heading and one row per text are needed")


def _first_that_fits(text: TextFile, dialects: Sequence[Dialect], trusted: bool) -> Scan:
    """The first without an odd row; of several that fit the one with the fewest, else the first.

    Where a person has said how cells are quoted, a cell may hold what looks like rows.
    """
    tried: list[Scan] = []
    for dialect in dialects:
        with long_cells(), text.open() as lines:
            scan = scan_rows(lines, dialect)
        if trusted:
            scan.broken.count = scan.cut = 0
        if scan.fits and not scan.odd:
            return scan
        tried.append(scan)
    return min((scan for scan in tried if scan.fits), key=lambda s: s.odd, default=tried[0])


def _check(scan: Scan, file: Path) -> None:
    """DataError where the rows do not fit."""
    quotes = f'data.quotes, which is {scan.dialect.quotes!r} here, to "off"'
    if scan.bad_quote:
        raise DataError(
            f"line {scan.bad_quote:,} of {file} opens a quotation mark that is not closed at the "
            f"end of a cell: close it, double it inside a cell, or set {quotes}"
        )
    if scan.broken.count:
        raise DataError(
            f"line {scan.broken.line:,} of {file} opens a quotation mark that is closed only rows "
            f"later: close it, or set {quotes}"
        )
    if scan.is_ragged:
        mark = scan.dialect.separator
        raise DataError(
            f"line {scan.long.line:,} of {file} has {scan.long_width} cells where others have "
            f"{scan.dialect.width}: put cells that hold {mark!r} into quotation marks, or set "
            "data.separator or data.quotes"
        )
    if not scan.fits:
        line = min(odd.line for odd in (scan.short, scan.long) if odd.count)
        raise DataError(
            f"line {line:,} of {file} has more or fewer cells than the others, and quotation "
            f"marks that are not closed at the end of a cell: correct them, or set {quotes}"
        )


def _without_quotes(picked: Sequence[str]) -> Values:
    """Cells whose quotation marks are text: but for those around a cell, and at a label."""
    *texts, label = map(unquoted, picked)
    return [*texts, label.strip('"')]


def _rows(count: int) -> str:
    return counted(count, "row")
