"""SimpleRNN, LSTM and GRU through cuDNN, with any mask; same weights and results as Keras's.

TensorFlow reaches cuDNN by one operation (`CudnnRNNV3`), which takes sequences that begin at the
first timestep, at least one timestep of each, and gives zeros after a sequence's end. Our data is
padded in front. So each sequence's living timesteps are first moved to the left, and the states are
moved back to where they belong: at a masked timestep the state before it is held, as Keras's loop
does. The operation exists on a GPU alone and never under XLA.
"""

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf

from rnn_tui.engine.fused.layer import FusedLayer
from rnn_tui.engine.fused.loops import Tensor, Tensors, bias_or_zeros


class CudnnLayer(FusedLayer):
    """Goes in front of a Keras recurrent layer class; the subclass names mode and weights."""

    mode = ""

    def weights_and_biases(self) -> tuple[Tensors, Tensors]:
        """Matrices (features or units, units) and biases (units,) in cuDNN's order.

        First those that the input is multiplied with, gate by gate, then those of the state.
        """
        raise NotImplementedError

    def recur(self, rows: Tensor, alive: Tensor | None, sequences: bool) -> Tensor:
        units = getattr(self, "cell").units  # noqa: B009 - the Keras class brings it
        parameters = flat_parameters(*self.weights_and_biases())
        x = tf.transpose(rows, [1, 0, 2])
        if alive is None:
            lengths = tf.fill([tf.shape(x)[0]], tf.shape(x)[1])
            states, last = cudnn(self.mode, x, parameters, lengths, units)
            return tf.transpose(states, [1, 0, 2]) if sequences else last
        places = Places(tf.transpose(alive[:, :, 0]))
        states, last = cudnn(self.mode, places.gathered(x), parameters, places.lengths, units)
        if not sequences:
            return tf.where(places.any_alive, last, 0.0)
        return tf.transpose(places.spread(states), [1, 0, 2])


class Places:
    """The places of the living timesteps of each sequence, moved to its beginning.

    `alive` (batch, timesteps) may have holes anywhere; `lengths` (batch,) counts what is alive, one
    at least, since cuDNN takes no empty sequence. Everything is counted in float32, exact up to 16
    million: a GPU computes with that, where TensorFlow would take whole numbers to the CPU.
    """

    def __init__(self, alive: Tensor) -> None:
        so_far = tf.cumsum(tf.cast(alive, tf.float32), axis=1)
        timesteps = tf.cast(tf.shape(alive)[1], tf.float32)
        here = tf.zeros_like(so_far) + tf.range(timesteps)
        found = tf.searchsorted(so_far, here + 1.0, side="left")
        self._alive = alive[:, :, tf.newaxis]
        self._begun = (so_far > 0.0)[:, :, tf.newaxis]
        self._sources = _index(tf.minimum(tf.cast(found, tf.float32), timesteps - 1.0))
        # Where nothing has been alive yet, any place does: not the same for all of them.
        self._targets = _index(tf.where(so_far > 0.0, so_far - 1.0, here))
        self.any_alive = self._begun[:, -1]
        self.lengths = _index(tf.maximum(so_far[:, -1], 1.0))

    def gathered(self, x: Tensor) -> Tensor:
        """`x` (batch, timesteps, n) with the living timesteps first, followed by anything."""

        @tf.custom_gradient
        def gather(x: Tensor) -> Any:
            def gradient(upstream: Tensor) -> Tensor:  # a gather as well: each goes to one place
                back = tf.gather(upstream, self._targets, batch_dims=1)
                return tf.where(self._alive, back, 0.0)

            return tf.gather(x, self._sources, batch_dims=1), gradient

        return gather(x)

    def spread(self, states: Tensor) -> Tensor:
        """The states (batch, timesteps, units) of `gathered` timesteps at their own places.

        Before the first living timestep the state is zero, at every other masked one that before.
        """
        return tf.where(self._begun, tf.gather(states, self._targets, batch_dims=1), 0.0)


