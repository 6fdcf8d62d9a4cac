"""SimpleRNN: h_t = tanh(W x_t + U h_{t-1} + b), Elman 1990, as in `keras.layers.SimpleRNN`."""

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
class FusedSimpleRNN(FusedLayer, keras.layers.SimpleRNN):  # type: ignore[misc]
    """`keras.layers.SimpleRNN`, computed faster."""

    def recur(self, projected: Tensor, alive: Tensor | None, sequences: bool) -> Tensor:
        cell: Any = self.cell
        if cell.bias is not None:
            projected = projected + cell.bias
        projected = only_alive(projected, alive)
        recurrent = tf.convert_to_tensor(cell.recurrent_kernel)
        return _recurrence(projected, recurrent, alive, sequences)


def _recurrence(
    projected: Tensor, recurrent: Tensor, alive: Tensor | None, sequences: bool
) -> Tensor:
    @tf.custom_gradient
    def run(projected: Tensor, recurrent: Tensor) -> Any:
        before, last = _forward(projected, recurrent, alive)
        states = after(before, last)

        def gradient(upstream: Tensor) -> Tensors:
            slope = only_alive(1.0 - states * states, alive)
            to_all, to_last = (upstream, None) if sequences else (None, upstream)
            d_z = _backward(slope, recurrent, alive, to_all, to_last)
            return d_z, outer_sum(before, d_z)

        return (states if sequences else last), gradient

    return run(projected, recurrent)


def _forward(projected: Tensor, recurrent: Tensor, alive: Tensor | None) -> tuple[Tensor, Tensor]:
    """The states before every step (timesteps, batch, units), and the one after the last."""

    def step(rows: Tensors, states: Tensors) -> tuple[Tensors, Tensors]:
        (h,) = states
        return (h,), (tf.tanh(rows[1] + tf.matmul(h, recurrent)),)

    rows = [zero_rows(projected, recurrent.shape[0]), projected]
    start = (zero_state(projected, recurrent.shape[0]),)
    (before,), (last,) = forwards(step, rows, start, writes=1, alive=alive)
    return before, last


def _backward(
    slope: Tensor,
    recurrent: Tensor,
    alive: Tensor | None,
    to_all: Tensor | None,
    to_last: Tensor | None,
) -> Tensor:
    """The gradient of the sums inside tanh (timesteps, batch, units).

    `slope` is tanh' = 1 - h_t^2; d_h_{t-1} = (slope_t d_h_t) U^T.
    """
    transposed = tf.transpose(recurrent)

    def step(rows: Tensors, gradients: Tensors) -> tuple[Tensors, Tensors]:
        d_z = rows[0] * gradients[0]
        return (d_z,), (tf.matmul(d_z, transposed),)

    start = zero_state(slope, recurrent.shape[0]) if to_last is None else to_last
    (d_z,), _ = backwards(step, [slope], (start,), writes=1, alive=alive, upstream=to_all)
    return d_z
