"""A recurrent layer as two native calls: the states of all timesteps, and the gradients."""

from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from rnn_tui.engine.native.library import CELLS, Call, Library, custom_call

GATES = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3}
KEPT = {"SimpleRNN": 0, "LSTM": 4, "GRU": 4}


@dataclass(frozen=True, slots=True)
class Lookup:
    """The origin of inputs: ids (batch, timesteps) in a table (words, features)."""

    ids: Any
    table: Any


@dataclass(frozen=True, slots=True)
class Weights:
    """Those of a Keras cell: (features, gates * units), (units, gates * units), and the bias."""

    kernel: Any
    recurrent: Any
    bias: Any


def recurrence(
    loops: Library,
    kind: str,
    inputs: Any,
    weights: Weights,
    mask: Any | None,
    *,
    lookup: Lookup | None,
    backwards: bool,
    sequences: bool,
) -> Any:
    """The states of all timesteps (batch, timesteps, units), or the last one (batch, units).

    `inputs` (batch, timesteps, features), all sizes known. Where a `lookup` says that they are
    rows of a table, each word of the batch is multiplied with the kernel once.
    """
    batch, timesteps, features = inputs.shape
    gates, units = GATES[kind], weights.recurrent.shape[0]
    call = Call(
        CELLS.index(kind),
        batch,
        timesteps,
        units,
        features=features if lookup else 0,
        words=lookup.table.shape[0] if lookup else 0,
        backwards=backwards,
        masked=mask is not None,
        sequences=sequences,
    )
    masks = [] if mask is None else [tf.cast(mask, tf.bool)]
    places = (batch, timesteps)

    @tf.custom_gradient
    def run(inputs: Any, kernel: Any, recurrent: Any, bias: Any) -> Any:
        flat = tf.reshape(inputs, [-1, features])
        if lookup:
            operands = [lookup.table, recurrent, bias, kernel, lookup.ids]
        else:
            operands = [tf.matmul(flat, kernel), recurrent, bias]
        kept, c, h, last = custom_call(
            loops,
            "forward",
            call,
            [*operands, *masks],
            [
                (*places, KEPT[kind] * units),
                (*places, units if kind == "LSTM" else 0),
                (*places, units),
                (batch, units),
            ],
        )

        def gradient(upstream: Any) -> Any:
            operands = [kept, c, h, upstream, recurrent]
            if lookup:
                operands += [lookup.table, kernel, lookup.ids]
            width = features if lookup else gates * units
            d_x, d_recurrent, d_bias, d_kernel = custom_call(
                loops,
                "backward",
                call,
                [*operands, *masks],
                [
                    (*places, width),
                    recurrent.shape,
                    bias.shape,
                    kernel.shape if lookup else (0,),
                ],
            )
            if not lookup:
                d_rows = tf.reshape(d_x, [-1, width])
                d_kernel = tf.matmul(flat, d_rows, transpose_a=True)
                d_x = tf.reshape(tf.matmul(d_rows, kernel, transpose_b=True), inputs.shape)
            return d_x, d_kernel, d_recurrent, d_bias

        return (h if sequences else last), gradient

    return run(inputs, weights.kernel, weights.recurrent, weights.bias)
