"""The part that the fused layers share: everything around the recurrence.

A fused layer is the Keras layer of the same name with another way to compute it: the input
projection of all timesteps is one matrix product before the loop, the loop holds only what depends
on the state, and the weight gradients are one matrix product each after a hand-written backward
loop. It is meant for XLA (`jit_compile=True`) and correct without. Weights and configuration are
Keras's own, so weights go both ways between the two.
"""

from typing import Any

import keras
import tensorflow as tf

from rnn_tui.engine.fused.loops import (
    Tensor,
    Tensors,
    before,
    bias_or_zeros,
    only_alive,
    outer_sum,
    project,
)


class FusedLayer:
    """Goes in front of a Keras recurrent layer class; the subclass brings the recurrence.

    That is `forward` and `backward`, or all of `recur`.
    """

    rate_input: Any = None
    """The rate of input dropout as `rnn_tui.engine.dropping` gives it; None: a constant."""

    def recur(self, rows: Tensor, alive: Tensor | None, sequences: bool) -> Tensor:
        """The states of all timesteps (timesteps, batch, units), or the last one (batch, units).

        `rows` (timesteps, batch, features) is the input in the order in which it is run through.
        """
        layer: Any = self
        cell = layer.cell
        projected = project(rows, tf.convert_to_tensor(cell.kernel))
        recurrent = tf.convert_to_tensor(cell.recurrent_kernel)
        bias = bias_or_zeros(cell.bias, projected.shape[-1])

        @tf.custom_gradient
        def run(projected: Tensor, recurrent: Tensor, bias: Tensor) -> Any:
            kept, states, last = self.forward(projected, recurrent, bias, alive)

            def gradient(upstream: Tensor) -> Tensors:
                d_z = self.backward(kept, states, recurrent, alive, *of_states(upstream, sequences))
                return d_z, outer_sum(before(states), d_z), tf.reduce_sum(d_z, axis=[0, 1])

            return (states if sequences else last), gradient

        return run(projected, recurrent, bias)

    def forward(
        self, projected: Tensor, recurrent: Tensor, bias: Tensor, alive: Tensor | None
    ) -> tuple[Tensors, Tensor, Tensor]:
        """From W x_t (timesteps, batch, n) to the states h.

        Returns what `backward` wants besides, h after every step (timesteps, batch, units), and h
        after the last.
        """
        raise NotImplementedError

    def backward(
        self,
        kept: Tensors,
        states: Tensor,
        recurrent: Tensor,
        alive: Tensor | None,
        to_all: Tensor | None,
        to_last: Tensor | None,
    ) -> Tensor:
        """The gradient of the sums W x_t + U h_{t-1} + b (timesteps, batch, n).

        `to_all` (timesteps, batch, units) is the gradient of all states, `to_last` (batch, units)
        that of the last one alone; one of the two is None.
        """
        raise NotImplementedError

    def falls_back(self) -> bool:
        """True if the arguments of this layer ask for something that only Keras's loop does."""
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
        if self.rate_input is not None:
            if not training:
                layer.cell.seed_generator.next()
                return sequences
            ones = tf.ones_like(sequences[:, 0, :])
            mask = self.rate_input.drop_out(ones, layer.cell.seed_generator)
            return sequences * mask[:, tf.newaxis, :]
        mask = layer.cell.get_dropout_mask(sequences[:, 0, :])
        layer.cell.reset_dropout_mask()
        if mask is None or not training:
            return sequences
        return sequences * mask[:, tf.newaxis, :]


def of_states(upstream: Tensor, sequences: bool) -> tuple[Tensor | None, Tensor | None]:
    """The gradient of the output as that of all states, or of the last one."""
    return (upstream, None) if sequences else (None, upstream)


def _time_major(x: Tensor, reverse: bool) -> Tensor:
    x = tf.transpose(x, [1, 0, 2])
    return tf.reverse(x, [0]) if reverse else x


_SIGMOID = keras.activations.sigmoid
