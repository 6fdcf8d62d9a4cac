"""The kinds of layers, one file for each family: a new kind is a class there and a line here."""

from typing import TYPE_CHECKING

from rnn_tui.experiment.base import model_choice
from rnn_tui.experiment.layers import (
    convolution,
    dense,
    dropping,
    embedding,
    normalisation,
    pooling,
    recurrent,
    reshaping,
)
from rnn_tui.experiment.layers.base import Layer

KINDS: dict[str, type[Layer]] = {
    layer.model_fields["kind"].default: layer
    for layer in (
        embedding.Embedding,
        recurrent.SimpleRNN,
        recurrent.LSTM,
        recurrent.GRU,
        dense.Dense,
        dropping.Dropout,
        dropping.SpatialDropout1D,
        convolution.Conv1D,
        pooling.MaxPooling1D,
        pooling.GlobalMaxPooling1D,
        pooling.GlobalAveragePooling1D,
        normalisation.LayerNormalization,
        normalisation.BatchNormalization,
        reshaping.Flatten,
    )
}
"""The classes by kind, in the order in which the app offers them."""

if TYPE_CHECKING:
    AnyLayer = Layer
else:
    AnyLayer = model_choice(KINDS.values(), "kind")

__all__ = ["KINDS", "AnyLayer", "Layer"]
