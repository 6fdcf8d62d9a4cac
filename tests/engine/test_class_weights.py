"""Class weights in the loss as in Keras's `fit`, and macro F1 as Keras and scikit-learn have it."""

from dataclasses import replace
from functools import cache
from typing import Any

import keras
import numpy as np
import pytest
from sklearn.metrics import f1_score
from sklearn.utils.class_weight import compute_class_weight

from rnn_tui.engine.build import build, build_stock
from rnn_tui.engine.loop_choice import CompiledPart
from rnn_tui.engine.own_metrics import MacroF1
from rnn_tui.engine.sharing import part_sizes
from rnn_tui.engine.steps import Steps
from rnn_tui.experiment import Experiment, loads
from rnn_tui.experiment.class_weight import weights_of
from rnn_tui.results.evaluate import measures

SIZE, STEPS, TIMESTEPS, WORDS = 8, 5, 12, 20

NETWORK = """
name = "weighted"
[data]
source = "text"
path = "unread.csv"
num_words = 20
maxlen = 12
[[layers]]
kind = "Embedding"
input_dim = 20
output_dim = 6
mask_zero = true
[[layers]]
kind = "SimpleRNN"
units = 5
[[layers]]
kind = "Dense"
units = {units}
activation = "{activation}"
[train]
loss = "{loss}"
optimizer = "{optimizer}"
learning_rate = 0.01
metrics = ["acc", "f1_score"]
engine = "{engine}"
jit_compile = {jit}
"""

BINARY = {"units": 1, "activation": "sigmoid", "loss": "binary_crossentropy"}
THREE = {"units": 3, "activation": "softmax", "loss": "sparse_categorical_crossentropy"}
FUSED, STOCK = {"engine": "fused", "jit": "true"}, {"engine": "stock", "jit": "false"}

CASES: dict[str, dict[str, Any]] = {
    "two classes, fused": BINARY | FUSED,
    "two classes, stock": BINARY | STOCK,
    "two classes, fused, in parts": BINARY | FUSED | {"parts": 3},
    "two classes, optimizer uncompiled": BINARY | FUSED | {"step": CompiledPart.GRADIENTS},
    "three classes, fused": THREE | FUSED,
    "three classes, stock": THREE | STOCK,
    "three classes, adam, in parts": THREE | FUSED | {"parts": 2, "optimizer": "adam"},
}

UNWEIGHTED = ("two classes, fused", "three classes, fused", "three classes, stock")
"""Cases that are trained without weights as well; `test_parts.py` has the others."""

WEIGHTS = (3.0, 0.25, 0.0)


def network(**choices: Any) -> Experiment:
    return loads(NETWORK.format(**{"optimizer": "rmsprop"} | choices))


def batches(classes: int) -> tuple[Any, Any]:
    draw = np.random.default_rng(4)
    x = draw.integers(1, WORDS, (STEPS, SIZE, TIMESTEPS), dtype=np.int32)
    x[:, ::3, :4] = 0
    return x, draw.integers(0, classes, (STEPS, SIZE), dtype=np.int32)


@cache
def fitted(units: int, optimizer: str, weighted: bool) -> tuple[dict[str, Any], list[Any]]:
    """What `fit` comes to: its history, and the weights of the model."""
    kind = BINARY if units == 1 else THREE
    theirs = build_stock(network(**kind, **STOCK, optimizer=optimizer))
    x, y = batches(max(2, units))
    history = theirs.fit(
        x.reshape(-1, TIMESTEPS),
        y.reshape(-1),
        batch_size=SIZE,
        shuffle=False,
        verbose=0,
        class_weight=dict(enumerate(WEIGHTS[: max(2, units)])) if weighted else None,
    )
    return history.history, theirs.get_weights()


