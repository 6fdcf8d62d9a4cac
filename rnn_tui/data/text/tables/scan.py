"""The scan of a whole table: whether a dialect holds, and what the columns are like.

The rows are read in blocks, so that the csv module and sets do the work: a million rows take half
a second. Nothing is kept but a sample spread over all rows.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from rnn_tui.data.text.tables.column_names import folded
from rnn_tui.data.text.tables.dialects import Cells, Dialect, Records, trimmed, unquoted
from rnn_tui.data.text.tables.table import Sample

_BLOCK = 2_048
_KINDS = 1_000
"""Different values of a column that are kept: columns with more are not labels."""
_FEW = 100
_MOST = 2_000  # rows of several lines that are looked into
_SURELY_ROWS = 5
_TITLES = 5
_TOLERATED = 0.01
"""Share of rows of another width that may be left out, with a note."""


@dataclass(slots=True)
class Column:
    """The values of a column below the first row, None where there are many."""

    values: set[str] | None = field(default_factory=set)
    first_again: bool = False


@dataclass(slots=True)
class OddRows:
    """Rows that differ from the others in one way: their number, and the line of the first."""

    count: int = 0
    line: int = 0

    def add(self, line: int) -> None:
        self.count += 1
        self.line = self.line or line


@dataclass(slots=True)
class Scan:
    """The first row, which may be a heading, and facts about the rows below it.

    The first row had `first_width` cells; `titles` rows of one cell lie above it. `ends` are the
    first and the last cells of rows that are too long, `long_sample` holds some of these; `fixed`
    counts those whose last cells are blank, `cut` the short ones that lack more than a last cell.
    `broken` are cells of several lines, each of which is a row by itself: a quotation mark was left
    open. `bad_quote` is the line of a mark that does not fit the dialect: the scan ended there.
    """

    dialect: Dialect
    first: Cells = field(default_factory=list)
    first_width: int = 0
    titles: int = 0
    rows: int = 0
    columns: list[Column] = field(default_factory=list)
    sample: Sample[Cells] = field(default_factory=Sample)
    short: OddRows = field(default_factory=OddRows)
    cut: int = 0
    fixed: int = 0
    long: OddRows = field(default_factory=OddRows)
    long_width: int = 0
    long_sample: list[Cells] = field(default_factory=list)
    ends: tuple[Counter[str], Counter[str]] = field(default_factory=lambda: (Counter(), Counter()))
    broken: OddRows = field(default_factory=OddRows)
    bad_quote: int = 0

    @property
    def fits(self) -> bool:
        """True if every row can be read, with no more than a note.

        Where text may follow a closing quotation mark, an odd row is several in one; where such
        marks are text, a row that lacks cells is a piece of a cell of several lines.
        """
        if self.dialect.lenient and self.odd:
            return False
        if self.dialect.quotes == "off" and self.cut:
            return False
        return not self.bad_quote and not self.broken.count and not self.is_ragged

    @property
    def odd(self) -> int:
        """The rows that are shorter or longer than the others."""
        return self.short.count + self.long.count

    @property
    def is_ragged(self) -> bool:
        """True if more rows are too long than may be left out, and they cannot be joined."""
        if self.long.count <= self.rows * _TOLERATED:
            return False
        return not any(self.can_be_joined(place) for place in (0, -1))

    def can_be_joined(self, label: int) -> bool:
        """True if rows that are too long have a label at their start (0) or their end (-1).

        The rest of a row of two columns is then its text, whatever separators it holds.
        """
        if self.dialect.width != 2:
            return False
        ends, known = self.ends[label], self.labels_at(label)
        again = all(end in known or count > 1 for end, count in ends.items())
        return 0 < len(ends) <= _FEW and again

    def labels_at(self, place: int) -> set[str]:
        """The values of a column, where they are few."""
        values = self.columns[place].values if self.columns else None
        return values if values is not None and len(values) <= _FEW else set()


def scan_rows(lines: Iterable[str], dialect: Dialect) -> Scan:
    """Scan all lines of a file in this dialect, from its top."""
    found = Scan(dialect, columns=[Column() for _ in range(dialect.width)])
    source = iter(lines)
    done = sum(1 for _ in islice(source, dialect.skip))
    records = Records(source, dialect)
    suspects: list[Suspect] = []
    while True:
        block: list[Cells] = []
        try:
            block.extend(islice(records, _BLOCK))  # it keeps what came before an error
        except csv.Error:
            found.bad_quote = done + sum(map(_lines_of, block)) + 1
        if not block:
            break
        end = dialect.skip + records.line
        if end - done != len(block) and not found.bad_quote:
            suspects += _suspects(block, done, dialect, _MOST - len(suspects))
        _add(found, block, done)
        if found.bad_quote:
            break
        done = end
    for line, rows in suspects:
        if _is_glued(rows, found):
            found.broken.add(line)
    return found


def only_column(lines: Sequence[str], expected: Sequence[str]) -> Scan | None:
    """The scan of a table with one column, which has an expected name, by its first lines.

    None where the first of them says something else.
    """
    filled = [line.strip() for line in lines if line.strip()]
    name = filled[0].strip('"') if filled else ""
    if folded(name) not in map(folded, expected) or name.isdecimal():
        return None
    dialect, cells = Dialect(",", "double", width=1), [[unquoted(line)] for line in filled[1:]]
    found = Scan(dialect, first=[name], first_width=1, rows=len(cells), columns=[Column()])
    found.sample.rows = cells
    return found


Suspect = tuple[int, list[Cells]]
"""(line, the lines of a row cut at the separators) of a row of several lines."""


def _lines_of(cells: Cells) -> int:
    return 1 + sum(max(cell.count("\n"), cell.count("\r")) for cell in cells)


def numbered(block: Iterable[Cells], before: int) -> Iterator[tuple[int, Cells]]:
    """(line in which it begins, row) of rows that follow `before` lines."""
    for cells in block:
        yield before + 1, cells
        before += _lines_of(cells)


def _suspects(block: list[Cells], before: int, dialect: Dialect, most: int) -> list[Suspect]:
    """Rows of several lines, most of which have as many cells as a whole row.

    Where text may follow a closing quotation mark, two lines with so many cells are enough.
    """
    found: list[Suspect] = []
    for line, cells in numbered(block, before):
        if len(found) < most and any("\n" in cell or "\r" in cell for cell in cells):
            lines = dialect.separator.join(cells).splitlines()
            rows = [line.split(dialect.separator) for line in lines if line.strip()]
            whole = [row for row in rows if len(trimmed(row, dialect.width)) == dialect.width]
            if dialect.lenient and sum(len(row) >= dialect.width for row in rows) > 1:
                found.append((line, []))
            elif len(whole) > 1 and len(whole) * 5 >= len(rows) * 4:
                found.append((line, whole))
    return found


def _is_glued(rows: list[Cells], found: Scan) -> bool:
    """True if the lines of one row are rows themselves: with a label each, or very many."""
    if len(rows) > _SURELY_ROWS:
        return True
    places = [place for place in range(found.dialect.width) if found.labels_at(place)]
    return all(
        any(row[place].strip(' "') in found.labels_at(place) for place in places) for row in rows
    )


def _add(found: Scan, block: list[Cells], before: int) -> None:
    """Count a block of rows, which follow `before` lines."""
    width = found.dialect.width
    if not found.first:
        block = _take_first(found, block)
    if {*map(len, block)} == {width}:
        rows = block
    else:
        rows = [
            row for line, cells in numbered(block, before) if (row := _fitted(cells, line, found))
        ]
    for place, values in enumerate(zip(*rows, strict=True)):
        _add_values(found.columns[place], values, found.first[place])
    found.rows += len(rows)
    found.sample.add(rows)


def _take_first(found: Scan, block: list[Cells]) -> list[Cells]:
    """The rows below the first one. Those above that hold one cell alone are a title."""
    width = found.dialect.width
    rows = [cells for cells in block if any(map(str.strip, cells))]
    titles = 0
    while titles < min(_TITLES, len(rows) - 1) and len(trimmed(rows[titles], 1)) == 1:
        titles += 1
    if not rows:
        return []
    found.titles = titles
    found.first_width = len(trimmed(rows[titles], width))
    if found.first_width > width:
        _count_long(found, rows[titles], found.dialect.skip + 1)
    found.first = [*map(unquoted, rows[titles]), *[""] * width][:width]
    place = next(place for place, cells in enumerate(block) if cells is rows[titles])
    lines = sum(map(_lines_of, block[: place + 1]))
    return [[] for _ in range(lines)] + block[place + 1 :]  # blank rows keep the lines' numbers


def _fitted(cells: Cells, line: int, found: Scan) -> Cells | None:
    """The row with as many cells as the others; None for one that is blank or too long."""
    width = found.dialect.width
    if not any(map(str.strip, cells)):
        return None
    if len(cells) > width:
        cells = trimmed(cells, width)
        found.fixed += len(cells) == width
        if len(cells) > width:
            _count_long(found, cells, line)
            return None
    elif len(cells) < width:
        found.short.add(line)
        found.cut += width == 2 or len(cells) < width - 1
        cells = cells + [""] * (width - len(cells))
    return cells


def _count_long(found: Scan, cells: Cells, line: int) -> None:
    found.long.add(line)
    found.long_width = found.long_width or len(cells)
    if len(found.long_sample) < _KINDS:
        found.long_sample.append(cells)
    for end, place in zip(found.ends, (0, -1), strict=True):
        if len(end) <= _KINDS:
            end[cells[place].strip()] += 1


def _add_values(column: Column, values: Sequence[str], first: str) -> None:
    if column.values is None:
        column.first_again = column.first_again or first in values
        return
    column.values.update(values)
    column.first_again = first in column.values or f'"{first}"' in column.values
    if len(column.values) > _KINDS:
        column.values = None
