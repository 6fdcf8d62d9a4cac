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

from rnn_tui.engine.fused.layer import FusedLayer, of_states
from rnn_tui.engine.fused.loops import (
    Tensor,
    Tensors,
    backwards,
    before,
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
        gates, states, last = _forward((to_gates, to_candidate), recurrent, (b, b_x, b_h), alive)

        def gradient(upstream: Tensor) -> Tensors:
            units, h = b_h.shape[0], before(states)
            inner = project(h, recurrent[:, 2 * units :]) + b_h
            factors = _factors(gates, to_candidate + b_x, inner, h, alive)
            d = _backward(factors, gates, recurrent, alive, *of_states(upstream, sequences))
            d_b, d_b_h, d_b_x = tf.split(tf.reduce_sum(d, [0, 1]), [2 * units, units, units])
            d_recurrent = outer_sum(h, d)[:, : 3 * units]
            return d[:, :, : 2 * units], d[:, :, 3 * units :], d_recurrent, d_b, d_b_x, d_b_h

        return (states if sequences else last), gradient

    return run(*projected, recurrent, *biases)


def _forward(
    projected: Tensors, recurrent: Tensor, biases: Tensors, alive: Tensor | None
) -> Tensors:
    """z and r (.., .., 2 * units), h after every step; h after the last.

    The candidate is not kept: XLA runs a loop body of at most eight operations by itself, a longer
    one as a graph, and afterwards it follows from the rest with one product over all timesteps.
    """
    b, b_x, b_h = biases
    units = recurrent.shape[0]

    def step(rows: Tensors, states: Tensors) -> tuple[Tensors, Tensors]:
        to_gates, _, to_candidate = rows[:3]
        (h,) = states
        from_h = tf.matmul(h, recurrent)
        # sigmoid(x) = (tanh(x / 2) + 1) / 2
        gates = 0.5 * tanh(0.5 * (to_gates + from_h[:, : 2 * units] + b)) + 0.5
        z, r = tf.split(gates, 2, axis=1)
        g = tanh(to_candidate + b_x + r * (from_h[:, 2 * units :] + b_h))
        return (gates,), (g + z * (h - g),)

    rows = [projected[0], zero_rows(projected[0], units), projected[1]]
    start = (zero_state(projected[0], units),)
    written, last = forwards(step, rows, start, writes=1, keeps=1, alive=alive)
    return (*written, *last)


def _factors(
    gates: Tensor, from_x: Tensor, inner: Tensor, h: Tensor, alive: Tensor | None
) -> Tensor:
    """The factors of d_h after a step, for all timesteps at once (.., .., 4 * units).

    `from_x` is W_g x + b_xg, `inner` R_g h + b_hg, `h` the state before the step. d_h times the
    first three is the gradient of R h + b_h, times the last that of `from_x`.
    """
    z, r = tf.split(gates, 2, axis=2)
    g = tanh(from_x + r * inner)
    to_g = (1.0 - z) * (1.0 - g * g)
    to_z = (h - g) * z * (1.0 - z)
    to_r = to_g * inner * r * (1.0 - r)
    factors = tf.stack([to_z, to_r, to_g * r, to_g], axis=2)
    shape = tf.concat([tf.shape(gates)[:2], [4 * g.shape[2]]], axis=0)
    return only_alive(tf.reshape(factors, shape), alive)


def _backward(
    factors: Tensor,
    gates: Tensor,
    recurrent: Tensor,
    alive: Tensor | None,
    to_all: Tensor | None,
    to_last: Tensor | None,
) -> Tensor:
    """The gradients of R h + b_h and of W_g x + b_xg (.., .., 4 * units)."""
    units = recurrent.shape[0]
    # The last of the four does not come from h: zeros spare taking the row apart.
    transposed = tf.concat([tf.transpose(recurrent), tf.zeros([units, units])], axis=0)

    def step(rows: Tensors, gradients: Tensors) -> tuple[Tensors, Tensors]:
        factors, z = rows[0], rows[1][:, :units]
        (d_h,) = gradients
        d = factors * tf.tile(d_h, [1, 4])
        return (d,), (d_h * z + tf.matmul(d, transposed),)

    start = zero_state(factors, units) if to_last is None else to_last
    (d,), _ = backwards(step, [factors, gates], (start,), writes=1, alive=alive, upstream=to_all)
    return d
