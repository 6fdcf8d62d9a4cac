"""Dots, lines and bands as characters in the cells of a plot.

A cell of braille holds 2 x 4 dots, one of half blocks 1 x 2, with any other mark it is one dot.
plotext can draw such lines itself, point by point in Python, and takes 10 ms for a noisy one
across a screen; numpy takes a tenth of that.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rnn_tui.results.plot.curves import Floats

Ints = npt.NDArray[np.intp]
Grid = npt.NDArray[np.bool_]

BRAILLE, HALVES = "braille", "halves"
"""Names of marks that are several dots a cell; any other mark is a character."""

_FINE = {BRAILLE: (2, 4), HALVES: (1, 2)}
FINEST = _FINE[BRAILLE]
_BITS = {
    BRAILLE: np.array([[0x40, 0x80], [0x04, 0x20], [0x02, 0x10], [0x01, 0x08]], np.uint8),
    HALVES: np.array([[1], [2]], np.uint8),
}
"""Of the dots of a cell, the lowest row first: what each adds to its character's number."""

_CHARACTERS = {BRAILLE: "".join(map(chr, range(0x2800, 0x2900))), HALVES: " ▄▀█"}


class Mark(NamedTuple):
    """A character in a cell; columns count from the left, rows from the bottom."""

    column: int
    row: int
    character: str


@dataclass(frozen=True, slots=True)
class Cells:
    """`columns` x `rows` characters that show `left` … `right` and `low` … `high`."""

    columns: int
    rows: int
    left: float
    right: float
    low: float
    high: float

    def dots(self, x: Floats, y: Floats, fine: tuple[int, int]) -> tuple[Ints, Ints]:
        """The dots that the points fall on, `fine` a cell, counted from the lower left."""
        across = _place(x, self.left, self.right, self.columns * fine[0])
        return across, _place(y, self.low, self.high, self.rows * fine[1])

    def cell(self, x: float, y: float) -> tuple[int, int]:
        """Column and row of a point, which may lie outside: where a fine line passes through."""
        across, up = self.dots(np.array([x]), np.array([y]), FINEST)
        return int(across[0]) // FINEST[0], int(up[0]) // FINEST[1]

    def middles(self, marks: Iterable[Mark]) -> tuple[list[float], list[float]]:
        """x and y of the cells' middles, which plotext puts back into these cells."""
        columns, rows = np.array([mark[:2] for mark in marks], float).reshape(-1, 2).T
        x = self.left + columns * (self.right - self.left) / max(self.columns - 1, 1)
        y = self.low + rows * (self.high - self.low) / max(self.rows - 1, 1)
        return x.tolist(), y.tolist()


def line(pieces: Iterable[tuple[Floats, Floats]], cells: Cells, mark: str) -> Iterator[Mark]:
    """The cells that a line in pieces crosses.

    A lone point becomes a dash about three cells wide: a dot would not look like a line.
    """
    fine = _FINE.get(mark, (1, 1))
    grid = _empty(cells, fine)
    for xs, ys in pieces:
        across, up = cells.dots(xs, ys, fine)
        if across.size == 1:
            across, up = across + np.array([-fine[0], fine[0]]), np.repeat(up, 2)
        across, up = _between(across, up)
        inside = _inside(across, up, grid)
        grid[up[inside], across[inside]] = True
    return _marks(grid, cells, mark)


def band(
    pieces: Iterable[tuple[Floats, Floats, Floats]], cells: Cells, mark: str
) -> Iterator[Mark]:
    """The cells between the least and the greatest y; of the dots of braille every fourth is set.

    A lone point becomes a bar three cells wide.
    """
    fine = _FINE.get(mark, (1, 1))
    grid = _empty(cells, fine)
    high, wide = grid.shape
    level = np.arange(high)[:, None]
    for xs, lows, highs in pieces:
        across, _ = cells.dots(xs, lows, fine)
        if across.size == 1:
            columns = np.arange(across[0] - fine[0], across[0] + fine[0] + 1)
        else:
            columns = np.arange(across[0], across[-1] + 1)
        columns = columns[(columns >= 0) & (columns < wide)]
        ends = (np.interp(columns, across, ys) for ys in (lows, highs))
        least, greatest = (cells.dots(xs[:1], ys, fine)[1] for ys in ends)
        grid[:, columns] |= (level >= least) & (level <= greatest)
    if mark == BRAILLE:
        grid &= (level + 2 * (np.arange(wide) % 2)) % 4 == 0
    return _marks(grid, cells, mark)


def dots(x: Floats, y: Floats, cells: Cells, mark: str) -> Iterator[Mark]:
    """A dot at each finite point, in the cell through which a fine line would pass.

    With `HALVES` it fills the half of the cell that is nearer.
    """
    some = np.isfinite(y)
    across, up = cells.dots(x[some], y[some], FINEST)
    part = _FINE.get(mark, (1, 1))
    across, up = across * part[0] // FINEST[0], up * part[1] // FINEST[1]
    grid = _empty(cells, part)
    inside = _inside(across, up, grid)
    grid[up[inside], across[inside]] = True
    return _marks(grid, cells, mark)


def _empty(cells: Cells, fine: tuple[int, int]) -> Grid:
    return np.zeros((cells.rows * fine[1], cells.columns * fine[0]), bool)


def _inside(across: Ints, up: Ints, grid: Grid) -> Grid:
    high, wide = grid.shape
    inside: Grid = (across >= 0) & (across < wide) & (up >= 0) & (up < high)
    return inside


def _marks(grid: Grid, cells: Cells, mark: str) -> Iterator[Mark]:
    if mark not in _FINE:
        for row, column in np.argwhere(grid).tolist():
            yield Mark(column, row, mark)
        return
    across, up = _FINE[mark]
    blocks = grid.reshape(cells.rows, up, cells.columns, across)
    codes = np.einsum("rdcs,ds->rc", blocks, _BITS[mark], dtype=np.uint8, casting="unsafe")
    for row, column in np.argwhere(codes).tolist():
        yield Mark(column, row, _CHARACTERS[mark][codes[row, column]])


def _place(values: Floats, low: float, high: float, count: int) -> Ints:
    return np.floor(0.5 + (count - 1) * (values - low) / (high - low) + 1e-8).astype(np.intp)


def _between(x: Ints, y: Ints) -> tuple[Ints, Ints]:
    """All dots on the way from point to point."""
    steps = np.maximum(np.abs(np.diff(x)), np.abs(np.diff(y)))
    steps = np.maximum(steps, 1)
    first = np.repeat(np.arange(steps.size), steps)
    share = (np.arange(first.size) - np.repeat(np.cumsum(steps) - steps, steps)) / steps[first]
    across = np.rint(x[first] + share * (x[first + 1] - x[first])).astype(np.intp)
    up = np.rint(y[first] + share * (y[first + 1] - y[first])).astype(np.intp)
    return np.append(across, x[-1]), np.append(up, y[-1])
