"""The metrics that an experiment may name, and which way each of them is better."""

from dataclasses import dataclass
from typing import Literal

MetricName = Literal["acc", "accuracy", "auc", "precision", "recall"]


@dataclass(frozen=True, slots=True)
class Metric:
    """`mean`: a mean over samples, so that an interval of batches has a value of its own."""

    name: MetricName
    mean: bool
    binary_only: bool
    help: str


METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("acc", True, False, "share of sequences put into the right class"),
        Metric("accuracy", True, False, "the same as acc, under its long name"),
        Metric("auc", False, True, "area under the ROC curve"),
        Metric("precision", False, True, "share of the predicted positives that are positive"),
        Metric("recall", False, True, "share of the positives that were found"),
    )
}


def lower_is_better(quantity: str) -> bool:
    """Whether a column of the history (`loss`, `val_loss`, `val_acc` …) should fall."""
    return quantity.removeprefix("val_") == "loss"


def better(quantity: str, value: float, than: float, min_delta: float = 0.0) -> bool:
    """Whether `value` improves on `than` by more than `min_delta`; a NaN never does."""
    if lower_is_better(quantity):
        return value < than - min_delta
    return value > than + min_delta
