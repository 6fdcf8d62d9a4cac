"""Dialects: the ways to divide lines into cells and to quote them, and guesses which fit best.

A guess is made from the first lines. A scan of the whole file (`scan`) tells whether it holds.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from rnn_tui.data.text.example import TEXT_LIMIT
from rnn_tui.data.text.tables.column_names import is_known
from rnn_tui.experiment.data import Quotes

Cells = list[str]

SEPARATORS = ("\t", ",", ";", "|")
"""The most preferred first, where the rows fit several of them."""
BY_SUFFIX = {".tsv": "\t", ".tab": "\t", ".psv": "|"}

_SEP_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way to cut lines into cells.

    `lenient` lets text follow a closing quotation mark. `skip` is the number of lines above
    the table, `width` the number of cells in most rows, `fit` the share of the first rows that
    have so many. `declared` tells that a line `sep=` above the table names the separator, `spaced`
    that blanks may stand before a quotation mark.
    """

    separator: str
    quotes: Quotes
    lenient: bool = False
    skip: int = 0
    width: int = 0
    fit: float = 0.0
    declared: bool = False
    spaced: bool = False


@contextmanager
def long_cells() -> Iterator[None]:
    """Raise the csv module's limit on cells, which is 128 kB, to the length of any text."""
    before = csv.field_size_limit(TEXT_LIMIT)
    try:
        yield
    finally:
        csv.field_size_limit(before)


class Records:
    """The rows of a table as lists of cells, and the number of lines read for them."""

    def __init__(self, lines: Iterable[str], dialect: Dialect) -> None:
        self._line = 0
        self._reader: Iterator[Cells] | None = None
        if len(dialect.separator) > 1 or dialect.separator == " ":
            self._rows = self._split(lines, dialect.separator)
        else:
            self._reader = self._rows = _reader(lines, dialect)

    def __iter__(self) -> Iterator[Cells]:
        return self._rows

    @property
    def line(self) -> int:
        """The number of lines read so far: the last row ended in this line."""
        return getattr(self._reader, "line_num", self._line)

    def _split(self, lines: Iterable[str], separator: str) -> Iterator[Cells]:
        """Rows divided by a separator of several characters, or at the first run of spaces."""
        for line in lines:
            self._line += 1
            content = line.rstrip("\r\n")
            if separator == " ":
                yield content.split(None, 1)
            else:
                yield content.split(separator) if content else []


def unquoted(cell: str) -> str:
    """A cell without quotation marks that enclose all of it, or a single one."""
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell.strip('"') if cell.count('"') == 1 else cell


def guesses(
    lines: Sequence[str], suffix: str, separator: str | None, quotes: str | None
) -> list[Dialect]:
    """The dialects that may fit these first lines, the best first; settings are kept to."""
    lead = _lead(lines)
    body = lines[lead:]
    declared = _SEP_LINE.fullmatch(lines[lead - 1].rstrip("\r\n")) if lead else None
    named = separator or (declared.group(1) if declared else None)
    found = []
    for mark in (named,) if named else _ordered(suffix):
        for dialect in _ways(mark, quotes, body):
            rows = parsed(body, dialect)
            if (score := _score(rows, dialect)) is not None:
                width, fit, known = score
                found.append(
                    (
                        -round(fit, 1),
                        -known,
                        -fit,
                        replace(dialect, skip=lead, width=width, fit=fit, declared=bool(declared)),
                    )
                )
    found.sort(key=lambda entry: entry[:3])  # stable: as they were tried
    return [_with_marked_heading(lines, dialect) for *_, dialect in found]


def parsed(lines: Sequence[str], dialect: Dialect) -> list[Cells]:
    """The rows of these lines up to the first that does not fit; blank ones are left out."""
    rows: list[Cells] = []
    records = Records(lines, dialect)
    try:
        rows.extend(cells for cells in records if any(map(str.strip, cells)))
    except csv.Error as error:
        cut = "end of data" in str(error)  # the last cell goes on below these lines
        return rows if cut or records.line * 2 > len(lines) else []
    return rows


def trimmed(cells: Cells, width: int) -> Cells:
    """A row without blank cells beyond the width."""
    end = len(cells)
    while end > width and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _reader(lines: Iterable[str], dialect: Dialect) -> Iterator[Cells]:
    backslash = dialect.quotes == "backslash"
    return csv.reader(
        lines,
        delimiter=dialect.separator,
        quotechar="'" if dialect.quotes == "single" else '"',
        quoting=csv.QUOTE_NONE if dialect.quotes == "off" else csv.QUOTE_MINIMAL,
        escapechar="\\" if backslash else None,
        skipinitialspace=dialect.spaced,
        strict=dialect.quotes != "off" and not dialect.lenient,
    )


