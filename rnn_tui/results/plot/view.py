"""The part of some curves that is looked at, and how."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from rnn_tui.results.plot.curves import Curves, Role, Series

MARGIN = 0.02
LEAST_SPAN = 1e-3
SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
"""Parts of the first epoch that are shown one after the other, so that its curve has the room."""


class Show(StrEnum):
    """The curves over the epochs that are shown."""

    BOTH = "both"
    VALIDATION = "validation"
    TRAINING = "training"


class Held(NamedTuple):
    """The ends of an axis that does not follow its curves."""

    quantity: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class View:
    """A way to look at curves. `left` … `right` is the window in epochs, None for all of them.

    `smoothing` is the weight of the past in the moving average, 0 for none; `cursor` an x. The y
    axes of the `held` quantities stay as they are, whichever run is shown.
    """

    left: float | None = None
    right: float | None = None
    log: bool = False
    trace: bool = False
    smoothing: float = 0.0
    show: Show = Show.BOTH
    cursor: float | None = None
    held: tuple[Held, ...] = ()

    def held_range(self, quantity: str) -> tuple[float, float] | None:
        """The least and the greatest y of a quantity that is held; a log scale takes none below."""
        for each in self.held:
            if each.quantity == quantity and (each.low > 0 or not self.log):
                return each.low, each.high
        return None

    def holding(self, quantity: str, ends: tuple[float, float] | None) -> "View":
        """With the y axis of the quantity held at these ends, or let go where it is held."""
        others = tuple(each for each in self.held if each.quantity != quantity)
        if len(others) < len(self.held) or ends is None:
            return replace(self, held=others)
        return replace(self, held=(*others, Held(quantity, *ends)))

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
            case Role.BEST | Role.MEASURE | Role.PRUNED:
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
        if furthest < 1 and curves.within_epochs:
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
