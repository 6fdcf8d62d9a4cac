"""The matrix of characters that plotext has begun, and what is added to it: lines, grid, values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rnn_tui.results.plot.axes import Axis
from rnn_tui.results.plot.inks import Ink
from rnn_tui.results.plot.raster import Cells, Mark

BELOW = 2
"""Rows under the data: the axis and its numbers."""

CURSOR_EVERY, GRID_EVERY = 3, 2
"""Rows from mark to mark of the cursor, which costs a terminal all rows that it moves in, and
rows from mark to mark of the grid, which has twice as many columns between them."""

NEAR = (0, -1, -2, 1, 2)
"""Rows above a point at which its value may stand, the best first."""


@dataclass(frozen=True, slots=True)
class Value:
    """A number to be written beside the point to which it belongs."""

    x: float
    y: float
    text: str
    ink: Ink


@dataclass(frozen=True, slots=True)
class Canvas:
    """Rows from the bottom; `inks` holds plotext's `free` where nothing stands, else tags.

    The data lies in `cells`, `first` columns from the left and BELOW rows from the bottom.
    """

    characters: list[list[str]]
    inks: list[list[int | str]]
    cells: Cells
    first: int
    free: str
    tags: dict[Ink, int]

    def put(self, marks: Iterable[Mark], ink: Ink) -> None:
        """Put marks under all that is there already."""
        tag = self.tags[ink]
        for column, row, character in marks:
            inks = self.inks[row + BELOW]
            if inks[column + self.first] == self.free:
                self.characters[row + BELOW][column + self.first] = character
                inks[column + self.first] = tag

    def grid(self, x_axis: Axis, y_axis: Axis, mark: str) -> None:
        """Put dotted lines at the numbers of both axes, under all else."""
        if mark.isspace():
            return
        rows = [self.cells.cell(x_axis.low, tick)[1] for tick in y_axis.ticks]
        columns = [self.cells.cell(tick, y_axis.low)[0] for tick in x_axis.ticks]
        across = range(0, self.cells.columns, 2 * GRID_EVERY)
        self.put((Mark(column, row, mark) for row in rows for column in across), Ink.GRID)
        up = range(0, self.cells.rows, GRID_EVERY)
        self.put((Mark(column, row, mark) for column in columns for row in up), Ink.GRID)

    def cursor(self, x: float) -> None:
        """Put a dotted line under all else, and a mark on the axis."""
        column, _ = self.cells.cell(x, self.cells.low)
        rows = range(0, self.cells.rows, CURSOR_EVERY)
        self.put((Mark(column, row, "│") for row in rows), Ink.CURSOR)
        axis = self.characters[BELOW - 1]
        axis[column + self.first] = "┼" if axis[column + self.first] == "┬" else "┴"
        self.inks[BELOW - 1][column + self.first] = self.tags[Ink.TITLE]

    def write(self, values: Sequence[Value]) -> None:
        """Write each value to the right of its point, or a row or two below or above that.

        What finds no room is left out.
        """
        for value in sorted(values, key=lambda value: -value.y):
            column, row = self.cells.cell(value.x, value.y)
            places = [(column + 1 + shift, row + up) for up in NEAR for shift in (0, 1)]
            length = len(value.text) + 1
            for first, near in places:
                if self._has_room(first, near, length):
                    text = enumerate(value.text, first + 1)
                    self.put((Mark(at, near, each) for at, each in text), value.ink)
                    break

    def _has_room(self, column: int, row: int, length: int) -> bool:
        end = column + length
        if not (0 <= row < self.cells.rows and column >= 0 and end <= self.cells.columns):
            return False
        inks = self.inks[row + BELOW][column + self.first : end + self.first]
        return all(ink == self.free for ink in inks)
