"""Lines as characters: a cell of braille holds 2 x 4 dots, any other mark is one to a cell.

plotext can draw such lines itself, point by point in Python, and takes 10 ms for a noisy one
across a screen; numpy takes a tenth of that.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rnn_tui.results.plot.curves import Floats

Ints = npt.NDArray[np.intp]
BITS = np.array([[0x40, 0x80], [0x04, 0x20], [0x02, 0x10], [0x01, 0x08]], np.uint8)
BLANK = 0x2800
"""Of the eight dots of a braille character, the lowest row first, and the one without any."""


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

    def middles(self, columns: Ints, rows: Ints) -> tuple[list[float], list[float]]:
        """x and y of the cells' middles, which plotext puts back into these cells."""
        x = self.left + columns * (self.right - self.left) / max(self.columns - 1, 1)
        y = self.low + rows * (self.high - self.low) / max(self.rows - 1, 1)
        return x.tolist(), y.tolist()


def line(
    pieces: Iterable[tuple[Floats, Floats]], cells: Cells, mark: str
) -> Iterator[tuple[int, int, str]]:
    """Column, row (from the bottom) and character of each cell that a line in pieces crosses.

    A lone point becomes a dash about three cells wide: a dot would not look like a line.
    """
    fine = (2, 4) if mark == "braille" else (1, 1)
    wide, high = cells.columns * fine[0], cells.rows * fine[1]
    grid = np.zeros((high, wide), bool)
    for xs, ys in pieces:
        across, up = cells.dots(xs, ys, fine)
        if across.size == 1:
            across, up = across + np.array([-fine[0], fine[0]]), np.repeat(up, 2)
        across, up = _between(across, up)
        inside = (across >= 0) & (across < wide) & (up >= 0) & (up < high)
        grid[up[inside], across[inside]] = True
    if mark != "braille":
        for row, column in np.argwhere(grid).tolist():
            yield column, row, mark
        return
    yield from _braille(grid, cells)


def band(
    pieces: Iterable[tuple[Floats, Floats, Floats]], cells: Cells, mark: str
) -> Iterator[tuple[int, int, str]]:
    """The same of the area between the least and the greatest y, of which every fourth dot is set.

    Other marks than braille fill it. A lone point becomes a bar three cells wide.
    """
    fine = (2, 4) if mark == "braille" else (1, 1)
    wide, high = cells.columns * fine[0], cells.rows * fine[1]
    level = np.arange(high)[:, None]
    grid = np.zeros((high, wide), bool)
    for xs, lows, highs in pieces:
        across, _ = cells.dots(xs, lows, fine)
        columns = np.arange(max(across[0], 0), min(across[-1] + 1, wide))
        if across.size == 1:
            beside = np.arange(across[0] - fine[0], across[0] + fine[0] + 1)
            columns = beside[(beside >= 0) & (beside < wide)]
        ends = (np.interp(columns, across, ys) for ys in (lows, highs))
        least, greatest = (cells.dots(xs[:1], ys, fine)[1] for ys in ends)
        grid[:, columns] |= (level >= least) & (level <= greatest)
    if mark != "braille":
        for row, column in np.argwhere(grid).tolist():
            yield column, row, mark
        return
    grid &= (level + 2 * (np.arange(wide) % 2)) % 4 == 0
    yield from _braille(grid, cells)


def _braille(grid: npt.NDArray[np.bool_], cells: Cells) -> Iterator[tuple[int, int, str]]:
    blocks = grid.reshape(cells.rows, 4, cells.columns, 2)
    codes = np.einsum("rdcs,ds->rc", blocks, BITS, dtype=np.uint8, casting="unsafe")
    for row, column in np.argwhere(codes).tolist():
        yield column, row, chr(BLANK + int(codes[row, column]))


def dots(x: Floats, y: Floats, cells: Cells, mark: str) -> tuple[list[float], list[float]]:
    """x and y of dots, moved into the cells through which a line with `mark` would pass."""
    fine = (2, 4) if mark == "braille" else (1, 1)
    some = np.isfinite(y)
    across, up = cells.dots(x[some], y[some], fine)
    return cells.middles(across // fine[0], up // fine[1])


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
