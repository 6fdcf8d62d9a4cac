"""SimpleRNN: h_t = tanh(W x_t + U h_{t-1} + b), Elman 1990, as in `keras.layers.SimpleRNN`."""

from typing import Any

import keras
import tensorflow as tf

from rnn_tui.engine.fused.layer import FusedLayer
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
class FusedSimpleRNN(FusedLayer, keras.layers.SimpleRNN):  # type: ignore[misc]
    """`keras.layers.SimpleRNN`, computed faster."""

    def recur(self, rows: Tensor, alive: Tensor | None, sequences: bool) -> Tensor:
        cell: Any = self.cell
        projected = project(rows, tf.convert_to_tensor(cell.kernel))
        recurrent = tf.convert_to_tensor(cell.recurrent_kernel)
        bias = bias_or_zeros(cell.bias, cell.units)
        return _recurrence(projected, recurrent, bias, alive, sequences)


def _recurrence(
    projected: Tensor, recurrent: Tensor, bias: Tensor, alive: Tensor | None, sequences: bool
) -> Tensor:
    @tf.custom_gradient
    def run(projected: Tensor, recurrent: Tensor, bias: Tensor) -> Any:
        states, last = _forward(projected, recurrent, bias, alive)

        def gradient(upstream: Tensor) -> Tensors:
            to_all, to_last = (upstream, None) if sequences else (None, upstream)
            d_z = _backward(states, recurrent, alive, to_all, to_last)
            return d_z, outer_sum(before(states), d_z), tf.reduce_sum(d_z, axis=[0, 1])

        return (states if sequences else last), gradient

    return run(projected, recurrent, bias)


def _forward(
    projected: Tensor, recurrent: Tensor, bias: Tensor, alive: Tensor | None
) -> tuple[Tensor, Tensor]:
    """The states after every step (timesteps, batch, units), and the one after the last."""
    units = recurrent.shape[0]

    def step(rows: Tensors, states: Tensors) -> tuple[Tensors, Tensors]:
        return (), (tanh(rows[row] + bias + tf.matmul(states[0], recurrent)),)

    # Steps that are not run leave their rows as they came, and states begin at zero.
    rows = [projected] if alive is None else [zero_rows(projected, units), projected]
    row = len(rows) - 1
    start = (zero_state(projected, units),)
    (states,), (last,) = forwards(step, rows, start, writes=0, keeps=1, alive=alive)
    return states, last


def _backward(
    states: Tensor,
    recurrent: Tensor,
    alive: Tensor | None,
    to_all: Tensor | None,
    to_last: Tensor | None,
) -> Tensor:
    """The gradient of the sums inside tanh (timesteps, batch, units).

    `states` are those after every step: d_z_t = (1 - h_t^2) d_h_t and d_h_{t-1} = d_z_t U^T.
    """
    transposed = tf.transpose(recurrent)

    def step(rows: Tensors, gradients: Tensors) -> tuple[Tensors, Tensors]:
        h = rows[0]
        d_z = (1.0 - h * h) * gradients[0]
        return (d_z,), (tf.matmul(d_z, transposed),)

    start = zero_state(states, recurrent.shape[0]) if to_last is None else to_last
    (d_z,), _ = backwards(step, [states], (start,), writes=1, alive=alive, upstream=to_all)
    return only_alive(d_z, alive)
