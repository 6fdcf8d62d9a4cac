"""The layers of points that a view of some curves gives a plot."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from rnn_tui.results.plot import thinning
from rnn_tui.results.plot.curves import Curves, Floats, Role, Series, Spread
from rnn_tui.results.plot.view import Show, View
from rnn_tui.wording.numbers import short_number

DOTS = 6
"""Dots along a line of means."""


@dataclass(frozen=True, slots=True, eq=False)
class PlotLayer:
    """Points ready to be drawn, few enough for the screen: a line, dots or the band of a series.

    A band lies between `y` and `top`; lines and dots have no `top`. The `lead` is a trace that
    is not behind anything else.
    """

    series: Series
    x: Floats
    y: Floats
    line: bool = False
    smoothed: bool = False
    several: bool = False
    named: bool = True
    top: Floats | None = None
    lead: bool = False

    @property
    def name(self) -> str:
        return self.series.name

    @property
    def seen(self) -> bool:
        """True where there is a point to draw."""
        return bool(np.isfinite(self.y).any())

    @property
    def dots(self) -> bool:
        """True where each point has a marker of its own."""
        return not self.line and self.top is None


def plot_layers(curves: Curves, view: View, columns: int) -> list[PlotLayer]:
    """Layers to draw, the lowest first. On a log scale what is not above 0 is a gap."""
    left, right = view.bounds(curves)
    lead = curves.young and not view.trace
    view = replace(view, trace=view.traces(curves))
    drawn: list[PlotLayer] = []
    for series in view.series(curves):
        for layer in _layers_of(series, curves, view, columns, (left, right)):
            if view.log:
                layer = _above_zero(layer)
            traced = series.role == Role.TRACE
            drawn.append(replace(layer, several=curves.several, lead=lead and traced))
    # Dots lie above lines and lines above bands, whichever run they belong to.
    return sorted(drawn, key=lambda layer: (layer.top is None, not layer.line))


def _above_zero(layer: PlotLayer) -> PlotLayer:
    """A band that reaches below has its lower end at the least value that a log scale shows."""
    if layer.top is None:
        return replace(layer, y=np.where(layer.y > 0, layer.y, np.nan))
    positive = np.concatenate([layer.y[layer.y > 0], layer.top[layer.top > 0]])
    least = positive.min() if positive.size else np.nan
    top = np.where(layer.top > 0, layer.top, np.nan)
    return replace(layer, y=np.where(layer.y > 0, layer.y, least), top=top)


def _layers_of(
    series: Series, curves: Curves, view: View, columns: int, ends: tuple[float, float]
) -> Iterator[PlotLayer]:
    left, right = ends
    if series.role == Role.MEASURE:
        yield from _measured(series, view, columns, ends, several=curves.several)
        return
    if series.spread is not None and _banded(series, curves, view):
        yield _band(series, series.spread, columns, ends)
    x, y = thinning.window(series.x, series.y, left, right)
    traced = series.role == Role.TRACE
    smoothed = _smoothed(series, view, columns, ends) if _smooths(series, view) else None
    raw_line = smoothed is None or (traced and not curves.several)
    if raw_line and (traced or series.role == Role.VALIDATION):
        yield PlotLayer(series, *thinning.band(x, y, left, right, columns), line=True)
    if smoothed is not None:
        yield smoothed
    if traced or (series.role == Role.VALIDATION and not _dotted(curves, view)):
        return
    inside = (series.x >= left) & (series.x <= right)
    dots = thinning.band(series.x[inside], series.y[inside], left, right, columns)
    yield PlotLayer(series, *dots)


def _measured(
    series: Series, view: View, columns: int, ends: tuple[float, float], *, several: bool
) -> Iterator[PlotLayer]:
    """A line of means, smoothed on request; of several a few dots tell them apart."""
    left, right = ends
    y = thinning.smooth(series.y, view.smoothing)
    x, y = thinning.means(*thinning.window(series.x, y, left, right), left, right, columns)
    yield PlotLayer(series, x, y, line=True)
    if several:
        every = max(1, x.size // DOTS)
        yield PlotLayer(series, x[every // 2 :: every], y[every // 2 :: every])


def _banded(series: Series, curves: Curves, view: View) -> bool:
    """One band a group: that of the validation, of the training where the former is not seen."""
    if series.role == Role.VALIDATION:
        return True
    return view.show == Show.TRAINING or curves.of(Role.VALIDATION, series.run) is None


def _band(series: Series, spread: Spread, columns: int, ends: tuple[float, float]) -> PlotLayer:
    left, right = ends
    x, low = thinning.window(series.x, spread.low, left, right)
    _, high = thinning.window(series.x, spread.high, left, right)
    x, low, high = thinning.hull(x, low, high, left, right, columns)
    return PlotLayer(series, x, low, top=high)


def _smooths(series: Series, view: View) -> bool:
    """With the trace on, it is the trace that stands for the training."""
    if not view.smoothing or series.x.size < 3:
        return False
    if series.role == Role.TRAINING:
        return not view.trace
    return series.role in (Role.TRACE, Role.VALIDATION)


def _smoothed(series: Series, view: View, columns: int, ends: tuple[float, float]) -> PlotLayer:
    """Only as far back as the values in the window remember."""
    left, right = ends
    first = int(np.searchsorted(series.x, left)) - thinning.memory(view.smoothing)
    last = int(np.searchsorted(series.x, right, "right")) + 1
    part = slice(max(first, 0), last)
    y = thinning.smooth(series.y[part], view.smoothing)
    x, y = thinning.window(series.x[part], y, left, right)
    name = f"{series.name}, smoothed {short_number(view.smoothing)}"
    named = series.role != Role.TRAINING
    layer = PlotLayer(replace(series, name=name), *thinning.means(x, y, left, right, columns))
    return replace(layer, line=True, smoothed=True, named=named)


def _dotted(curves: Curves, view: View) -> bool:
    """True where the validation has a marker at each epoch, to tell it from other lines."""
    return curves.several or view.trace or view.smoothing > 0
