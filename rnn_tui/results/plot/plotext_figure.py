"""The plot proper: axes, markers and lines, put together by plotext on a figure of its own.

No other module touches plotext. This one uses private parts of 5.3: a figure for each picture,
because the public functions all draw on one global figure, and the figure's matrix of
characters, because `build()` spends as long again on a string with escape codes that would
have to be parsed for its colours. plotext 6 is written anew and has neither. The pin can go
once a release gives figures of one's own and their characters with their colours.
"""

import numpy as np
from plotext._figure import _figure_class
from plotext._matrix import matrix_class

from rnn_tui.results.plot import raster
from rnn_tui.results.plot.axes import Axis
from rnn_tui.results.plot.curves import Floats
from rnn_tui.results.plot.inks import Ink
from rnn_tui.results.plot.markers import Markers, ink_of, marker_of
from rnn_tui.results.plot.raster import Cells
from rnn_tui.results.plot.thinning import stretches
from rnn_tui.results.plot.view import PlotLayer, View

INKS = tuple(Ink)
_TAG = {ink: tag for tag, ink in enumerate(INKS)}
"""plotext takes whole numbers for colours: they come back as what each character shows."""


FREE = "default"
BELOW = 2
"""Rows under the data: the axis and its numbers."""
CURSOR_EVERY = 3
"""Rows from mark to mark of the cursor. It costs a terminal all rows that it moves in."""


def cells_of(x_axis: Axis, y_axis: Axis, width: int, height: int) -> Cells:
    """The cells of the data: right of the numbers and the axis, above the same."""
    columns = width - 1 - max(len(label) for label in y_axis.labels)
    return Cells(columns, height - BELOW, x_axis.low, x_axis.high, y_axis.low, y_axis.high)


def build(
    shown: list[PlotLayer],
    axes: tuple[Axis, Axis],
    size: tuple[int, int],
    view: View,
    markers: Markers,
) -> list[tuple[str, list[Ink]]]:
    """The rows, top row first: the characters and the ink of each."""
    x_axis, y_axis = axes
    figure = _figure_class()
    figure._limit_size(False, False)  # the size that is asked for, not that of a terminal
    figure.plot_size(*size)
    figure.xaxes(True, False)
    figure.yaxes(True, False)
    figure.ticks_color(_TAG[Ink.AXIS])
    figure.xlim(x_axis.low, x_axis.high)
    figure.ylim(y_axis.low, y_axis.high)
    figure.xticks(list(x_axis.ticks), list(x_axis.labels))
    figure.yticks(list(y_axis.ticks), list(y_axis.labels))
    figure.scatter([], [])  # plotext leaves the axes out where there is no series
    cells = cells_of(x_axis, y_axis, *size)
    for layer in shown:
        if layer.dots:
            xs, ys = raster.dots(layer.x, _scaled(layer.y, view), cells, markers.line)
            figure.scatter(xs, ys, marker=marker_of(layer, markers), color=_TAG[ink_of(layer)])
    # What figure.build() does, but for the string.
    figure._set_sizes()
    figure.monitor.build_plot()
    matrix = figure.monitor.matrix
    for layer in reversed([layer for layer in shown if not layer.dots]):
        _add_under(matrix, layer, cells, view, markers)
    if view.cursor is not None and x_axis.low <= view.cursor <= x_axis.high:
        _add_cursor(matrix, cells, view.cursor)
    return [
        _row(*row, markers)
        for row in zip(matrix.marker[::-1], matrix.fullground[::-1], strict=True)
    ]


def _scaled(y: Floats, view: View) -> Floats:
    return np.log10(y) if view.log else y


def _add_under(
    matrix: matrix_class, layer: PlotLayer, cells: Cells, view: View, markers: Markers
) -> None:
    """A line or a band, under all that is there already."""
    first, tag, mark = matrix.cols - cells.columns, _TAG[ink_of(layer)], marker_of(layer, markers)
    x, y = layer.x, _scaled(layer.y, view)
    if layer.top is None:
        characters = raster.line(((x[part], y[part]) for part in stretches(y)), cells, mark)
    else:
        top = _scaled(layer.top, view)
        parts = ((x[part], y[part], top[part]) for part in stretches(y + top))
        characters = raster.band(parts, cells, mark)
    for column, row, character in characters:
        inks = matrix.fullground[row + BELOW]
        if inks[column + first] == FREE:
            matrix.marker[row + BELOW][column + first] = character
            inks[column + first] = tag


def _add_cursor(matrix: matrix_class, cells: Cells, x: float) -> None:
    """A dotted line under all else, and a mark on the axis."""
    across, _ = cells.dots(np.array([x]), np.array([cells.low]), (1, 1))
    column = int(across[0]) + matrix.cols - cells.columns
    for row in range(BELOW, BELOW + cells.rows, CURSOR_EVERY):
        if matrix.fullground[row][column] == FREE:
            matrix.marker[row][column] = "│"
            matrix.fullground[row][column] = _TAG[Ink.CURSOR]
    matrix.marker[BELOW - 1][column] = "┼" if matrix.marker[BELOW - 1][column] == "┬" else "┴"
    matrix.fullground[BELOW - 1][column] = _TAG[Ink.TITLE]


def _row(characters: list[str], tags: list[int | str], markers: Markers) -> tuple[str, list[Ink]]:
    """A blank has the ink of what stands before it: fewer changes of colour to send."""
    ink, inks = Ink.TEXT, []
    for character, tag in zip(characters, tags, strict=True):
        if character != " ":
            ink = INKS[tag] if isinstance(tag, int) else Ink.TEXT
        inks.append(ink)
    return "".join(characters).translate(markers.frame), inks
