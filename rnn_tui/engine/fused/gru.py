"""GRU: Cho et al. 2014 in the variant of cuDNN, which Keras calls `reset_after=True`.

The formulas and the order of the gates (z, r, candidate) are those of `keras.layers.GRU`, whose
bias (2, 3 * units) has one row for the input and one for the state:

    z, r = sigmoid(W x_t + b_x + R h_{t-1} + b_h)
    g = tanh(W_g x_t + b_xg + r (R_g h_{t-1} + b_hg)),  h_t = z h_{t-1} + (1 - z) g

`reset_after=False` resets before the product with R_g, which then has to wait for r: stock.
"""

from typing import Any

import keras
import tensorflow as tf

from rnn_tui.engine.fused.layer import FusedLayer
from rnn_tui.engine.fused.loops import (
    Tensor,
    Tensors,
    after,
    backwards,
    forwards,
    only_alive,
    outer_sum,
    zero_rows,
    zero_state,
)


@keras.saving.register_keras_serializable(package="rnn_tui")
class FusedGRU(FusedLayer, keras.layers.GRU):  # type: ignore[misc]
    """`keras.layers.GRU`, computed faster."""

    def falls_back(self) -> bool:
        cell: Any = self.cell
        return super().falls_back() or not cell.reset_after

    def recur(self, projected: Tensor, alive: Tensor | None, sequences: bool) -> Tensor:
        cell: Any = self.cell
        candidate_bias = tf.zeros([cell.units])
        if cell.bias is not None:
            of_input, of_state = tf.unstack(tf.convert_to_tensor(cell.bias))
            gates, candidate_bias = tf.split(of_state, [2 * cell.units, cell.units])
            projected = projected + of_input + tf.pad(gates, [[0, cell.units]])
        projected = only_alive(projected, alive)
        recurrent = tf.convert_to_tensor(cell.recurrent_kernel)
        return _recurrence(projected, recurrent, candidate_bias, alive, sequences)


def _recurrence(
    projected: Tensor,
    recurrent: Tensor,
    bias: Tensor,
    alive: Tensor | None,
    sequences: bool,
) -> Tensor:
    @tf.custom_gradient
    def run(projected: Tensor, recurrent: Tensor, bias: Tensor) -> Any:
        gates, g, inner, before, last = _forward(projected, recurrent, bias, alive)

        def gradient(upstream: Tensor) -> Tensors:
            to_all, to_last = (upstream, None) if sequences else (None, upstream)
            z, r = tf.split(gates, 2, axis=2)
            to_g = (1.0 - z) * (1.0 - g * g)
            to_r = to_g * inner * r * (1.0 - r)
            to_z = (before - g) * z * (1.0 - z)
            to_gates = only_alive(tf.concat([to_z, to_r, to_g * r], axis=2), alive)
            d_h = _backward(to_gates, z, recurrent, alive, to_all, to_last)
            d_inner = to_gates * tf.tile(d_h, [1, 1, 3])
            d_g = only_alive(to_g * d_h, alive)
            d_projected = tf.concat([d_inner[:, :, : -g.shape[2]], d_g], axis=2)
            d_bias = tf.reduce_sum(d_inner[:, :, -g.shape[2] :], axis=[0, 1])
            return d_projected, outer_sum(before, d_inner), d_bias

        return (after(before, last) if sequences else last), gradient

    return run(projected, recurrent, bias)


def _forward(projected: Tensor, recurrent: Tensor, bias: Tensor, alive: Tensor | None) -> Tensors:
    """z and r (.., .., 2 * units), g, R_g h + b_hg and h before every step; h after the last."""
    units = recurrent.shape[0]
    of_gates, of_candidate = tf.split(projected, [2 * units, units], axis=2)

    def step(rows: Tensors, states: Tensors) -> tuple[Tensors, Tensors]:
        (h,) = states
        from_h = tf.matmul(h, recurrent)
        gates = tf.sigmoid(rows[0] + from_h[:, : 2 * units])
        z, r = tf.split(gates, 2, axis=1)
        inner = from_h[:, 2 * units :] + bias
        g = tf.tanh(rows[1] + r * inner)
        return (gates, g, inner, h), (g + z * (h - g),)

    rows = [of_gates, of_candidate, zero_rows(projected, units), zero_rows(projected, units)]
    start = (zero_state(projected, units),)
    written, last = forwards(step, rows, start, writes=4, alive=alive)
    return (*written, *last)


def _backward(
    to_gates: Tensor,
    z: Tensor,
    recurrent: Tensor,
    alive: Tensor | None,
    to_all: Tensor | None,
    to_last: Tensor | None,
) -> Tensor:
    """The gradient of the state after every step (timesteps, batch, units).

    d_h_before = d_h z + (d_h to_gates) R^T.
    """
    units = recurrent.shape[0]
    transposed = tf.transpose(recurrent)

    def step(rows: Tensors, gradients: Tensors) -> tuple[Tensors, Tensors]:
        _, to_gates, z = rows[:3]
        (d_h,) = gradients
        d_inner = to_gates * tf.tile(d_h, [1, 3])
        return (d_h,), (d_h * z + tf.matmul(d_inner, transposed),)

    rows = [zero_rows(z, units), to_gates, z]
    start = zero_state(z, units) if to_last is None else to_last
    (d_h,), _ = backwards(step, rows, (start,), writes=1, alive=alive, upstream=to_all)
    return d_h
