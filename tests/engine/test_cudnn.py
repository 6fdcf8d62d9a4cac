"""The layers that call cuDNN, with what it computes put in its place: there is no GPU here."""

from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rnn_tui.engine.fused import cudnn_class
from rnn_tui.engine.fused.cudnn import Places, cudnn
from tests.engine.cudnn_on_cpu import cudnn_on_cpu
from tests.engine.test_fused import (
    BATCH,
    CASES,
    KINDS,
    TIMESTEPS,
    assert_close,
    batch,
    outputs_and_gradients,
    twins,
)


@pytest.fixture(autouse=True)
def in_place_of_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rnn_tui.engine.fused.cudnn.cudnn", cudnn_on_cpu)


USUAL = (
    "last",
    "backwards, sequences, masked",
    "bidirectional, sequences, masked",
    "no bias",
    "last, zero where masked",
    "dropout, masked, jit",
)


@pytest.mark.parametrize("case", USUAL)
@pytest.mark.parametrize("kind", KINDS)
def test_outputs_and_gradients_are_keras_s(kind: str, case: str) -> None:
    make, masked, _ = CASES[case]
    stock, ours = twins(kind, make, cudnn_class)
    x, mask = batch()
    found = [outputs_and_gradients(each, x, mask if masked else None) for each in (ours, stock)]
    assert_close(*found)


MASKS = {
    "in front": [[0, 0, 0, 1, 1, 1, 1], [0, 1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0, 1]],
    "behind": [[1, 1, 1, 1, 0, 0, 0], [1, 1, 1, 1, 1, 1, 0], [1, 0, 0, 0, 0, 0, 0]],
    "one all padding": [[0] * 7, [1] * 7, [0, 0, 0, 0, 0, 1, 1]],
    "all padding": [[0] * 7] * 3,
    "holes": [[0, 1, 0, 1, 1, 0, 1], [1, 0, 0, 0, 0, 0, 1], [0, 1, 0, 0, 0, 0, 0]],
}


@pytest.mark.parametrize("masked", MASKS)
@pytest.mark.parametrize("kind", KINDS)
def test_wherever_the_padding_is(kind: str, masked: str) -> None:
    """Stock is run eagerly, which is quicker than to trace it for every mask."""
    stock, ours = twins(kind, lambda layer: layer(4, return_sequences=True), cudnn_class)
    x, mask = batch()[0], tf.constant(np.array(MASKS[masked], bool))
    assert mask.shape == (BATCH, TIMESTEPS)
    found = []
    for layer in (ours, stock):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x, mask=mask)
            loss = tf.reduce_sum(tf.sin(y))
        weights = [v.value for v in layer.trainable_variables]
        found.append([t.numpy() for t in (y, *tape.gradient(loss, [x, *weights]))])
    np.testing.assert_array_equal(found[0][0] == 0, found[1][0] == 0)
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


alive = st.tuples(st.integers(1, 5), st.integers(1, 12)).flatmap(lambda n: arrays(np.bool_, n))


@settings(deadline=None, max_examples=100)
@given(alive)
def test_the_living_timesteps_come_first_and_go_back(mask: Any) -> None:
    places = Places(tf.constant(mask))
    x = tf.constant(np.arange(1.0, mask.size + 1).reshape(*mask.shape, 1), tf.float32)
    moved, back = places.gathered(x).numpy(), places.spread(places.gathered(x)).numpy()
    np.testing.assert_array_equal(places.lengths, np.maximum(mask.sum(axis=1), 1))
    for row, living in enumerate(mask):
        kept = x.numpy()[row][living]
        np.testing.assert_array_equal(moved[row][: len(kept)], kept)
        held = np.concatenate([[[0.0]], kept])[np.cumsum(living)]
        np.testing.assert_array_equal(back[row], held)


def test_what_is_called_on_a_gpu_has_the_shapes_of_the_stand_in() -> None:
    """The real call can be traced without a GPU, not executed."""
    for mode, gates, biases in (("rnn_tanh", 1, 2), ("lstm", 4, 8), ("gru", 3, 6)):
        size = gates * (4 * 5 + 4 * 4) + biases * 4

        @tf.function(autograph=False)
        def call(x: Any, parameters: Any, mode: str = mode) -> Any:
            return cudnn(mode, x, parameters, tf.constant([7, 7, 2]), 4)

        traced = call.get_concrete_function(tf.zeros([3, 7, 5]), tf.zeros([size]))
        assert [each.shape for each in traced.structured_outputs] == [(3, 7, 4), (3, 4)]
        (node,) = [op for op in traced.graph.get_operations() if op.type == "CudnnRNNV3"]
        assert node.get_attr("rnn_mode") == mode.encode()
        stand_in = cudnn_on_cpu(mode, tf.zeros([3, 7, 5]), tf.zeros([size]), [7, 7, 2], 4)
        assert [each.shape for each in stand_in] == [(3, 7, 4), (3, 4)]
