"""Loss and metrics of an evaluation against Keras's own, on the same probabilities."""

import keras
import numpy as np
import pytest

from rnn_tui.results.evaluate import measures
from tests.trained_runs import EMBEDDING, RNN, SIGMOID, experiment

METRICS = {
    "acc": keras.metrics.BinaryAccuracy,
    "auc": keras.metrics.AUC,
    "precision": keras.metrics.Precision,
    "recall": keras.metrics.Recall,
}


@pytest.mark.parametrize(("spread", "exact"), [(0.1, 1e-5), (2.0, 1e-5), (12.0, 3e-3)])
def test_two_classes(spread: float, exact: float) -> None:
    """At the largest spread hundreds of answers are certain, and Keras rounds 1 - 1e-7."""
    draw = np.random.default_rng(int(spread))
    labels = draw.integers(0, 2, 3_000).astype(np.int32)
    logits = draw.normal(scale=spread, size=3_000) + labels
    positive = (1 / (1 + np.exp(-logits))).astype(np.float32)
    of = experiment(EMBEDDING, RNN, SIGMOID, metrics=list(METRICS))
    found = measures.logs(of, labels, np.stack((1 - positive, positive), axis=1))
    targets = labels[:, np.newaxis].astype(np.float32)
    for name, kind in METRICS.items():
        metric = kind()
        metric.update_state(targets, positive[:, np.newaxis])
        assert found[name] == pytest.approx(float(metric.result()), abs=1e-6), name
    loss = keras.losses.BinaryCrossentropy()(targets, positive[:, np.newaxis])
    assert found["loss"] == pytest.approx(float(loss), rel=exact)


def test_several_classes() -> None:
    draw = np.random.default_rng(1)
    labels = draw.integers(0, 4, 1_000).astype(np.int32)
    share = draw.dirichlet([0.2] * 4, 1_000).astype(np.float32)
    metric = keras.metrics.SparseCategoricalAccuracy()
    metric.update_state(labels, share)
    assert measures.accuracy(labels, share) == pytest.approx(float(metric.result()))
    loss = keras.losses.SparseCategoricalCrossentropy()(labels, share)
    assert measures.crossentropy(labels, share) == pytest.approx(float(loss), rel=1e-5)
