"""Loss, metrics and counts from probabilities, as Keras computes them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnn_tui.data.sequences import Ints, Longs
from rnn_tui.experiment import Experiment
from rnn_tui.runs.state.class_scores import macro_f1

Floats = NDArray[np.floating[Any]]
Confusion = tuple[tuple[int, ...], ...]
"""`confusion[true][predicted]` counts texts."""

EPSILON = 1e-7  # Keras's: no probability counts as certain
THRESHOLDS = 200  # of Keras's AUC
BANDS = 8


@dataclass(frozen=True, slots=True)
class Band:
    """Texts of `shortest` to `longest` tokens; `right` of the `texts` got their class."""

    shortest: int
    longest: int
    texts: int
    right: int

    @property
    def accuracy(self) -> float:
        return self.right / self.texts


def logs(experiment: Experiment, labels: Ints, probabilities: Floats) -> dict[str, float]:
    """The loss and the experiment's metrics. labels (n,), probabilities (n, classes)."""
    train = experiment.train
    found = {"loss": LOSS_MEASURES[train.loss](labels, probabilities)}
    return found | {name: METRIC_MEASURES[name](labels, probabilities) for name in train.metrics}


def crossentropy(labels: Ints, probabilities: Floats) -> float:
    """Mean crossentropy, of two classes as of more."""
    sure = np.clip(probabilities.astype(float), EPSILON, 1 - EPSILON)
    right = sure[np.arange(len(labels)), labels] / sure.sum(axis=1)
    return float(-np.log(right).mean())


def accuracy(labels: Ints, probabilities: Floats) -> float:
    return float((probabilities.argmax(axis=1) == labels).mean())


def precision(labels: Ints, probabilities: Floats) -> float:
    """Share of the predicted positives that are positive; 0 where there are none."""
    predicted = probabilities.argmax(axis=1) == 1
    return float((labels[predicted] == 1).sum() / max(1, predicted.sum()))


def recall(labels: Ints, probabilities: Floats) -> float:
    """Share of the positives that were found; 0 where there are none."""
    positive = labels == 1
    return float((probabilities[positive].argmax(axis=1) == 1).sum() / max(1, positive.sum()))


def auc(labels: Ints, probabilities: Floats) -> float:
    """Area under the ROC curve through 200 thresholds, which is why it is not exact."""
    inner = np.arange(1, THRESHOLDS - 1) / (THRESHOLDS - 1)
    thresholds = np.concatenate(([-EPSILON], inner, [1 + EPSILON])).astype(np.float32)
    share = np.sort(probabilities[labels == 1, 1]), np.sort(probabilities[labels != 1, 1])
    hit, false = (
        (len(ordered) - np.searchsorted(ordered, thresholds, side="right")) / max(1, len(ordered))
        for ordered in share
    )
    return float(-np.sum(np.diff(false) * (hit[1:] + hit[:-1]) / 2))


def f1_score(labels: Ints, probabilities: Floats) -> float:
    """Macro F1, the mean over all classes that occur."""
    return macro_f1(confusion(labels, probabilities.argmax(axis=1), probabilities.shape[1]))


def brier(labels: Ints, probabilities: Floats) -> float:
    """Mean squared error of the probability of the positive class (Brier 1950)."""
    return float(np.square(probabilities[:, 1].astype(float) - labels).mean())


def confusion(labels: Ints, predicted: Longs, classes: int) -> Confusion:
    counts = np.bincount(labels * np.int64(classes) + predicted, minlength=classes**2)
    return tuple(tuple(row) for row in counts.reshape(classes, classes).tolist())


def by_length(lengths: Longs, right: NDArray[np.bool_], maxlen: int) -> tuple[Band, ...]:
    """Bands of about as many texts each; those that are cut at `maxlen` form bands of their own."""
    edges = np.quantile(lengths, np.arange(1, BANDS) / BANDS, method="lower")
    edges = np.unique(np.append(edges, maxlen))
    place = np.searchsorted(edges, lengths, side="left")
    return tuple(
        Band(
            int(lengths[inside].min()),
            int(lengths[inside].max()),
            int(inside.sum()),
            int(right[inside].sum()),
        )
        for band in range(len(edges) + 1)
        if (inside := place == band).any()
    )


Measure = Callable[[Ints, Floats], float]

LOSS_MEASURES: dict[str, Measure] = {
    "binary_crossentropy": crossentropy,
    "sparse_categorical_crossentropy": crossentropy,
}

METRIC_MEASURES: dict[str, Measure] = {
    "acc": accuracy,
    "accuracy": accuracy,
    "auc": auc,
    "precision": precision,
    "recall": recall,
    "f1_score": f1_score,
    "mse": brier,
}
