"""Parallel coordinates: an axis for each key and one for the objective, a line for each trial.

Source: Inselberg (1985), "The plane with parallel coordinates".
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rich.cells import set_cell_size
from textual.content import Content
from textual.geometry import Size

from rnn_tui.experiment.space import Choices, Dimension, Space
from rnn_tui.io.text import one_line
from rnn_tui.results.plot import raster
from rnn_tui.runs.lists.differences import short_names
from rnn_tui.sweeps.overview import SweepView
from rnn_tui.sweeps.wording import value_words
from rnn_tui.tui.runs.sweep.trials import TrialRow
from rnn_tui.wording.language import tr
from rnn_tui.wording.numbers import figure

LEAST_WIDTH = 100
"""Columns of the screen from which on there is room for the axes and their numbers."""

BEST_SHARE = 0.25
"""The best of the finished trials, whose lines stand out."""

MOST_LINES = 120
"""Trials that are drawn, of more of them every second, third and so on."""

LABEL = 12
"""Cells to the right of an axis that its numbers may take."""

HEADS = 1
OTHERS, BEST, CHOSEN = "$foreground 35%", "$success", "bold $accent"
AXIS, TEXT = "$foreground 60%", ""
EMPTY = "\N{BRAILLE PATTERN BLANK}"

Pieces = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Axis:
    """A name, numbers or words at their heights from 0 to 1, and the height of each trial."""

    name: str
    ticks: tuple[tuple[float, str], ...]
    heights: tuple[float, ...]


def picture(
    view: SweepView, space: Space, rows: Sequence[TrialRow], chosen: TrialRow | None, size: Size
) -> Content:
    """The picture in `size.width` x `size.height` cells: the best quarter of the finished trials
    stands out, and so does the one that is `chosen`. The best objective is at the top."""
    done = [row for row in rows if row.is_ranked]
    if len(done) < 2 or not view.keys:
        return Content(
            tr("Parallel coordinates need a key that is tried, and two finished trials.")
        )
    done = thinned(done, chosen)
    axes = axes_of(view, space, done)
    left, right, high = 1, size.width - LABEL, size.height - HEADS
    if right - left < 2 * len(axes) or high < 3:
        return Content(tr("The window is too small for parallel coordinates."))
    columns = np.linspace(left, right - 1, len(axes)).round()
    cells = raster.Cells(size.width, high, 0, size.width - 1, 0.0, 1.0)
    grid: dict[tuple[int, int], tuple[str, str]] = {}
    for number, style in _in_turn(done, chosen):
        heights = np.array([axis.heights[number] for axis in axes])
        for column, row, character in raster.line([(columns, heights)], cells, raster.BRAILLE):
            below = grid.get((column, row), (EMPTY, ""))[0]
            grid[column, row] = (chr(ord(below) | ord(character)), style)
    for axis, column in zip(axes, columns.astype(int).tolist(), strict=True):
        grid |= {(column, row): ("│", AXIS) for row in range(high)}
        for at, text in axis.ticks:
            row = cells.cell(0, at)[1]
            shown = f" {text}"[: LABEL - 1]
            grid |= {(column + 1 + i, row): (c, TEXT) for i, c in enumerate(shown)}
    across = range(size.width)
    lines = [
        Content.assemble(*_joined(grid.get((column, row), (" ", "")) for column in across))
        for row in reversed(range(high))
    ]
    return Content("\n").join([_heads(axes, columns.astype(int).tolist(), size.width), *lines])


def thinned(rows: Sequence[TrialRow], chosen: TrialRow | None) -> list[TrialRow]:
    """Every so many-th of the rows from the best one on, and the one that is `chosen`: more lines
    than `MOST_LINES` could not be told apart."""
    step = math.ceil(len(rows) / MOST_LINES)
    own = chosen.name if chosen is not None else None
    return [row for at, row in enumerate(rows) if at % step == 0 or row.name == own]


def axes_of(view: SweepView, space: Space, rows: Sequence[TrialRow]) -> list[Axis]:
    """The axes of the keys, in their order, and last that of the objective."""
    names = short_names(view.keys)
    found = [
        _axis(one_line(names[key]), space[key], [row.trial.values.get(key) for row in rows])
        for key in view.keys
        if key in space
    ]
    values = [row.value or 0.0 for row in rows]
    worst, best = (max(values), min(values)) if view.lower else (min(values), max(values))
    heights = tuple(_share(value, worst, best) for value in values)
    ticks = ((0.0, figure(worst)), (1.0, figure(best)))
    return [*found, Axis(one_line(view.objective), ticks, heights)]


def _axis(name: str, dimension: Dimension, values: Sequence[Any]) -> Axis:
    """Choices at equal distances, a range as it is tried: by its logarithm or as it is."""
    if isinstance(dimension, Choices):
        places = list(dimension.values)
        last = max(1, len(places) - 1)
        ticks = tuple((at / last, one_line(value_words(each))) for at, each in enumerate(places))
        return Axis(name, ticks, tuple(_place(each, places) / last for each in values))
    low, high = float(dimension.low), float(dimension.high)
    ends = (math.log(low), math.log(high)) if dimension.log else (low, high)

    def height(value: Any) -> float:
        if not isinstance(value, int | float) or (dimension.log and value <= 0):
            return 0.0  # added by hand, outside of the range
        return _share(math.log(value) if dimension.log else float(value), *ends)

    ticks = ((0.0, value_words(dimension.low)), (1.0, value_words(dimension.high)))
    return Axis(name, ticks, tuple(height(value) for value in values))


def _place(value: Any, places: Sequence[Any]) -> int:
    return next((at for at, each in enumerate(places) if each == value), 0)


def _share(value: float, low: float, high: float) -> float:
    """How far along the value lies, from 0 to 1."""
    return 0.5 if low == high else min(1.0, max(0.0, (value - low) / (high - low)))


def _in_turn(rows: Sequence[TrialRow], chosen: TrialRow | None) -> Iterator[tuple[int, str]]:
    """The numbers of the rows and their styles: what is drawn last lies on top."""
    best = max(1, round(BEST_SHARE * len(rows)))
    own = [at for at, row in enumerate(rows) if chosen is not None and row.name == chosen.name]
    for number in reversed(range(len(rows))):
        if number not in own:
            yield number, BEST if number < best else OTHERS
    yield from ((number, CHOSEN) for number in own)


def _heads(axes: Sequence[Axis], columns: Sequence[int], width: int) -> Content:
    """The names over their axes."""
    line = ""
    for axis, column, following in zip(axes, columns, [*columns[1:], width], strict=True):
        line = set_cell_size(line, column) + set_cell_size(axis.name, following - column - 1)
    return Content.styled(line.rstrip(), "bold")


def _joined(pieces: Iterator[tuple[str, str]]) -> Pieces:
    """Neighbours of one style as one piece."""
    found: Pieces = []
    for text, style in pieces:
        if found and found[-1][1] == style:
            found[-1] = (found[-1][0] + text, style)
        else:
            found.append((text, style))
    return found
