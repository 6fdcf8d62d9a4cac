"""A curve in one line of text: as many characters as there is room, one of eight heights each."""

import itertools
import math
from collections.abc import Sequence

HEIGHTS = "▁▂▃▄▅▆▇█"
MIDDLE = "▄"


def sparkline(values: Sequence[float], width: int) -> str:
    """The values from the first to the last; where there are more than `width`, means of some.

    What is not finite is a gap, a curve that never moves lies at half the height.
    """
    points = _fitted(values, width)
    finite = [point for point in points if math.isfinite(point)]
    if not finite:
        return ""
    low, span = min(finite), max(finite) - min(finite)
    if not span:
        return "".join(MIDDLE if math.isfinite(point) else " " for point in points)
    top = len(HEIGHTS) - 1
    return "".join(
        HEIGHTS[round((point - low) / span * top)] if math.isfinite(point) else " "
        for point in points
    )


def _fitted(values: Sequence[float], width: int) -> list[float]:
    count = len(values)
    if count <= width or width <= 0:
        return list(values)[: max(0, width)]
    edges = [index * count // width for index in range(width + 1)]
    return [_mean(values[left:right]) for left, right in itertools.pairwise(edges)]


def _mean(values: Sequence[float]) -> float:
    finite = [value for value in values if math.isfinite(value)]
    return math.fsum(finite) / len(finite) if finite else math.nan
