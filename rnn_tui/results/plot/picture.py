"""Curves as text: plotext draws axes, dots and lines, and this module decides what and where.

`paint` gives a Picture, characters and what each of them shows; a front-end chooses colours.
`draw` is the whole of it for a plain terminal. Series differ by their markers, never by colour
alone.
"""

from dataclasses import dataclass
from itertools import groupby
from textwrap import wrap

import numpy as np
from rich.cells import cell_len, chop_cells, set_cell_size

from rnn_tui.results.plot import axes, plotext_figure
from rnn_tui.results.plot.axes import Axis
from rnn_tui.results.plot.canvas import BELOW
from rnn_tui.results.plot.curves import Curves, Role
from rnn_tui.results.plot.inks import Ink
from rnn_tui.results.plot.layers import PlotLayer, plot_layers
from rnn_tui.results.plot.legend import end_of, entries_of, fitting, kinds, start_of
from rnn_tui.results.plot.markers import BRAILLE, MONOCHROME, Markers
from rnn_tui.results.plot.values import current_values, with_room
from rnn_tui.results.plot.view import View
from rnn_tui.wording.language import told, tr

MIN_WIDTH, MIN_HEIGHT = 20, 5
VALUES_WIDTH = 40
"""Columns from which the current values stand beside the last points."""


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring characters of one ink."""

    text: str
    ink: Ink


Row = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows from the top, all of the same width.

    The data lies in the columns `first` … `first + columns - 1`, which show `left` … `right`.
    `ends` are the least and the greatest y for which the axis is made.
    """

    rows: tuple[Row, ...]
    first: int = 0
    columns: int = 0
    left: float = 0.0
    right: float = 1.0
    ends: tuple[float, float] | None = None

    def x_at(self, column: int) -> float:
        """The x that a column stands for, within the window."""
        share = (column - self.first) / max(self.columns - 1, 1)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)


def draw(
    curves: Curves,
    width: int,
    height: int,
    *,
    title: str | None = None,
    view: View | None = None,
    colour: bool = False,
    markers: Markers | None = None,
) -> str:
    """A plot of `height` lines, without a line end after the last one.

    A sentence of one line instead where there is nothing to draw.
    """
    title = curves.title if title is None else title
    if curves.note:
        return f"{title}: {curves.note}"
    picture = paint(
        curves, width, height - 1, view or View(), markers or (BRAILLE if colour else MONOCHROME)
    )
    heading = (Run(_centred(title, width), Ink.TITLE),)
    return "\n".join(_line(row, colour) for row in (heading, *picture.rows))


def paint(
    curves: Curves, width: int, height: int, view: View, markers: Markers = BRAILLE
) -> Picture:
    """The curves with axes, and a legend above them where there is room."""
    if curves.note or width < MIN_WIDTH or height < MIN_HEIGHT:
        return _message(told(curves.note) or tr("too small for a plot"), width, height)
    legend = height > MIN_HEIGHT
    shown = plot_layers(curves, view, columns=width)
    low, high = view.held_range(curves.quantity) or _bounds(shown)
    if low is None or high is None:
        return _message(told(_why_empty(curves, view)), width, height)
    size = (width, height - legend)
    y_axis = _y_axis(low, high, view.log, size[1] - BELOW)
    x_axis = axes.epochs(
        *view.bounds(curves),
        max(2, min(axes.MOST, width // 8)),
        shares=view.trace or curves.within_epochs,
    )
    values = current_values(curves, shown, view) if width >= VALUES_WIDTH else []
    columns = plotext_figure.cells_of(x_axis, y_axis, *size).columns
    x_axis = with_room(x_axis, values, view.whole(curves), columns)
    grid = plotext_figure.build(shown, (x_axis, y_axis), size, view, markers, values)
    grid[-1] = _name_x(grid[-1])
    rows = [_row(*row) for row in grid]
    if legend:
        rows.insert(0, _legend(curves, shown, view, width, markers))
    first = width - columns
    return Picture(tuple(rows), first, columns, x_axis.low, x_axis.high, (low, high))


def _bounds(shown: list[PlotLayer]) -> tuple[float | None, float | None]:
    ends = [y for layer in shown for y in (layer.y, layer.top) if y is not None]
    ys = [finite for y in ends if (finite := y[np.isfinite(y)]).size]
    if not ys:
        return None, None
    return min(float(y.min()) for y in ys), max(float(y.max()) for y in ys)


def _y_axis(low: float, high: float, log: bool, rows: int) -> Axis:
    most = max(2, min(axes.MOST, rows * 2 // 5))
    return axes.logarithmic(low, high, most) if log else axes.linear(low, high, most)


def _name_x(row: tuple[str, list[Ink]]) -> tuple[str, list[Ink]]:
    """The row of numbers with `epoch` at its right end, or as far right as there is room."""
    text, inks = row
    start = text.rfind(" " * 7)
    if text.endswith(" " * 6):
        start = len(text) - 6
    if start < len(text) // 2:
        return row
    end = start + 6
    return f"{text[: start + 1]}epoch{text[end:]}", inks[: start + 1] + [Ink.AXIS] * 5 + inks[end:]


def _legend(
    curves: Curves, shown: list[PlotLayer], view: View, width: int, markers: Markers
) -> Row:
    """Mark and name of each layer; what has no room is left out from the end.

    With a cursor it reads out the values there instead. Of runs that are compared all are
    named, with the beginnings of their names left out where there is no room for those.
    """
    runs, used = [Run(" ", Ink.TEXT)], 1
    if view.cursor is not None:
        text = f"epoch {view.cursor:.4g}  "
        runs, used = [*runs, Run(text, Ink.TITLE)], used + len(text)
    entries = list(entries_of(curves, shown, view, markers))
    if curves.several:
        # What tells runs apart stands at the end of their ids, layers are numbered first.
        layers = any(layer.series.role == Role.MEASURE for layer in shown)
        cut = start_of if layers else end_of
        entries = [*fitting(entries, width - used, cut), *kinds(shown, view, markers)]
    for mark, name, ink in entries:
        needed = cell_len(mark) + cell_len(name) + 3
        if used + needed > width:
            break
        runs += [Run(mark, ink), Run(f" {name}  ", Ink.TEXT)]
        used += needed
    return (*runs, Run(" " * max(width - used, 0), Ink.TEXT))


def _why_empty(curves: Curves, view: View) -> str:
    if view.log and any((series.y > 0).sum() == 0 for series in curves.series):
        return "No values above 0 for a log scale."
    return "No points in this window."


def _message(text: str, width: int, height: int) -> Picture:
    blank = (Run(" " * width, Ink.TEXT),)
    room = max(1, width)
    lines = (wrap(text, room) if text.isascii() else chop_cells(text, room))[:height]
    rows = [blank] * height
    first = (height - len(lines)) // 2
    for row, line in enumerate(lines, first):
        rows[row] = (Run(_centred(line, width), Ink.TEXT),)
    return Picture(tuple(rows))


def _centred(text: str, width: int) -> str:
    return set_cell_size(" " * ((width - cell_len(text)) // 2) + text, width)


def _row(text: str, inks: list[Ink]) -> Row:
    runs, start = [], 0
    for ink, group in groupby(inks):
        end = start + len(list(group))
        runs.append(Run(text[start:end], ink))
        start = end
    return tuple(runs)


def _line(row: Row, colour: bool) -> str:
    if not colour:
        return "".join(run.text for run in row).rstrip()
    return "".join(
        run.text
        if run.ink == Ink.TEXT or run.text.isspace()
        else f"\x1b[{run.ink.escape}m{run.text}\x1b[0m"
        for run in row
    ).rstrip()