def _lead(lines: Sequence[str]) -> int:
    """The number of blank lines, comments and a `sep=` above the table."""
    for number, line in enumerate(lines):
        content = line.strip()
        if content and not content.startswith("#") and not _SEP_LINE.fullmatch(content):
            return number
    return 0


def _ordered(suffix: str) -> list[str]:
    mine = BY_SUFFIX.get(suffix)
    return sorted(SEPARATORS, key=lambda mark: mark != mine)


def _ways(separator: str, quotes: str | None, lines: Sequence[str]) -> list[Dialect]:
    """The ways to quote that are worth a try, also those that these lines do not show."""
    if len(separator) > 1 or separator == " ":
        return [Dialect(separator, "off")]
    double = Dialect(separator, "double")
    lenient, backslash = replace(double, lenient=True), replace(double, quotes="backslash")
    ways = [double, lenient, backslash, replace(double, quotes="off")]
    if any('\\"' in line for line in lines):
        ways[1:3] = [backslash, lenient]
    if _in_single_quotes(lines, separator):
        ways.insert(0, replace(double, quotes="single"))
    elif quotes == "single":
        ways = [replace(double, quotes="single"), replace(double, quotes="single", lenient=True)]
    if any(f'{separator} "' in line for line in lines):
        ways.append(replace(double, spaced=True))
    return [way for way in ways if quotes is None or way.quotes == quotes]


def _in_single_quotes(lines: Sequence[str], separator: str) -> bool:
    """True if most lines begin or end with a cell in apostrophes."""
    mark = re.escape(separator)
    cell = "'(?:[^']|''|\\\\')*'"
    quoted = re.compile(rf"\s*{cell}\s*{mark}|.*{mark}\s*{cell}\s*$")
    rows = [line for line in lines if separator in line]
    return sum(map(bool, map(quoted.match, rows))) * 2 > len(rows) > 0


def _score(rows: Sequence[Cells], dialect: Dialect) -> tuple[int, float, int] | None:
    """(width, share of rows that fit, known names in the heading); None if nothing is divided."""
    if not rows:
        return None
    width = _width(rows)
    if width < 2:
        return None
    fit = sum(
        1.0 if len(cells) == width else 0.5 if len(cells) < width else 0.0
        for cells in (trimmed(cells, width) for cells in rows)
    )
    known = sum(map(is_known, rows[0]))
    return width, fit / len(rows), min(known, 2)


def _width(rows: Sequence[Cells]) -> int:
    """The number of cells in a whole row.

    Blank cells at the end count where nearly all rows have them. A heading that is known
    decides where the rows differ from it by more than such blanks, or by row names.
    """
    common, often = Counter(map(len, rows)).most_common(1)[0]
    widths = Counter(len(trimmed(cells, 1)) for cells in rows)
    filled = max(widths, key=lambda width: (widths[width], width))
    first = len(trimmed(rows[0], 1))
    if _names(rows[0]) and len(rows[0]) != common and first != filled and first > 1:
        return common if has_row_names(rows) else first
    if often * 5 >= len(rows) * 4 and common == max(map(len, rows)):
        return common
    if first > 1 and widths[first] * 10 > len(rows):
        return first
    return filled


def has_row_names(rows: Sequence[Cells]) -> bool:
    """True if all rows have one cell more than the heading: a name of the row, as R writes it."""
    heading, *below = rows
    names = {cells[0].strip() for cells in below}
    wider = all(len(cells) == len(heading) + 1 and cells[-1].strip() for cells in below)
    return wider and len(names) == len(below) > 1


def _names(cells: Cells) -> bool:
    return any(map(is_known, cells))


def _with_marked_heading(lines: Sequence[str], dialect: Dialect) -> Dialect:
    """The dialect; its table begins a line above where a comment is the heading: `#label,text`."""
    above = dialect.skip - 1
    if above < 0 or not lines[above].lstrip().startswith("#"):
        return dialect
    first = parsed(lines[dialect.skip : dialect.skip + 1], dialect)
    marked = parsed(lines[above : above + 1], dialect)
    if marked and len(marked[0]) == dialect.width and not (first and _names(first[0])):
        return replace(dialect, skip=above)
    return dialect
