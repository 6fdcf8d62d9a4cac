"""The better of two values of a quantity, and the best of many."""

import math
import struct
from collections.abc import Sequence

LOSS = "loss"
LOWER_IS_BETTER = frozenset((LOSS, "mse"))
"""Here and not in the records of the metrics: a list of runs imports none of these."""


def lower_is_better(quantity: str) -> bool:
    """Check whether a column of the history (`loss`, `val_loss`, `val_acc` …) should fall."""
    return quantity.removeprefix("val_") in LOWER_IS_BETTER


def better(quantity: str, value: float, than: float, min_delta: float = 0.0) -> bool:
    """Check whether `value` improves on `than` by more than `min_delta`; a NaN never does.

    As Keras's callbacks decide: the delta is taken off the new value in double precision, and
    the comparison is one of float32. A change of exactly `min_delta` then falls on the same
    side here and there.
    """
    if lower_is_better(quantity):
        return _single(value + min_delta) < _single(than)
    return _single(value - min_delta) > _single(than)


def _single(value: float) -> float:
    """The nearest float32; infinite where there is none."""
    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


def best_epoch(values: Sequence[float], quantity: str) -> int | None:
    """Index of the first best value; values that are not finite never win."""
    best: int | None = None
    for index, value in enumerate(values):
        if math.isfinite(value) and (best is None or better(quantity, value, values[best])):
            best = index
    return best
