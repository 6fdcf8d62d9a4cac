"""The metrics that an experiment may name, and which way each of them is better."""

import math
import struct
from dataclasses import dataclass
from typing import Literal

MetricName = Literal["acc", "accuracy", "auc", "precision", "recall", "f1_score"]


@dataclass(frozen=True, slots=True)
class Metric:
    """`mean`: a mean over samples, so that an interval of batches has a value of its own.
    `of_keras`: Keras has it under this name, and computes the same of class numbers."""

    name: MetricName
    mean: bool
    binary_only: bool
    help: str
    of_keras: bool = True


METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("acc", True, False, "share of sequences put into the right class"),
        Metric("accuracy", True, False, "the same as acc, under its long name"),
        Metric("auc", False, True, "area under the ROC curve"),
        Metric("precision", False, True, "share of the predicted positives that are positive"),
        Metric("recall", False, True, "share of the positives that were found"),
        Metric("f1_score", False, False, "macro F1: the mean of the F1 of all classes", False),
    )
}


def lower_is_better(quantity: str) -> bool:
    """Whether a column of the history (`loss`, `val_loss`, `val_acc` …) should fall."""
    return quantity.removeprefix("val_") == "loss"


def better(quantity: str, value: float, than: float, min_delta: float = 0.0) -> bool:
    """Whether `value` improves on `than` by more than `min_delta`; a NaN never does.

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