@pytest.mark.parametrize(
    ("case", "weighted"),
    [*((case, True) for case in CASES), *((case, False) for case in UNWEIGHTED)],
)
def test_some_steps_are_those_of_fit(case: str, weighted: bool) -> None:
    choices = {"optimizer": "rmsprop"} | CASES[case]
    parts, step = choices.pop("parts", 1), choices.pop("step", None)
    classes = max(2, choices["units"])
    x, y = batches(classes)
    weights = WEIGHTS[:classes] if weighted else ()
    built = build(network(**choices), on_gpu=False, class_weights=weights)
    if step is not None:  # as on a GPU
        built = replace(built, step=replace(built.step, part=step))
    steps = Steps(built, parts=lambda size: part_sizes(size, parts))
    running, _ = steps.train(x, y)
    history, theirs = fitted(choices["units"], choices["optimizer"], weighted)
    assert running[-1] == pytest.approx(history["loss"][0], rel=1e-4)
    assert built.logs()["acc"] == pytest.approx(history["acc"][0], rel=1e-6)
    for ours, keras_own in zip(built.model.get_weights(), theirs, strict=True):
        np.testing.assert_allclose(ours, keras_own, rtol=2e-3, atol=2e-5)


def test_an_evaluation_knows_of_no_weights() -> None:
    """As in `fit`, where val_loss is the plain one."""
    experiment = network(**BINARY, **STOCK)
    x, y = batches(2)
    logs = []
    for weights in ((), (5.0, 0.1)):
        built = build(experiment, on_gpu=False, class_weights=weights)
        Steps(built, parts=lambda size: [size]).evaluate(x, y)
        logs.append(built.logs())
    assert logs[0] == logs[1]


def test_balanced_weights_are_those_of_scikit_learn() -> None:
    labels = np.random.default_rng(1).choice(4, 1_000, p=[0.6, 0.3, 0.08, 0.02])
    counts = np.bincount(labels, minlength=4)
    theirs = compute_class_weight("balanced", classes=np.arange(4), y=labels)
    assert weights_of("balanced", list("abcd"), counts.tolist()) == pytest.approx(theirs)
    assert weights_of("balanced", ["a", "b", "c"], [3, 0, 1]) == pytest.approx((2 / 3, 1, 2))
    assert weights_of({"b": 5.0}, ["a", "b"], [1, 1]) == (1.0, 5.0)
    assert weights_of(None, ["a", "b"], [1, 1]) == ()


@pytest.mark.parametrize("classes", [2, 5])
def test_macro_f1_over_batches(classes: int) -> None:
    draw = np.random.default_rng(classes)
    labels = draw.integers(0, classes, 600).astype(np.int32)
    share = draw.dirichlet([0.5] * classes, 600).astype(np.float32)
    share[:300] = 0.7 * np.eye(classes, dtype=np.float32)[labels[:300]] + 0.3 / classes
    outputs = share[:, 1:] if classes == 2 else share
    targets = labels[:, np.newaxis].astype(np.float32) if classes == 2 else labels
    metric = MacroF1(classes)
    for first in range(0, 600, 70):
        metric.update_state(targets[first : first + 70], outputs[first : first + 70])
    guess = share.argmax(axis=1)
    found = float(metric.result())
    assert found == pytest.approx(f1_score(labels, guess, average="macro"), abs=1e-6)
    theirs = keras.metrics.F1Score(average="macro", threshold=0.5)
    theirs.update_state(np.eye(classes)[labels], np.eye(classes)[guess])
    assert found == pytest.approx(float(theirs.result()), abs=1e-5)
    assert measures.f1_score(labels, share) == pytest.approx(found, abs=1e-6)
    metric.reset_state()
    assert float(metric.result()) == 0.0


def test_a_class_that_does_not_occur_does_not_count() -> None:
    metric = MacroF1(4)
    metric.update_state(np.array([0, 0, 1, 1]), np.eye(4)[[0, 1, 1, 1]])
    expected = f1_score([0, 0, 1, 1], [0, 1, 1, 1], average="macro")
    assert float(metric.result()) == pytest.approx(expected, abs=1e-6)


def test_the_state_of_the_metric_is_there_before_the_first_step() -> None:
    """A checkpoint that is taken up fills it."""
    built = build(network(**THREE, **FUSED), on_gpu=False)
    assert [variable.shape for variable in built.metrics[-1].variables] == [(3,)] * 3
