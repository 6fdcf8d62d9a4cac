"""LSTM: Hochreiter & Schmidhuber 1997 with the forget gate of Gers et al. 2000.

The formulas and the order of the gates (i, f, g, o) are those of `keras.layers.LSTM`:

    i, f, o = sigmoid(..), g = tanh(..) of W x_t + R h_{t-1} + b
    c_t = f c_{t-1} + i g,  h_t = o tanh(c_t)
"""

import keras
import numpy as np
import tensorflow as tf

from rnn_tui.engine.fused.layer import FusedLayer
from rnn_tui.engine.fused.loops import (
    Tensor,
    Tensors,
    backwards,
    before,
    forwards,
    only_alive,
    tanh,
    zero_rows,
    zero_state,
)


@keras.saving.register_keras_serializable(package="rnn_tui")
class FusedLSTM(FusedLayer, keras.layers.LSTM):  # type: ignore[misc]
    """`keras.layers.LSTM`, computed faster."""

    def forward(
        self, projected: Tensor, recurrent: Tensor, bias: Tensor, alive: Tensor | None
    ) -> tuple[Tensors, Tensor, Tensor]:
        """Keeps the gates (.., .., 4 * units) and c after every step."""
        units = recurrent.shape[0]
        # sigmoid(x) = (tanh(x / 2) + 1) / 2: one function for all four gates, in one pass.
        scale = np.repeat(np.array([0.5, 0.5, 1.0, 0.5], np.float32), units)
        shift = np.repeat(np.array([0.5, 0.5, 0.0, 0.5], np.float32), units)

        def step(rows: Tensors, states: Tensors) -> tuple[Tensors, Tensors]:
            c, h = states
            z = rows[0] + tf.matmul(h, recurrent) + bias
            gates = scale * tanh(scale * z) + shift
            i, f, g, o = tf.split(gates, 4, axis=1)
            new_c = f * c + i * g
            return (gates,), (new_c, o * tanh(new_c))

        zero = zero_state(projected, units)
        # Without a mask h follows from the gates and c, in one pass over all timesteps afterwards.
        # XLA runs a loop body of at most eight operations by itself, a longer one as a graph.
        keeps = 1 if alive is None else 2
        rows = [projected, *[zero_rows(projected, units)] * keeps]
        (gates, c, *with_mask), (_, last) = forwards(
            step, rows, (zero, zero), writes=1, keeps=keeps, alive=alive
        )
        h = with_mask[0] if with_mask else gates[:, :, 3 * units :] * tanh(c)
        return (gates, c), h, last

    def backward(
        self,
        kept: Tensors,
        states: Tensor,
        recurrent: Tensor,
        alive: Tensor | None,
        to_all: Tensor | None,
        to_last: Tensor | None,
    ) -> Tensor:
        gates, c = kept
        factors = _factors(gates, c, alive)
        units = recurrent.shape[0]
        transposed = tf.transpose(recurrent)

        def step(rows: Tensors, gradients: Tensors) -> tuple[Tensors, Tensors]:
            by_gate, to_c, f = rows[:3]
            d_h, d_c = gradients
            d_c = d_c + d_h * to_c
            d_z = by_gate * tf.concat([d_c, d_c, d_c, d_h], axis=1)
            return (d_z,), (tf.matmul(d_z, transposed), d_c * f)

        zero = zero_state(factors[0], units)
        start = (zero if to_last is None else to_last, zero)
        (d_z,), _ = backwards(step, factors, start, writes=1, alive=alive, upstream=to_all)
        return d_z


def _factors(gates: Tensor, c: Tensor, alive: Tensor | None) -> Tensors:
    """The factors of the backward loop, for all timesteps at once.

    d_z = [d_c, d_c, d_c, d_h] by_gate with d_c = d_c_after + d_h to_c, and d_c_before = d_c f.
    """
    i, f, g, o = tf.split(gates, 4, axis=2)
    squashed = tanh(c)
    by_gate = tf.stack(
        [
            g * i * (1.0 - i),
            before(c) * f * (1.0 - f),
            i * (1.0 - g * g),
            squashed * o * (1.0 - o),
        ],
        axis=2,  # not concat: XLA then finds out per gate, not per element, which one it is
    )
    by_gate = tf.reshape(by_gate, tf.shape(gates))
    to_c = o * (1.0 - squashed * squashed)
    return only_alive(by_gate, alive), to_c, f
