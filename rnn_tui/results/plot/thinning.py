"""Making many points few enough for a screen, and smooth: numpy on the visible window only."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from rnn_tui.results.plot.curves import Floats

NEGLIGIBLE = 1e-9
"""Weights below this no longer move a smoothed value on any screen."""
BLOCK = 64


def window(x: Floats, y: Floats, left: float, right: float) -> tuple[Floats, Floats]:
    """The points with left <= x <= right, the line to the ones beyond cut at the edges."""
    first, last = (int(at) for at in (np.searchsorted(x, left), np.searchsorted(x, right, "right")))
    parts_x, parts_y = [x[first:last]], [y[first:last]]
    if 0 < first < x.size and x[first] > left:
        parts_x.insert(0, np.array([left]))
        parts_y.insert(0, np.array([_between(x, y, first, left)]))
    if 0 < last < x.size and x[last - 1] < right:
        parts_x.append(np.array([right]))
        parts_y.append(np.array([_between(x, y, last, right)]))
    if len(parts_x) == 1:
        return parts_x[0], parts_y[0]
    return np.concatenate(parts_x), np.concatenate(parts_y)


def _between(x: Floats, y: Floats, after: int, at: float) -> float:
    share = (at - x[after - 1]) / (x[after] - x[after - 1])
    return float(y[after - 1] + share * (y[after] - y[after - 1]))


def band(x: Floats, y: Floats, left: float, right: float, columns: int) -> tuple[Floats, Floats]:
    """At most two points a column, its least and its greatest y, so that no spike is lost.

    A column without a finite y becomes a gap. Few points come back as they are.
    """
    if x.size <= 2 * columns:
        return x, y
    starts, centres = _bins(x, left, right, columns)
    ends = np.stack((np.fmin.reduceat(y, starts), np.fmax.reduceat(y, starts)))
    # Every other column runs downwards, so that the line between columns follows the rim.
    ends[:, 1::2] = ends[::-1, 1::2]
    return np.repeat(centres, 2), ends.T.ravel()


def hull(
    x: Floats, low: Floats, high: Floats, left: float, right: float, columns: int
) -> tuple[Floats, Floats, Floats]:
    """At most one point a column: the least of the finite `low` there, the greatest `high`."""
    if x.size <= columns:
        return x, low, high
    starts, centres = _bins(x, left, right, columns)
    return centres, np.fmin.reduceat(low, starts), np.fmax.reduceat(high, starts)


def means(x: Floats, y: Floats, left: float, right: float, columns: int) -> tuple[Floats, Floats]:
    """At most one point a column, the mean of its finite y."""
    if x.size <= columns:
        return x, y
    starts, centres = _bins(x, left, right, columns)
    finite = np.isfinite(y)
    sums = np.add.reduceat(np.where(finite, y, 0.0), starts)
    counts = np.add.reduceat(finite, starts, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        return centres, sums / counts


def _bins(
    x: Floats, left: float, right: float, columns: int
) -> tuple[npt.NDArray[np.intp], Floats]:
    """Index of the first point of each column that has one, and where they are drawn: in the
    column's middle, but not beyond the points themselves, which the next series may go on from.
    """
    edges = np.linspace(left, right, columns + 1)
    bounds = np.searchsorted(x, edges)
    bounds[-1] = x.size
    some = np.flatnonzero(np.diff(bounds))
    middles = (edges[some] + edges[some + 1]) / 2
    return bounds[some], np.clip(middles, x[bounds[some]], x[bounds[some + 1] - 1])


def smooth(y: Floats, weight: float) -> Floats:
    """The exponential moving average, where `weight` (0 to 1) is what the past keeps a step.

    Bias-corrected: each value is the weighted mean of the finite ones so far, so that the
    first is y[0] itself. Gaps stay gaps, and the past fades across them.
    """
    if not weight or not y.size:
        return y
    finite = np.isfinite(y)
    sums = _faded_sum(np.where(finite, y, 0.0), weight)
    if finite.all():
        ages = np.minimum(np.arange(1, y.size + 1), memory(weight))
        counts = (1 - (weight ** np.arange(memory(weight) + 1))[ages]) / (1 - weight)
    else:
        counts = _faded_sum(finite.astype(np.float64), weight)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(finite, sums / counts, np.nan)


def _faded_sum(values: Floats, weight: float) -> Floats:
    """s[t] = values[t] + weight * s[t - 1].

    Within blocks as one matrix product; what a block hands on to the next is such a sum too.
    """
    blocks = np.zeros((-(-values.size // BLOCK), BLOCK))
    blocks.ravel()[: values.size] = values
    ages = np.arange(BLOCK)[:, None] - np.arange(BLOCK)
    sums = blocks @ np.where(ages >= 0, weight ** np.maximum(ages, 0), 0.0).T
    if len(blocks) > 1:
        handed_on = _faded_sum(sums[:, -1], weight**BLOCK)
        sums[1:] += handed_on[:-1, None] * weight ** np.arange(1, BLOCK + 1)
    return sums.ravel()[: values.size]


def memory(weight: float) -> int:
    """The number of earlier values that a smoothed one still depends on."""
    return int(np.ceil(np.log(NEGLIGIBLE) / np.log(weight))) if 0 < weight < 1 else 0


def stretches(y: Floats) -> Iterator[npt.NDArray[np.intp]]:
    """The indices between gaps."""
    finite = np.flatnonzero(np.isfinite(y))
    if finite.size:
        yield from np.split(finite, np.flatnonzero(np.diff(finite) > 1) + 1)
