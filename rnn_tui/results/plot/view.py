"""The part of some curves that is looked at, and the layers of points that it gives a plot."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from rnn_tui.results.plot import thinning
from rnn_tui.results.plot.curves import Curves, Floats, Role, Series, Spread
from rnn_tui.wording.numbers import short_number

MARGIN = 0.02
LEAST_SPAN = 1e-3
SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
"""Parts of the first epoch that are shown one after the other, so that its curve has the room."""


class Show(StrEnum):
    """The curves over the epochs that are shown."""

    BOTH = "both"
    VALIDATION = "validation"
    TRAINING = "training"


@dataclass(frozen=True, slots=True)
class View:
    """A way to look at curves. `left` … `right` is the window in epochs, None for all of them.

    `smoothing` is the weight of the past in the moving average, 0 for none; `cursor` an x.
    """

    left: float | None = None
    right: float | None = None
    log: bool = False
    trace: bool = False
    smoothing: float = 0.0
    show: Show = Show.BOTH
    cursor: float | None = None

    def series(self, curves: Curves) -> tuple[Series, ...]:
        """Those of the curves that are to be seen, the one to be drawn last at the end."""
        return tuple(series for series in curves.series if self._shows(curves, series))

    def _shows(self, curves: Curves, series: Series) -> bool:
        match series.role:
            case Role.TRACE:
                return self.traces(curves)
            case Role.VALIDATION:
                return self.show != Show.TRAINING
            case Role.TRAINING | Role.PARTIAL:
                # A run without validation is not hidden.
                alone = curves.of(Role.VALIDATION, series.run) is None
                return self.show != Show.VALIDATION or alone
            case Role.BEST:
                return True

    def traces(self, curves: Curves) -> bool:
        """True where the batches are shown: on request, and as long as they are all there is."""
        return self.trace or curves.young

    def bounds(self, curves: Curves) -> tuple[float, float]:
        """Left and right end of the window. All of it runs from and to whole epochs."""
        whole = self.whole(curves)
        left = whole[0] if self.left is None else self.left
        right = whole[1] if self.right is None else self.right
        return (left, right) if right - left >= LEAST_SPAN else whole

    def whole(self, curves: Curves) -> tuple[float, float]:
        """The bounds of all that there is to see, with a little room for the outermost dots."""
        ends = [(series.x[0], series.x[-1]) for series in self.series(curves)]
        if not ends:
            return 0.0, 1.0
        left = 0.0 if min(first for first, _ in ends) < 1 else 1.0
        furthest = max(last for _, last in ends)
        right = float(math.ceil(furthest - 1e-9))
        if furthest < 1 and curves.young:
            right = next(share for share in SHARES if share >= furthest)
        if left == right:
            return left - 0.5, right + 0.5
        room = MARGIN * (right - left)
        return left - room, right + room

    def zoomed(self, curves: Curves, factor: float, around: float | None = None) -> "View":
        """`factor` times as many epochs in the window, `around` staying where it is."""
        whole, (left, right) = self.whole(curves), self.bounds(curves)
        pivot = (left + right) / 2 if around is None else min(max(around, left), right)
        if (right - left) * factor >= (whole[1] - whole[0]) * (1 - 1e-6):
            return replace(self, left=None, right=None)
        factor = max(factor, LEAST_SPAN * 10 / (right - left))
        left, right = pivot - (pivot - left) * factor, pivot + (right - pivot) * factor
        return replace(self, left=left, right=right)._held(whole)

    def panned(self, curves: Curves, share: float) -> "View":
        """Moved by a share of the window, as far as there is something to see."""
        if self.left is None or self.right is None:
            return self
        shift = share * (self.right - self.left)
        moved = replace(self, left=self.left + shift, right=self.right + shift)
        return moved._held(self.whole(curves))

    def stop(self, curves: Curves, columns: int, x: float | None, steps: int) -> float | None:
        """The place of a cursor that goes `steps` on from `x`: on the points over the epochs.

        With the trace on, every column of the plot is one. None where there are no points.
        """
        points = [series.x for series in self.series(curves)]
        if not points:
            return None
        left, right = self.bounds(curves)
        if self.traces(curves):
            first, last = min(xs[0] for xs in points), max(xs[-1] for xs in points)
            column = (right - left) / max(columns - 1, 1)
            at = right if x is None else x + steps * column
            return float(min(max(at, first), last))
        stops = np.unique(np.concatenate(points))
        if x is None:
            seen = stops[(stops >= left) & (stops <= right)]
            return float(seen[-1] if seen.size else stops[-1])
        index = int(np.abs(stops - x).argmin()) + steps
        return float(stops[min(max(index, 0), stops.size - 1)])

    def following(self, curves: Curves, cursor: float | None) -> "View":
        """With the cursor there, and the window moved so that it is in sight."""
        view = replace(self, cursor=cursor)
        left, right = self.bounds(curves)
        if cursor is None or self.left is None or self.right is None or left <= cursor <= right:
            return view
        shift = cursor - (left if cursor < left else right)
        return replace(view, left=left + shift, right=right + shift)._held(self.whole(curves))

    def _held(self, whole: tuple[float, float]) -> "View":
        """The window pushed back to between the ends of `whole`."""
        assert self.left is not None
        assert self.right is not None
        shift = max(whole[0] - self.left, 0.0) or min(whole[1] - self.right, 0.0)
        return replace(self, left=self.left + shift, right=self.right + shift)


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
