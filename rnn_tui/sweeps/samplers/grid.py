"""All combinations; the last key changes fastest. Without keys there is one, of no values."""

from collections.abc import Sequence
from math import prod
from typing import Any

from rnn_tui.experiment.space import Space


def size(space: Space) -> int:
    """The number of combinations."""
    return prod(len(_points(space, key)) for key in space)


def values(space: Space, number: int) -> dict[str, Any]:
    """The combination of this number, 0 <= number < size."""
    found: dict[str, Any] = {}
    for key in reversed(space):
        points = _points(space, key)
        number, index = divmod(number, len(points))
        found[key] = points[index]
    return {key: found[key] for key in space}


def _points(space: Space, key: str) -> Sequence[Any]:
    points = space[key].points
    assert points is not None, f"a grid over {key}, a range without a step"
    return points
