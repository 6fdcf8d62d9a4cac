"""The metrics that an experiment may name; `rnn_tui.ranking` tells which way they are better."""

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
