"""The forward pass of every kind of layer: a new kind is one line here."""

from collections.abc import Callable
from typing import Any

from rnn_tui.cells.base import Array, Computed, Mask, Weights
from rnn_tui.cells.convolution import conv1d
from rnn_tui.cells.dense import dense
from rnn_tui.cells.dropping import dropout
from rnn_tui.cells.embedding import embedding
from rnn_tui.cells.normalisation import batch_normalization, layer_normalization
from rnn_tui.cells.pooling import global_average_pooling, global_max_pooling, max_pooling
from rnn_tui.cells.recurrent import recurrent
from rnn_tui.cells.reshaping import flatten

ForwardPass = Callable[[Any, Weights, Any, Mask, bool], Computed]
"""(layer, weights, input, mask, keep) -> output and arrays. Layers that do not care about padding
ignore the mask; only recurrent layers have so much to keep that `keep` matters."""


def _plain(function: Callable[[Any, Weights, Any], Computed]) -> ForwardPass:
    return lambda layer, weights, x, _mask, _keep: function(layer, weights, x)


def _weightless(function: Callable[[Any, Array], Computed]) -> ForwardPass:
    return lambda layer, _weights, x, _mask, _keep: function(layer, x)


FORWARD_PASSES: dict[str, ForwardPass] = {
    "Embedding": _plain(embedding),
    "SimpleRNN": recurrent,
    "LSTM": recurrent,
    "GRU": recurrent,
    "Dense": _plain(dense),
    "Dropout": _weightless(dropout),
    "SpatialDropout1D": _weightless(dropout),
    "Conv1D": _plain(conv1d),
    "MaxPooling1D": _weightless(max_pooling),
    "GlobalMaxPooling1D": _weightless(global_max_pooling),
    "GlobalAveragePooling1D": lambda _, __, x, mask, ___: global_average_pooling(x, mask),
    "LayerNormalization": _plain(layer_normalization),
    "BatchNormalization": _plain(batch_normalization),
    "Flatten": _weightless(flatten),
}
