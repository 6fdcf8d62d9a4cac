"""What NVIDIA documents of cuDNN's recurrent layers, computed by TensorFlow on a CPU.

It stands in for `CudnnRNNV3` where there is no GPU, from the vector of parameters on: matrices and
biases in cuDNN's order of the gates, sequences that begin at the first timestep, zeros after their
end. It reads nothing after a sequence's end, and refuses an empty one.
"""

from typing import Any

import tensorflow as tf

GATES = {"rnn_tanh": 1, "lstm": 4, "gru": 3}


def cudnn_on_cpu(mode: str, x: Any, parameters: Any, lengths: Any, units: int) -> tuple[Any, Any]:
    """States (batch, timesteps, units), and the state at each sequence's end (batch, units)."""
    tf.debugging.assert_positive(lengths, "cuDNN takes no empty sequence")
    tf.debugging.assert_less_equal(lengths, x.shape[1])
    alive = tf.sequence_mask(lengths, x.shape[1])[:, :, tf.newaxis]
    matrices, biases = parameters_of(parameters, GATES[mode], x.shape[2], units)
    h = c = tf.zeros([x.shape[0], units])
    states = []
    for t in range(x.shape[1]):
        here = tf.where(alive[:, t], x[:, t], 0.0)
        new_h, new_c = STEPS[mode](here, h, c, matrices, biases)
        h, c = tf.where(alive[:, t], new_h, h), tf.where(alive[:, t], new_c, c)
        states.append(tf.where(alive[:, t], h, 0.0))
    return tf.stack(states, axis=1), h


def parameters_of(flat: Any, gates: int, features: int, units: int) -> tuple[Any, Any]:
    """W of each gate (units, features), R of each (units, units); the biases of both (units,)."""
    sizes = [units * features] * gates + [units * units] * gates + [units] * 2 * gates
    pieces = tf.split(flat, sizes)
    shapes = [(units, features)] * gates + [(units, units)] * gates
    matrices = [tf.reshape(p, shape) for p, shape in zip(pieces, shapes, strict=False)]
    return matrices, pieces[2 * gates :]


def _rnn_step(x: Any, h: Any, c: Any, matrices: Any, biases: Any) -> tuple[Any, Any]:
    (w, r), (b_w, b_r) = matrices, biases
    return tf.tanh(_times(x, w) + _times(h, r) + b_w + b_r), c


def _lstm_step(x: Any, h: Any, c: Any, matrices: Any, biases: Any) -> tuple[Any, Any]:
    sums = [_times(x, matrices[k]) + biases[k] for k in range(4)]
    sums = [sums[k] + _times(h, matrices[4 + k]) + biases[4 + k] for k in range(4)]
    i, f, o = (tf.sigmoid(sums[k]) for k in (0, 1, 3))
    c = f * c + i * tf.tanh(sums[2])
    return o * tf.tanh(c), c


def _gru_step(x: Any, h: Any, c: Any, matrices: Any, biases: Any) -> tuple[Any, Any]:
    of_x = [_times(x, matrices[k]) + biases[k] for k in range(3)]
    of_h = [_times(h, matrices[3 + k]) + biases[3 + k] for k in range(3)]
    reset, update = tf.sigmoid(of_x[0] + of_h[0]), tf.sigmoid(of_x[1] + of_h[1])
    new = tf.tanh(of_x[2] + reset * of_h[2])
    return (1.0 - update) * new + update * h, c


def _times(x: Any, matrix: Any) -> Any:
    return tf.matmul(x, matrix, transpose_b=True)


STEPS = {"rnn_tanh": _rnn_step, "lstm": _lstm_step, "gru": _gru_step}
