"""The layers of `rnn_tui.engine.fused` with their loops in C, where XLA compiles the step.

Outside of such a step, or where a size of the input is not known, they compute as fused layers do.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

import keras
import tensorflow as tf

from rnn_tui.engine.fused import FusedGRU, FusedLSTM, FusedSimpleRNN
from rnn_tui.engine.fused.loops import bias_or_zeros
from rnn_tui.engine.native.library import Library, library
from rnn_tui.engine.native.recurrence import GATES, Lookup, Weights, recurrence

_for_xla = ContextVar("for_xla", default=False)


def for_xla(wanted: bool = True) -> Any:
    """A context for tracing what XLA will compile; elsewhere a custom call has no kernel."""
    return _tracing() if wanted else nullcontext()


def tracing_for_xla() -> bool:
    """True within `for_xla`."""
    return _for_xla.get()


@contextmanager
def _tracing() -> Iterator[None]:
    token = _for_xla.set(True)
    try:
        yield
    finally:
        _for_xla.reset(token)


class NativeLayer:
    """Goes in front of a fused layer."""

    kind: str

    def compute(self, inputs: Any, mask: Any | None) -> Any:
        """As `FusedLayer.compute`."""
        loops = library() if _for_xla.get() else None
        if loops is None or None in inputs.shape.as_list():
            fused: Any = super()
            return fused.compute(inputs, mask)
        states = self._states(loops, inputs, mask)
        layer: Any = self
        if mask is None or not layer.zero_output_for_mask:
            return states
        alive = tf.reverse(mask, [1]) if layer.go_backwards else mask
        alive = alive if layer.return_sequences else alive[:, -1]
        return tf.where(alive[..., tf.newaxis], states, 0.0)

    def _states(self, loops: Library, inputs: Any, mask: Any | None) -> Any:
        layer: Any = self
        cell, gates = layer.cell, GATES[self.kind] * layer.units
        bias = bias_or_zeros(cell.bias, 2 * gates if self.kind == "GRU" else gates)
        return recurrence(
            loops,
            self.kind,
            inputs,
            Weights(
                tf.convert_to_tensor(cell.kernel),
                tf.convert_to_tensor(cell.recurrent_kernel),
                tf.reshape(bias, [-1]),
            ),
            mask,
            lookup=getattr(inputs, LOOKUP, None),
            backwards=layer.go_backwards,
            sequences=layer.return_sequences,
        )


@keras.saving.register_keras_serializable(package="rnn_tui")
class NativeSimpleRNN(NativeLayer, FusedSimpleRNN):
    """`keras.layers.SimpleRNN`."""

    kind = "SimpleRNN"


@keras.saving.register_keras_serializable(package="rnn_tui")
class NativeLSTM(NativeLayer, FusedLSTM):
    """`keras.layers.LSTM`."""

    kind = "LSTM"


@keras.saving.register_keras_serializable(package="rnn_tui")
class NativeGRU(NativeLayer, FusedGRU):
    """`keras.layers.GRU`."""

    kind = "GRU"


_CLASSES: dict[str, Any] = {"SimpleRNN": NativeSimpleRNN, "LSTM": NativeLSTM, "GRU": NativeGRU}


def native_class(kind: str) -> Any:
    """The native layer class of a kind."""
    return _CLASSES[kind]


LOOKUP = "_rnn_tui_lookup"
"""An attribute of a tensor that holds rows of a table; what is computed from it has none."""


@keras.saving.register_keras_serializable(package="rnn_tui")
class NativeEmbedding(keras.layers.Embedding):  # type: ignore[misc]
    """`keras.layers.Embedding`, whose output tells where its rows come from.

    A native layer after it multiplies each word of the batch with its kernel once, however often
    it occurs; XLA then drops the lookup itself, which nothing else reads.
    """

    def call(self, inputs: Any) -> Any:
        rows = super().call(inputs)
        if _for_xla.get():
            ids = tf.cast(inputs, tf.int32)
            setattr(rows, LOOKUP, Lookup(ids, tf.convert_to_tensor(self.embeddings)))
        return rows
