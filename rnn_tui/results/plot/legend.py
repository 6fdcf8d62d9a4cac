"""The legend of a plot: what each mark stands for, or its value at the cursor."""

from collections.abc import Callable, Iterator

import numpy as np
from rich.cells import cell_len, set_cell_size

from rnn_tui.results.plot.curves import Curves, Role, Series, nearest
from rnn_tui.results.plot.inks import Ink
from rnn_tui.results.plot.layers import PlotLayer
from rnn_tui.results.plot.markers import PRUNED, Markers, ink_of
from rnn_tui.results.plot.view import View
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import figure

Entry = tuple[str, str, Ink]
"""Mark, name, and the ink of the mark."""


def fitting(entries: list[Entry], width: int, cut: Callable[[str, int], str]) -> list[Entry]:
    """All of them, the longest names cut short so far that they fit."""
    names = [name for _, name, _ in entries]
    room = width - sum(cell_len(mark) + 3 for mark, _, _ in entries)
    most = max(map(cell_len, names), default=0)
    while most and sum(min(cell_len(name), most) for name in names) > room:
        most -= 1
    return [(mark, cut(name, most), ink) for mark, name, ink in entries]


def start_of(text: str, width: int) -> str:
    """The text in at most `width` cells, cut where it ends."""
    return text if cell_len(text) <= width else f"{set_cell_size(text, max(0, width - 1))}…"


def end_of(text: str, width: int) -> str:
    """The text in at most `width` cells, cut where it begins."""
    if cell_len(text) <= width:
        return text
    while text and cell_len(text) > width - 1:
        text = text[1:]
    return f"…{text}" if width else ""


def kinds(shown: list[PlotLayer], view: View, markers: Markers) -> Iterator[Entry]:
    """Legend of the kinds of markers, whichever run they belong to."""
    roles = {layer.series.role for layer in shown if layer.dots}
    if view.cursor is not None:
        return
    if roles >= {Role.TRAINING, Role.VALIDATION}:
        yield f"{markers.filled[0]}/{markers.hollow[0]}", tr("training/validation"), Ink.TEXT
    if bands := [layer for layer in shown if layer.top is not None]:
        yield markers.legend(bands[0]), tr("least to greatest"), Ink.TEXT
    if Role.BEST in roles:
        yield markers.best, tr("best"), Ink.TEXT
    if Role.PARTIAL in roles:
        yield markers.partial_of_run, tr("cut short"), Ink.TEXT
    if Role.PRUNED in roles:
        yield PRUNED, tr("pruned"), Ink.PRUNED


_ORDER = (
    Role.TRAINING,
    Role.VALIDATION,
    Role.PARTIAL,
    Role.BEST,
    Role.PRUNED,
    Role.TRACE,
    Role.MEASURE,
)
_COMPARED = (Role.TRAINING, Role.VALIDATION, Role.MEASURE)


def entries_of(
    curves: Curves, shown: list[PlotLayer], view: View, markers: Markers
) -> Iterator[Entry]:
    """What is to be seen; with a cursor what has a value there, and that."""
    shown = sorted(
        filter(lambda layer: layer.seen, shown), key=lambda layer: _ORDER.index(layer.series.role)
    )
    left, right = view.bounds(curves)
    near = (right - left) / 60
    if curves.several:
        for index, name in enumerate(curves.runs):
            own = [layer for layer in shown if _is_of(layer, index)]
            dots = [each for each in own if each.series.role in _COMPARED and each.dots]
            symbols = dict.fromkeys(markers.legend(layer) for layer in dots or own)
            values = [text for layer in dots if (text := _value(layer, view.cursor, near))]
            if own and (values or view.cursor is None):
                yield "".join(symbols), " ".join([name, "/".join(values)]).rstrip(), ink_of(own[-1])
        return
    marked = {layer.name: markers.legend(layer) for layer in shown if layer.dots}
    lines = {layer.name for layer in shown if layer.line and layer.named}
    for layer in shown:
        if layer.top is not None:
            if view.cursor is None:
                yield markers.legend(layer), _band_words(layer.series), ink_of(layer)
            continue
        value = _value(layer, view.cursor, near)
        mark = markers.legend(layer)
        if layer.line:
            mark += marked.get(layer.name, "")  # a line with a mark at each of its points
        elif layer.name in lines:
            continue
        if layer.named and (value or view.cursor is None):
            yield mark, f"{told(layer.name)} {value}".rstrip(), ink_of(layer)


def _is_of(layer: PlotLayer, run: int) -> bool:
    """Check whether it is a curve of the run; the ends of pruned runs belong to none."""
    return layer.series.run == run and layer.series.role != Role.PRUNED


def _value(layer: PlotLayer, x: float | None, near: float) -> str:
    """The value at the point of the layer at `x`, nothing where there is none so near."""
    if x is None:
        return ""
    series = layer.series
    points = (layer.x, layer.y) if layer.smoothed else (series.x, series.y)
    reading = nearest(*points, x)
    if reading is None or abs(reading[0] - x) > near:
        return ""
    plain = layer.smoothed or layer.several  # of several there is room for the means alone
    return figure(reading[1]) + ("" if plain else _spread_words(series, reading[0]))


def _band_words(series: Series) -> str:
    most = int(series.spread.runs.max()) if series.spread else 1
    return tr("least to greatest of {most}", most=most)


def _spread_words(series: Series, x: float) -> str:
    """The least and the greatest there, and of how many runs."""
    if series.spread is None:
        return ""
    at = int(np.searchsorted(series.x, x))
    low, high = (figure(float(ys[at])) for ys in (series.spread.low, series.spread.high))
    return tr(" ({low} to {high}, n {runs})", low=low, high=high, runs=series.spread.runs[at])
