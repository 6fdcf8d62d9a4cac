"""The forward pass of every kind of layer in the spec: a new kind is one line here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rnn_tui.cells.base import Array, Computed, Mask, Weights, WeightShapes
from rnn_tui.cells.convolution import conv1d, conv1d_weights
from rnn_tui.cells.dense import dense, dense_weights
from rnn_tui.cells.dropping import dropout
from rnn_tui.cells.embedding import embedding, embedding_weights
from rnn_tui.cells.normalisation import layer_normalization, layer_normalization_weights
from rnn_tui.cells.pooling import global_average_pooling, global_max_pooling, max_pooling
from rnn_tui.cells.recurrent import recurrent, recurrent_weights
from rnn_tui.cells.reshaping import flatten

Pass = Callable[[Any, Weights, Any, Mask, bool], Computed]
"""(layer, weights, input, mask, keep) -> output and arrays. What does not care about
padding ignores the mask; only recurrent layers have so much to keep that `keep` matters."""


def _no_weights(_layer: Any, _features: int) -> WeightShapes:
    return {}


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind computes, and its weights' names and shapes for a number of input features."""

    forward: Pass
    weight_shapes: Callable[[Any, int], WeightShapes] = _no_weights


def _plain(function: Callable[[Any, Weights, Any], Computed]) -> Pass:
    return lambda layer, weights, x, _mask, _keep: function(layer, weights, x)


def _weightless(function: Callable[[Any, Array], Computed]) -> Pass:
    return lambda layer, _weights, x, _mask, _keep: function(layer, x)


KINDS: dict[str, Kind] = {
    "Embedding": Kind(_plain(embedding), embedding_weights),
    "SimpleRNN": Kind(recurrent, recurrent_weights),
    "LSTM": Kind(recurrent, recurrent_weights),
    "GRU": Kind(recurrent, recurrent_weights),
    "Dense": Kind(_plain(dense), dense_weights),
    "Dropout": Kind(_weightless(dropout)),
    "SpatialDropout1D": Kind(_weightless(dropout)),
    "Conv1D": Kind(_plain(conv1d), conv1d_weights),
    "MaxPooling1D": Kind(_weightless(max_pooling)),
    "GlobalMaxPooling1D": Kind(_weightless(global_max_pooling)),
    "GlobalAveragePooling1D": Kind(lambda _, __, x, mask, ___: global_average_pooling(x, mask)),
    "LayerNormalization": Kind(_plain(layer_normalization), layer_normalization_weights),
    "Flatten": Kind(_weightless(flatten)),
}
