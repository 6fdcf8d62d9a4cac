"""What the loops in C leave as it is: values that others hold, zeros, and what is no number."""

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from rnn_tui.engine.native import library
from rnn_tui.engine.native.layers import for_xla, native_class
from rnn_tui.engine.native.optimizers import NATIVE_OPTIMIZERS
from tests.engine.test_fused import KINDS

pytestmark = pytest.mark.skipif(library.library() is None, reason=library.why_missing() or "-")


@pytest.mark.parametrize("name", ["SGD", "Adam"])
def test_a_table_is_changed_in_place_and_nobody_else_who_holds_it_sees_it(name: str) -> None:
    start = np.random.default_rng(0).normal(size=(6, 37)).astype("float32")
    table, optimizer = keras.Variable(start), NATIVE_OPTIMIZERS[name](0.1)
    optimizer.build([table])

    @tf.function(jit_compile=True, autograph=False)
    def step(rows: Any) -> Any:
        slices = tf.IndexedSlices(rows, tf.constant([1, 4, 1, 1]), tf.constant([6, 37]))
        before = table.value.read_value()
        with for_xla():
            optimizer.apply([slices], [table])
        return before, tf.reduce_sum(before)  # read after the step, too

    held = table.value.read_value()
    for _ in range(2):
        now = np.array(table.numpy())
        before, total = step(tf.ones((4, 37)))
        np.testing.assert_array_equal(before, now)
        assert float(total) == pytest.approx(now.sum(), rel=1e-5)
        assert not np.array_equal(table.numpy(), now)
    np.testing.assert_array_equal(held, start)


@pytest.mark.parametrize("kind", KINDS)
def test_a_gradient_that_is_no_number_goes_all_the_way_back(kind: str) -> None:
    """The way back ends where all is zero; what is NaN is not."""
    layer, x = native_class(kind)(5), tf.random.stateless_normal((3, 7, 4), [1, 2])
    layer.build(x.shape)

    @tf.function(jit_compile=True, autograph=False)
    def gradient(direction: Any) -> Any:
        with for_xla(), tf.GradientTape() as tape:
            tape.watch(x)
            loss = tf.reduce_sum(layer(x) * direction)
        return tape.gradient(loss, x)

    direction = np.zeros((3, 5), "float32")
    direction[1, 2] = np.nan
    found = gradient(tf.constant(direction)).numpy()
    assert np.isnan(found[1]).any(axis=1).all()
    assert not found[[0, 2]].any()
