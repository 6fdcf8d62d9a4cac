"""The norms of gradients that a compiled step takes are those of Keras's own gradients."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from test_parts import batches, network, steps_in

from rnn_tui.engine.build import build, build_stock
from rnn_tui.experiment import Experiment
from rnn_tui.runs.files.trace import GRADIENT, TraceWriter, layer_of_gradient, read_header

CASES: dict[str, tuple[dict[str, Any], int, str]] = {
    "as a whole": (
        {"words": 200, "masked": "true", "clip": "clipnorm = 0.01"},
        1,
        "auto",
    ),
    "in parts, rows of words": (
        {
            "words": 200,
            "classes": 3,
            "activation": "softmax",
            "loss": "sparse_categorical_crossentropy",
            "optimizer": "sgd",
        },
        3,
        "auto",
    ),
    "in parts, sums of words": ({"words": 10}, 3, "fused"),
    "not compiled": ({"optimizer": "adam", "kind": "SimpleRNN"}, 1, "off"),
}
"""The whole step clips gradients to a hundredth: the norms are those before that."""


def watching(case: str, *, watch: bool = True) -> Experiment:
    choices, _, engine = CASES[case]
    experiment = network(**choices)
    how = {"jit_compile": False, "engine": "stock"} if engine == "off" else {"engine": engine}
    train = experiment.train.model_copy(update={"watch_gradients": watch, **how})
    return experiment.model_copy(update={"train": train})


def of_keras(experiment: Experiment, weights: list[Any], x: Any, y: Any) -> list[float]:
    """The norm for each layer with weights, by Keras's own layers and loss, without a graph."""
    model = build_stock(experiment)
    model.set_weights(weights)
    binary = model.output_shape[-1] == 1
    loss = keras.losses.get(experiment.train.loss)
    with tf.GradientTape(persistent=True) as tape:
        predicted = model(x, training=True)
        mean = tf.reduce_mean(loss(y[:, None].astype(np.float32) if binary else y, predicted))
    norms = []
    for layer in model.layers:
        if layer.trainable_variables:
            values = [variable.value for variable in layer.trainable_variables]
            found = [tf.convert_to_tensor(each) for each in tape.gradient(mean, values)]
            norms.append(float(tf.linalg.global_norm(found)))
    return norms


@pytest.mark.parametrize("case", CASES)
def test_they_are_those_of_keras(case: str) -> None:
    experiment = watching(case)
    built = build(experiment, on_gpu=False)
    steps = steps_in(built, CASES[case][1])
    x, y = batches(experiment, steps=2)
    expected = []
    for i in range(2):
        before = build_weights(built)
        expected.append(of_keras(experiment, before, x[i], y[i]))
        steps.train(x[i : i + 1], y[i : i + 1])
    taken = [float(each.mean.result()) for each in built.watched]
    np.testing.assert_allclose(taken, np.mean(expected, axis=0), rtol=2e-4)
    assert min(taken) > 0
    names = [layer_of_gradient(each.mean.name) for each in built.watched]
    kind = experiment.layers[2].kind
    assert names == ["0 Embedding", "1 LSTM", f"2 {kind}", "4 Dense"]  # the Dropout has none


def build_weights(built: Any) -> list[Any]:
    return [np.array(each) for each in built.model.get_weights()]


def test_they_are_columns_of_the_trace_and_no_metrics(tmp_path: Path) -> None:
    built = build(watching("as a whole"), on_gpu=False)
    names = [metric.name for metric in built.means]
    assert names[:2] == ["loss", "acc"]
    assert all(name.startswith(GRADIENT) for name in names[2:])
    TraceWriter(tmp_path / "trace.bin", names).close()
    found, _ = read_header(tmp_path / "trace.bin")
    assert found.names[-len(names) :] == tuple(names)
    assert set(built.logs()) == {"loss", "acc"}
    assert len(built.metric_variables) == 2 * len(names)
    built.reset_metrics()
    assert [float(each.mean.count) for each in built.watched] == [0.0] * 4


@pytest.mark.parametrize("case", ["as a whole", "in parts, sums of words"])
def test_unasked_they_are_no_part_of_the_step(case: str) -> None:
    """The very graph that is compiled is the one of a program that knows of no such thing."""
    experiment = watching(case, watch=False)
    graphs = []
    for replaced in (False, True):
        with pytest.MonkeyPatch.context() as patch:
            if replaced:
                patch.setattr("rnn_tui.engine.parts.take", lambda *_: None)
            built = build(experiment, on_gpu=False)
            steps = steps_in(built, CASES[case][1])
            x, y = batches(experiment)
            steps.train(x, y)
            assert built.watched == ()
            assert "apply_gradients" not in vars(built.model.optimizer)
            (function,) = steps._compiled.values()
            graph = function.get_concrete_function().graph
            names = [op.type for op in graph.get_operations()]
            inner = sum(
                len(each.signature.output_arg) for each in graph.as_graph_def().library.function
            )
            graphs.append((names, inner, [w.tobytes() for w in built.model.get_weights()]))
    assert graphs[0] == graphs[1]


def test_watching_changes_no_bit_of_the_weights() -> None:
    found = []
    for watch in (False, True):
        experiment = watching("as a whole", watch=watch)
        built = build(experiment, on_gpu=False)
        steps_in(built, 1).train(*batches(experiment))
        found.append([each.tobytes() for each in built.model.get_weights()])
    assert found[0] == found[1]
