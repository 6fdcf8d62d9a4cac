"""The kinds of layers: one file a family; a new kind is one class and one line here."""

from typing import Annotated

from pydantic import Field

from rnn_tui.experiment.layers.base import Dim, Layer, Shape, ShapeError
from rnn_tui.experiment.layers.convolution import Conv1D
from rnn_tui.experiment.layers.dense import Dense
from rnn_tui.experiment.layers.dropping import Dropout, SpatialDropout1D
from rnn_tui.experiment.layers.embedding import Embedding
from rnn_tui.experiment.layers.normalisation import LayerNormalization
from rnn_tui.experiment.layers.pooling import (
    GlobalAveragePooling1D,
    GlobalMaxPooling1D,
    MaxPooling1D,
)
from rnn_tui.experiment.layers.recurrent import GRU, LSTM, Recurrent, SimpleRNN
from rnn_tui.experiment.layers.reshaping import Flatten

AnyLayer = Annotated[
    Embedding
    | SimpleRNN
    | LSTM
    | GRU
    | Dense
    | Dropout
    | SpatialDropout1D
    | Conv1D
    | MaxPooling1D
    | GlobalMaxPooling1D
    | GlobalAveragePooling1D
    | LayerNormalization
    | Flatten,
    Field(discriminator="kind"),
]

KINDS: dict[str, type[Layer]] = {
    kind.model_fields["kind"].default: kind
    for kind in (
        Embedding,
        SimpleRNN,
        LSTM,
        GRU,
        Dense,
        Dropout,
        SpatialDropout1D,
        Conv1D,
        MaxPooling1D,
        GlobalMaxPooling1D,
        GlobalAveragePooling1D,
        LayerNormalization,
        Flatten,
    )
}

__all__ = [
    "GRU",
    "KINDS",
    "LSTM",
    "AnyLayer",
    "Conv1D",
    "Dense",
    "Dim",
    "Dropout",
    "Embedding",
    "Flatten",
    "GlobalAveragePooling1D",
    "GlobalMaxPooling1D",
    "Layer",
    "LayerNormalization",
    "MaxPooling1D",
    "Recurrent",
    "Shape",
    "ShapeError",
    "SimpleRNN",
    "SpatialDropout1D",
]
