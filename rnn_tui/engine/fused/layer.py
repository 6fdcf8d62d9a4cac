"""What the fused layers have in common: everything around the recurrence.

A fused layer is the Keras layer of the same name with another way to compute it: the input
projection of all timesteps is one matrix product before the loop, the loop holds only what depends
on the state, and the weight gradients are one matrix product each after a hand-written backward
loop. It is meant for XLA (`jit_compile=True`) and correct without. Weights and configuration are
Keras's own, so weights go both ways between the two.
"""

from typing import Any

import keras
import tensorflow as tf

from rnn_tui.engine.fused.loops import Tensor, only_alive


class FusedLayer:
    """Goes in front of a Keras recurrent layer class; the subclass brings the recurrence."""

    def recur(self, rows: Tensor, alive: Tensor | None, sequences: bool) -> Tensor:
        """The states of all timesteps (timesteps, batch, units), or the last one (batch, units).

        `rows` (timesteps, batch, features) is the input in the order in which it is run through.
        """
        raise NotImplementedError

    def falls_back(self) -> bool:
        """Whether the arguments of this layer ask for something that only Keras's loop does."""
        layer: Any = self
        cell = layer.cell
        return bool(
            layer.return_state
            or layer.stateful
            or layer.unroll
            or cell.activation is not keras.activations.tanh
            or getattr(cell, "recurrent_activation", _SIGMOID) is not _SIGMOID
            or cell.recurrent_dropout
            or cell.dropout >= 1.0
            or getattr(cell, "implementation", 2) != 2  # one dropout mask per gate
            or not layer.compute_dtype == layer.variable_dtype == "float32"
        )

    def call(
        self,
        sequences: Tensor,
        initial_state: Tensor | None = None,
        mask: Tensor | None = None,
        training: bool = False,
    ) -> Tensor:
        """Keras's `RNN.call`: (batch, timesteps, features) to (batch[, timesteps], units)."""
        if initial_state is not None or self.falls_back():
            stock: Any = super()
            return stock.call(sequences, initial_state=initial_state, mask=mask, training=training)
        return self.compute(self._drop_out(sequences, training), mask)

    def compute(self, inputs: Tensor, mask: Tensor | None) -> Tensor:
        """`call` for inputs from which dropout has taken its share."""
        layer: Any = self
        rows = _time_major(inputs, layer.go_backwards)
        alive = None
        if mask is not None:
            alive = _time_major(tf.cast(mask, tf.bool)[:, :, tf.newaxis], layer.go_backwards)

        states = self.recur(rows, alive, layer.return_sequences)
        if alive is not None and layer.zero_output_for_mask:
            states = only_alive(states, alive if layer.return_sequences else alive[-1])
        return tf.transpose(states, [1, 0, 2]) if layer.return_sequences else states

    def _drop_out(self, sequences: Tensor, training: bool) -> Tensor:
        """Input dropout as Keras does it: one mask (batch, features) for all timesteps.

        The mask is drawn outside of training too, because Keras draws it there: the seed
        generator then stands where it would stand in a stock run.
        """
        layer: Any = self
        mask = layer.cell.get_dropout_mask(sequences[:, 0, :])
        layer.cell.reset_dropout_mask()
        if mask is None or not training:
            return sequences
        return sequences * mask[:, tf.newaxis, :]


def _time_major(x: Tensor, reverse: bool) -> Tensor:
    x = tf.transpose(x, [1, 0, 2])
    return tf.reverse(x, [0]) if reverse else x


_SIGMOID = keras.activations.sigmoid
