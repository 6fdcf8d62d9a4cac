"""SimpleRNN: h_t = tanh(W x_t + U h_{t-1} + b), Elman 1990, as in `keras.layers.SimpleRNN`."""

import keras
import tensorflow as tf

from rnn_tui.engine.fused.layer import FusedLayer
from rnn_tui.engine.fused.loops import (
    Tensor,
    Tensors,
    backwards,
    forwards,
    only_alive,
    tanh,
    zero_rows,
    zero_state,
)


@keras.saving.register_keras_serializable(package="rnn_tui")
class FusedSimpleRNN(FusedLayer, keras.layers.SimpleRNN):  # type: ignore[misc]
    """`keras.layers.SimpleRNN`, computed faster."""

    def forward(
        self, projected: Tensor, recurrent: Tensor, bias: Tensor, alive: Tensor | None
    ) -> tuple[Tensors, Tensor, Tensor]:
        units = recurrent.shape[0]

        def step(rows: Tensors, states: Tensors) -> tuple[Tensors, Tensors]:
            return (), (tanh(rows[row] + bias + tf.matmul(states[0], recurrent)),)

        # Steps that are not run leave their rows as they came, and states begin at zero.
        rows = [projected] if alive is None else [zero_rows(projected, units), projected]
        row = len(rows) - 1
        start = (zero_state(projected, units),)
        (states,), (last,) = forwards(step, rows, start, writes=0, keeps=1, alive=alive)
        return (), states, last

    def backward(
        self,
        kept: Tensors,
        states: Tensor,
        recurrent: Tensor,
        alive: Tensor | None,
        to_all: Tensor | None,
        to_last: Tensor | None,
    ) -> Tensor:
        """d_z_t = (1 - h_t^2) d_h_t and d_h_{t-1} = d_z_t U^T."""
        transposed = tf.transpose(recurrent)

        def step(rows: Tensors, gradients: Tensors) -> tuple[Tensors, Tensors]:
            h = rows[0]
            d_z = (1.0 - h * h) * gradients[0]
            return (d_z,), (tf.matmul(d_z, transposed),)

        start = zero_state(states, recurrent.shape[0]) if to_last is None else to_last
        (d_z,), _ = backwards(step, [states], (start,), writes=1, alive=alive, upstream=to_all)
        return only_alive(d_z, alive)
