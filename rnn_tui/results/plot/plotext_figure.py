"""The plot proper: axes and dots, put together by plotext on a figure of its own.

No other module touches plotext. This one uses private parts of 5.3: a figure for each picture,
because the public functions all draw on one global figure, and the figure's matrix of
characters, because `build()` spends as long again on a string with escape codes that would
have to be parsed for its colours. plotext 6 is written anew and has neither. The pin can go
once a release gives figures of one's own and their characters with their colours.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from plotext._figure import _figure_class

from rnn_tui.results.plot import raster
from rnn_tui.results.plot.apart import Drawn, dots_apart, lines_apart
from rnn_tui.results.plot.axes import Axis
from rnn_tui.results.plot.canvas import BELOW, Canvas, Value
from rnn_tui.results.plot.curves import Floats
from rnn_tui.results.plot.inks import Ink
from rnn_tui.results.plot.layers import PlotLayer
from rnn_tui.results.plot.markers import Markers, ink_of, marker_of
from rnn_tui.results.plot.raster import Cells, Mark
from rnn_tui.results.plot.thinning import stretches
from rnn_tui.results.plot.view import View

INKS = tuple(Ink)
_TAG = {ink: tag for tag, ink in enumerate(INKS)}
"""plotext takes whole numbers for colours: they come back as what each character shows."""

FREE = "default"


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
    values: Sequence[Value] = (),
) -> list[tuple[str, list[Ink]]]:
    """The rows, top row first: the characters and the ink of each."""
    x_axis, y_axis = axes
    cells = cells_of(x_axis, y_axis, *size)
    figure = _figure_class()
    figure._limit_size(False, False)  # the size that is asked for, not that of a terminal
    figure.plot_size(*size)
    figure.xaxes(True, False)
    figure.yaxes(True, False)
    figure.ticks_color(_TAG[Ink.AXIS])
    figure.xlim(x_axis.low, x_axis.high)
    figure.ylim(y_axis.low, y_axis.high)
    across = [Mark(*cells.cell(tick, y_axis.low), "") for tick in x_axis.ticks]
    up = [Mark(*cells.cell(x_axis.low, tick), "") for tick in y_axis.ticks]
    figure.xticks(cells.middles(across)[0], list(x_axis.labels))
    figure.yticks(cells.middles(up)[1], list(y_axis.labels))
    figure.scatter([], [])  # plotext leaves the axes out where there is no series
    for layer, marks in _dots(shown, cells, view, markers):
        _scatter(figure, marks, cells, ink_of(layer))
    # What figure.build() does, but for the string.
    figure._set_sizes()
    figure.monitor.build_plot()
    matrix = figure.monitor.matrix
    first = matrix.cols - cells.columns
    canvas = Canvas(matrix.marker, matrix.fullground, cells, first, FREE, _TAG)
    lines = [layer for layer in shown if layer.line]
    for layer, marks in reversed(lines_apart(_lines(lines, cells, view, markers))):
        canvas.put(marks, ink_of(layer))
    canvas.write(values)
    if view.cursor is not None and x_axis.low <= view.cursor <= x_axis.high:
        canvas.cursor(view.cursor)
    for layer in shown:
        if layer.top is not None:
            canvas.put(_band(layer, layer.top, cells, view, markers), ink_of(layer))
    canvas.grid(x_axis, y_axis, markers.grid)
    return [
        _row(*row, markers)
        for row in zip(matrix.marker[::-1], matrix.fullground[::-1], strict=True)
    ]


def _scaled(y: Floats, view: View) -> Floats:
    return np.log10(y) if view.log else y


def _dots(shown: list[PlotLayer], cells: Cells, view: View, markers: Markers) -> list[Drawn]:
    drawn = []
    for layer in shown:
        if layer.dots:
            mark = marker_of(layer, markers)
            found = raster.dots(layer.x, _scaled(layer.y, view), cells, mark)
            drawn.append((layer, list(found)))
    return dots_apart(drawn, cells.columns)


def _scatter(figure: _figure_class, marks: list[Mark], cells: Cells, ink: Ink) -> None:
    by_character = defaultdict(list)
    for mark in marks:
        by_character[mark.character].append(mark)
    for character, own in by_character.items():
        figure.scatter(*cells.middles(own), marker=character, color=_TAG[ink])


def _lines(lines: list[PlotLayer], cells: Cells, view: View, markers: Markers) -> list[Drawn]:
    drawn = []
    for layer in lines:
        x, y = layer.x, _scaled(layer.y, view)
        pieces = ((x[part], y[part]) for part in stretches(y))
        drawn.append((layer, list(raster.line(pieces, cells, marker_of(layer, markers)))))
    return drawn


def _band(layer: PlotLayer, top: Floats, cells: Cells, view: View, markers: Markers) -> list[Mark]:
    x, low, high = layer.x, _scaled(layer.y, view), _scaled(top, view)
    pieces = ((x[part], low[part], high[part]) for part in stretches(low + high))
    return list(raster.band(pieces, cells, marker_of(layer, markers)))


def _row(characters: list[str], tags: list[int | str], markers: Markers) -> tuple[str, list[Ink]]:
    """A blank has the ink of what stands before it: fewer changes of colour to send."""
    ink, inks = Ink.TEXT, []
    for character, tag in zip(characters, tags, strict=True):
        if character != " ":
            ink = INKS[tag] if isinstance(tag, int) else Ink.TEXT
        inks.append(ink)
    return "".join(characters).translate(markers.frame), inks
