"""The metrics that an experiment may name; `runs.state.ranking` says which way is better."""

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
