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
    project,
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

    def recur(self, rows: Tensor, alive: Tensor | None, sequences: bool) -> Tensor:
        cell: Any = self.cell
        units = cell.units
        kernel, recurrent = (tf.convert_to_tensor(w) for w in (cell.kernel, cell.recurrent_kernel))
        of_input, of_state = tf.unstack(
            tf.reshape(bias_or_zeros(cell.bias, 6 * units), [2, 3 * units])
        )
        # z and r, and the candidate, go their own ways: two products spare taking one apart.
        gates, candidate = slice(2 * units), slice(2 * units, 3 * units)
        projected = (project(rows, kernel[:, gates]), project(rows, kernel[:, candidate]))
        biases = (of_input[gates] + of_state[gates], of_input[candidate], of_state[candidate])
        return _recurrence(projected, recurrent, biases, alive, sequences)


def _recurrence(
    projected: Tensors,
    recurrent: Tensor,
    biases: Tensors,
    alive: Tensor | None,
    sequences: bool,
) -> Tensor:
    """`projected` and `biases` are those of z and r (2 * units) and of the candidate (units).

    A third bias (units) is the one that the candidate's reset gate stands in front of.
    """

    @tf.custom_gradient
    def run(
        to_gates: Tensor,
        to_candidate: Tensor,
        recurrent: Tensor,
        b: Tensor,
        b_x: Tensor,
        b_h: Tensor,
    ) -> Any:
        gates, g, inner, before, last = _forward(
            (to_gates, to_candidate), recurrent, (b, b_x, b_h), alive
        )

        def gradient(upstream: Tensor) -> Tensors:
            to_all, to_last = (upstream, None) if sequences else (None, upstream)
            factors = _factors(gates, g, inner, before, alive)
            d_state, d_candidate = _backward(factors, recurrent, alive, to_all, to_last)
            d_gates = d_state[:, :, : b.shape[0]]
            d_b, d_b_h = tf.split(tf.reduce_sum(d_state, [0, 1]), [b.shape[0], b_h.shape[0]])
            d_b_x = tf.reduce_sum(d_candidate, [0, 1])
            return d_gates, d_candidate, outer_sum(before, d_state), d_b, d_b_x, d_b_h

        return (after(before, last) if sequences else last), gradient

    return run(*projected, recurrent, *biases)


def _forward(
    projected: Tensors, recurrent: Tensor, biases: Tensors, alive: Tensor | None
) -> Tensors:
    """z and r (.., .., 2 * units), g, R_g h + b_hg and h before every step; h after the last."""
    b, b_x, b_h = biases
    units = recurrent.shape[0]

    def step(rows: Tensors, states: Tensors) -> tuple[Tensors, Tensors]:
        (h,) = states
        from_h = tf.matmul(h, recurrent)
        # sigmoid(x) = (tanh(x / 2) + 1) / 2
        gates = 0.5 * tanh(0.5 * (rows[0] + from_h[:, : 2 * units] + b)) + 0.5
        z, r = tf.split(gates, 2, axis=1)
        inner = from_h[:, 2 * units :] + b_h
        g = tanh(rows[1] + b_x + r * inner)
        return (gates, g, inner, h), (g + z * (h - g),)

    rows = [*projected, zero_rows(projected[0], units), zero_rows(projected[0], units)]
    start = (zero_state(projected[0], units),)
    written, last = forwards(step, rows, start, writes=4, alive=alive)
    return (*written, *last)


def _factors(
    gates: Tensor, g: Tensor, inner: Tensor, before: Tensor, alive: Tensor | None
) -> Tensors:
    """What d_h after a step is multiplied with, for all timesteps at once.

    d_h to_state (.., .., 3 * units) is the gradient of R h_{t-1} + b_h, d_h to_g that of the sum
    inside the candidate, and d_h z goes on to the step before.
    """
    z, r = tf.split(gates, 2, axis=2)
    to_g = (1.0 - z) * (1.0 - g * g)
    to_z = (before - g) * z * (1.0 - z)
    to_r = to_g * inner * r * (1.0 - r)
    to_state = tf.stack([to_z, to_r, to_g * r], axis=2)
    shape = tf.concat([tf.shape(gates)[:2], [3 * g.shape[2]]], axis=0)
    return only_alive(tf.reshape(to_state, shape), alive), only_alive(to_g, alive), z


def _backward(
    factors: Tensors,
    recurrent: Tensor,
    alive: Tensor | None,
    to_all: Tensor | None,
    to_last: Tensor | None,
) -> Tensors:
    """The gradients of R h_{t-1} + b_h (.., .., 3 * units), and inside the candidate."""
    units = recurrent.shape[0]
    transposed = tf.transpose(recurrent)

    def step(rows: Tensors, gradients: Tensors) -> tuple[Tensors, Tensors]:
        to_state, to_g, z = rows[:3]
        (d_h,) = gradients
        d_state = to_state * tf.tile(d_h, [1, 3])
        return (d_state, to_g * d_h), (d_h * z + tf.matmul(d_state, transposed),)

    start = zero_state(factors[0], units) if to_last is None else to_last
    written, _ = backwards(step, factors, (start,), writes=2, alive=alive, upstream=to_all)
    return written
