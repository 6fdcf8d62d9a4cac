"""The metrics that an experiment may name."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rnn_tui.experiment.base import word_choice


@dataclass(frozen=True, slots=True)
class Metric:
    """`binary` and `categorical` are classes of `keras.metrics` for a single output and for one
    output a class; a metric that Keras lacks is `own`, a class of `engine/own_metrics.py`, made
    of the number of classes. `mean`: it is a mean over samples, so that an interval of batches
    has a value of its own. One that should fall, as an error,
    stands in `runs/state/ranking.py` as well."""

    name: str
    help: str
    binary: str = ""
    categorical: str = ""
    own: str = ""
    mean: bool = False

    def fits(self, *, single_output: bool) -> bool:
        """True if it takes one output for two classes, or else one output a class."""
        return bool(self.own or (self.binary if single_output else self.categorical))


METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric(
            "acc",
            "share of sequences classified correctly",
            binary="BinaryAccuracy",
            categorical="SparseCategoricalAccuracy",
            mean=True,
        ),
        Metric(
            "accuracy",
            "same as acc, by its long name",
            binary="BinaryAccuracy",
            categorical="SparseCategoricalAccuracy",
            mean=True,
        ),
        Metric("auc", "area under the ROC curve", binary="AUC"),
        Metric(
            "precision",
            "share of the predicted positives that are positive",
            binary="Precision",
        ),
        Metric("recall", "share of the positives that were found", binary="Recall"),
        Metric(
            "f1_score",
            "macro F1: the mean of the F1 of all classes",
            own="MacroF1",
        ),
        Metric(
            "mse",
            "Brier score: mean squared error of the probability of the second class",
            binary="MeanSquaredError",
            mean=True,
        ),
    )
}

if TYPE_CHECKING:
    MetricName = str
else:
    MetricName = word_choice(METRICS)
