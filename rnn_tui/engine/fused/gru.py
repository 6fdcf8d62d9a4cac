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
    bias_or_zeros,
    forwards,
    only_alive,
    outer_sum,
    tanh,
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
        units = cell.units
        recurrent = tf.convert_to_tensor(cell.recurrent_kernel)
        of_input, of_state = tf.unstack(
            tf.reshape(bias_or_zeros(cell.bias, 6 * units), [2, 3 * units])
        )
        # Only inside the candidate does it matter which of the two biases is which.
        outside = of_input + tf.pad(of_state[: 2 * units], [[0, units]])
        biases = (outside, of_state[2 * units :])
        return _recurrence(projected, recurrent, biases, alive, sequences)


def _recurrence(
    projected: Tensor,
    recurrent: Tensor,
    biases: Tensors,
    alive: Tensor | None,
    sequences: bool,
) -> Tensor:
    """`biases`: those of all sums (3 * units), and that inside the candidate's product (units)."""

    @tf.custom_gradient
    def run(projected: Tensor, recurrent: Tensor, outside: Tensor, inside: Tensor) -> Any:
        *kept, last = _forward(projected, recurrent, (outside, inside), alive)
        gates, g, inner, before = kept

        def gradient(upstream: Tensor) -> Tensors:
            to_all, to_last = (upstream, None) if sequences else (None, upstream)
            to_state, to_input, z = _factors(gates, g, inner, before, alive)
            d_h = _backward(to_state, z, recurrent, alive, to_all, to_last)
            thrice = tf.tile(d_h, [1, 1, 3])
            d_state, d_input = to_state * thrice, to_input * thrice
            return (
                d_input,
                outer_sum(before, d_state),
                tf.reduce_sum(d_input, axis=[0, 1]),
                tf.reduce_sum(d_state[:, :, -g.shape[2] :], axis=[0, 1]),
            )

        return (after(before, last) if sequences else last), gradient

    return run(projected, recurrent, *biases)


def _factors(
    gates: Tensor, g: Tensor, inner: Tensor, before: Tensor, alive: Tensor | None
) -> Tensors:
    """What d_h after a step is multiplied with, for all timesteps at once.

    d_h to_state is the gradient of R h_{t-1}, d_h to_input that of W x_t; they differ in the
    candidate, which r stands in front of. And z, which hands d_h on to the step before.
    """
    z, r = tf.split(gates, 2, axis=2)
    to_g = (1.0 - z) * (1.0 - g * g)
    to_z = (before - g) * z * (1.0 - z)
    to_r = to_g * inner * r * (1.0 - r)
    shape = tf.concat([tf.shape(gates)[:2], [3 * g.shape[2]]], axis=0)
    to_state = tf.reshape(tf.stack([to_z, to_r, to_g * r], axis=2), shape)
    to_input = tf.reshape(tf.stack([to_z, to_r, to_g], axis=2), shape)
    return only_alive(to_state, alive), only_alive(to_input, alive), z


def _forward(
    projected: Tensor, recurrent: Tensor, biases: Tensors, alive: Tensor | None
) -> Tensors:
    """z and r (.., .., 2 * units), g, R_g h + b_hg and h before every step; h after the last."""
    outside, inside = biases
    units = recurrent.shape[0]

    of_gates, of_candidate = tf.split(projected, [2 * units, units], axis=2)

    def step(rows: Tensors, states: Tensors) -> tuple[Tensors, Tensors]:
        (h,) = states
        from_h = tf.matmul(h, recurrent)
        # sigmoid(x) = (tanh(x / 2) + 1) / 2
        sums = rows[0] + from_h[:, : 2 * units] + outside[: 2 * units]
        gates = 0.5 * tanh(0.5 * sums) + 0.5
        z, r = tf.split(gates, 2, axis=1)
        inner = from_h[:, 2 * units :] + inside
        g = tanh(rows[1] + outside[2 * units :] + r * inner)
        return (gates, g, inner, h), (g + z * (h - g),)

    start = (zero_state(projected, units),)
    rows = [of_gates, of_candidate, zero_rows(projected, units), zero_rows(projected, units)]
    kept, last = forwards(step, rows, start, writes=4, alive=alive)
    return (*kept, *last)


def _backward(
    to_state: Tensor,
    z: Tensor,
    recurrent: Tensor,
    alive: Tensor | None,
    to_all: Tensor | None,
    to_last: Tensor | None,
) -> Tensor:
    """The gradient of the state after every step (timesteps, batch, units).

    d_h_before = d_h z + (d_h to_state) R^T.
    """
    units = recurrent.shape[0]
    transposed = tf.transpose(recurrent)

    def step(rows: Tensors, gradients: Tensors) -> tuple[Tensors, Tensors]:
        to_state, z = rows[1:3]
        (d_h,) = gradients
        d_inner = to_state * tf.tile(d_h, [1, 3])
        return (d_h,), (d_h * z + tf.matmul(d_inner, transposed),)

    start = zero_state(z, units) if to_last is None else to_last
    rows = [zero_rows(z, units), to_state, z]
    (d_h,), _ = backwards(step, rows, (start,), writes=1, alive=alive, upstream=to_all)
    return d_h
