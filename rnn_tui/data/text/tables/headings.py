"""Decides whether the first row of a table is a heading, or a text like the others."""

import re
from collections.abc import Sequence
from statistics import median

from rnn_tui.data.text.tables.column_names import folded, is_known
from rnn_tui.data.text.tables.scan import Scan

_NUMBER = re.compile(r"[+-]?(\d[\d,]*\.?\d*|\.\d+)([eE][+-]?\d+)?%?")
_FEW = 100
_LONG = 4  # words of a text that no heading has
_BLANK = 0.99
_REPEATED = 0.02


def is_number(cell: str) -> bool:
    """True if a cell holds a number and nothing else."""
    return _NUMBER.fullmatch(cell.strip()) is not None


def is_heading(found: Scan, named: Sequence[str]) -> bool:
    """True if the first row names the columns, where `data.heading` does not tell.

    `named` are the columns that the user has named. Every column gives evidence: a usual name,
    or a word above numbers, for a heading; a value that recurs, or a text above texts, against it.
    """
    first = [folded(cell) for cell in found.first]
    if any(folded(name) in first for name in named if not name.isdecimal()):
        return True
    if not found.sample.rows:
        return any(map(is_known, found.first))
    evidence = [_of_column(found, place) for place in range(len(found.first))]
    return sum(evidence) >= 0


def _of_column(found: Scan, place: int) -> float:
    """The evidence of one column: above 0 for a heading, below 0 for a row of data."""
    cell = found.first[place].strip()
    below = [cells[place].strip() for cells in found.sample.rows]
    filled = [value for value in below if value]
    if not cell or len(filled) <= (1 - _BLANK) * len(below):
        return 0.0
    known = is_known(cell)
    if found.columns[place].first_again:
        rare = filled.count(cell) <= _REPEATED * len(filled)  # tables put one after another
        return 1.0 if known and rare else -4.0
    if known:
        return 4.0
    numbers = sum(map(is_number, filled)) / len(filled)
    if numbers > 0.9:
        return -3.0 if is_number(cell) else 3.0
    if is_number(cell):
        return 0.5
    return _of_words(cell, filled, found.columns[place].values)


def _of_words(cell: str, below: Sequence[str], values: set[str] | None) -> float:
    """The evidence of a column of words."""
    words, usual = len(cell.split()), median(len(value.split()) for value in below)
    if values is not None and len(values) <= min(_FEW, max(2, len(below) // 2)):
        return 1.0 if words <= _LONG else -1.0
    if words > _LONG and usual > _LONG / 2:
        return -3.0
    length, usual_length = len(cell), median(map(len, below))
    if (usual > 2 and words <= usual / 2) or length * 4 <= usual_length:
        return 2.0
    pieces = set(re.findall(r"\w+", cell.casefold()))
    known = {word for value in below for word in re.findall(r"\w+", value.casefold())}
    if len(pieces) > 1 and pieces <= known:
        return -2.0
    return -0.5 if words > 1 and words >= usual else 0.0