def _index(places: Tensor) -> Tensor:
    return tf.cast(places, tf.int32)


def flat_parameters(weights: Sequence[Tensor], biases: Sequence[Tensor]) -> Tensor:
    """All parameters as cuDNN wants them: one vector, matrices transposed, biases last."""
    flat = [tf.reshape(tf.transpose(matrix), [-1]) for matrix in weights]
    return tf.concat([*flat, *biases], axis=0)


def cudnn(mode: str, x: Tensor, parameters: Tensor, lengths: Tensor, units: int) -> Tensors:
    """The states (batch, timesteps, units) of one layer over x (batch, timesteps, features).

    Also the state after each sequence's last timestep (batch, units). States begin at zero, and are
    zero after a sequence's end.
    """
    zero = tf.zeros([tf.shape(x)[0], 1, units])
    states, last, *_ = tf.raw_ops.CudnnRNNV3(
        input=x,
        input_h=zero,
        input_c=zero if mode == "lstm" else 0.0,
        params=parameters,
        sequence_lengths=lengths,
        rnn_mode=mode,
        is_training=True,  # as Keras does at all times: it keeps what the gradient needs
        time_major=False,
    )
    states = tf.ensure_shape(states, [x.shape[0], x.shape[1], units])
    return states, tf.ensure_shape(tf.squeeze(last, axis=1), [x.shape[0], units])


@keras.saving.register_keras_serializable(package="rnn_tui")
class CudnnSimpleRNN(CudnnLayer, keras.layers.SimpleRNN):  # type: ignore[misc]
    """`keras.layers.SimpleRNN` through cuDNN, which Keras itself never does."""

    mode = "rnn_tanh"

    def weights_and_biases(self) -> tuple[Tensors, Tensors]:
        cell: Any = self.cell
        of_input = bias_or_zeros(cell.bias, cell.units)
        weights = tuple(tf.convert_to_tensor(w) for w in (cell.kernel, cell.recurrent_kernel))
        return weights, (of_input, tf.zeros_like(of_input))


@keras.saving.register_keras_serializable(package="rnn_tui")
class CudnnLSTM(CudnnLayer, keras.layers.LSTM):  # type: ignore[misc]
    """`keras.layers.LSTM` through cuDNN, whose order of the gates (i, f, g, o) is Keras's."""

    mode = "lstm"

    def weights_and_biases(self) -> tuple[Tensors, Tensors]:
        cell: Any = self.cell
        bias = bias_or_zeros(cell.bias, 4 * cell.units)
        biases = (*tf.split(tf.zeros_like(bias), 4), *tf.split(bias, 4))
        return (*_gates(cell.kernel, 4), *_gates(cell.recurrent_kernel, 4)), biases


@keras.saving.register_keras_serializable(package="rnn_tui")
class CudnnGRU(CudnnLayer, keras.layers.GRU):  # type: ignore[misc]
    """`keras.layers.GRU` through cuDNN, which has the reset gate before the update gate."""

    mode = "gru"

    def falls_back(self) -> bool:
        cell: Any = self.cell
        return super().falls_back() or not cell.reset_after

    def weights_and_biases(self) -> tuple[Tensors, Tensors]:
        cell: Any = self.cell
        biases = tf.split(tf.reshape(bias_or_zeros(cell.bias, 6 * cell.units), [-1]), 6)
        weights = (*_gates(cell.kernel, 3), *_gates(cell.recurrent_kernel, 3))
        return _reset_first(weights), _reset_first(biases)


def _gates(matrix: Any, count: int) -> list[Tensor]:
    return list(tf.split(tf.convert_to_tensor(matrix), count, axis=1))


def _reset_first(of_gates: Sequence[Tensor]) -> Tensors:
    """From Keras's (z, r, g) of input and state to cuDNN's (r, z, g)."""
    z, r, g, state_z, state_r, state_g = of_gates
    return r, z, g, state_r, state_z, state_g
