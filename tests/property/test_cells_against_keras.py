"""The numpy forward passes give what Keras gives when it predicts, to 1e-5."""

from typing import get_args

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rnn_tui.cells import Network
from rnn_tui.cells.activations import ACTIVATIONS
from rnn_tui.experiment.layers import KINDS, Layer
from rnn_tui.experiment.layers.base import Activation, ShapeError
from rnn_tui.experiment.layers.convolution import Conv1D
from rnn_tui.experiment.layers.dense import Dense
from rnn_tui.experiment.layers.dropping import Dropout, SpatialDropout1D
from rnn_tui.experiment.layers.embedding import Embedding
from rnn_tui.experiment.layers.normalisation import BatchNormalization, LayerNormalization
from rnn_tui.experiment.layers.pooling import (
    GlobalAveragePooling1D,
    GlobalMaxPooling1D,
    MaxPooling1D,
)
from rnn_tui.experiment.layers.recurrent import GRU, LSTM, Recurrent, SimpleRNN
from rnn_tui.experiment.layers.reshaping import Flatten

# That some layers lose the mask is what is compared here.
pytestmark = pytest.mark.filterwarnings("ignore:.*does not support masking")

TOLERANCE = 1e-5
WORDS = 12

IDS = np.array(
    [
        [0, 0, 0, 3, 1, 4, 1, 5, 9],
        [2, 6, 5, 3, 5, 8, 0, 0, 0],
        [0, 7, 0, 0, 9, 3, 0, 2, 0],
        [3, 8, 4, 6, 2, 6, 4, 3, 3],
    ]
)
"""Padding in front, behind, in between, and none."""


def keras_layer(layer: Layer) -> keras.Layer:
    one = getattr(keras.layers, layer.kind)(**layer.keras_arguments())
    if isinstance(layer, Recurrent) and layer.bidirectional:
        return keras.layers.Bidirectional(one, merge_mode=layer.merge_mode)
    return one


def keras_model(layers: list[Layer], timesteps: int, seed: int = 0) -> keras.Model:
    """The stack with random weights, biases as well."""
    model = keras.Sequential([keras.Input((timesteps,), dtype="int32"), *map(keras_layer, layers)])
    draw = np.random.default_rng(seed)
    for weight in model.weights:
        scale = 1 / np.sqrt(max(1, np.prod(weight.shape[:-1])))
        drawn = draw.normal(0, scale, weight.shape)
        weight.assign(abs(drawn) if weight.name == "moving_variance" else drawn)
    return model


def assert_equal_to_keras(layers: list[Layer], ids: np.ndarray, seed: int = 0) -> None:
    model = keras_model(layers, ids.shape[1], seed)
    expected = model(ids, training=False).numpy()
    network = Network(layers, [weight.numpy() for weight in model.weights], ids.shape[1])
    forward = network.forward(ids)
    assert forward.output.dtype == np.float32
    for output in (forward.output, network.predict(ids, batch=2)):
        np.testing.assert_allclose(output, expected, rtol=TOLERANCE, atol=TOLERANCE)


CASES: dict[str, list[Layer]] = {
    "Embedding": [],
    "SimpleRNN": [SimpleRNN(units=5)],
    "LSTM": [LSTM(units=5)],
    "GRU": [GRU(units=5)],
    "Dense": [Dense(units=4, activation="relu")],
    "Dropout": [Dropout()],
    "SpatialDropout1D": [SpatialDropout1D()],
    "Conv1D": [Conv1D(filters=4, kernel_size=3)],
    "MaxPooling1D": [MaxPooling1D()],
    "GlobalMaxPooling1D": [GlobalMaxPooling1D()],
    "GlobalAveragePooling1D": [GlobalAveragePooling1D()],
    "LayerNormalization": [LayerNormalization()],
    "BatchNormalization": [BatchNormalization()],
    "Flatten": [Flatten(), Dense(units=3)],
}


def test_every_kind_has_a_case() -> None:
    assert CASES.keys() == KINDS.keys()


@pytest.mark.parametrize("mask_zero", [False, True], ids=["unmasked", "masked"])
@pytest.mark.parametrize("kind", CASES)
def test_each_kind_computes_as_in_keras(kind: str, mask_zero: bool) -> None:
    embedding = Embedding(input_dim=WORDS, output_dim=3, mask_zero=mask_zero)
    assert_equal_to_keras([embedding, *CASES[kind]], IDS)


@pytest.mark.parametrize("mask_zero", [False, True], ids=["unmasked", "masked"])
@pytest.mark.parametrize("merge_mode", [None, "concat", "sum", "mul", "ave"])
@pytest.mark.parametrize("kind", [SimpleRNN, LSTM, GRU])
def test_recurrent_sequences(
    kind: type[Recurrent], merge_mode: str | None, mask_zero: bool
) -> None:
    """Every output at every timestep, also at the masked ones; then what the mask does next."""
    pair = {} if merge_mode is None else {"bidirectional": True, "merge_mode": merge_mode}
    layers = [
        Embedding(input_dim=WORDS, output_dim=3, mask_zero=mask_zero),
        kind(units=4, return_sequences=True, **pair),
    ]
    assert_equal_to_keras(layers, IDS)
    assert_equal_to_keras([*layers, GlobalAveragePooling1D()], IDS)


@pytest.mark.parametrize("sequences", [False, True], ids=["last", "sequences"])
@pytest.mark.parametrize(
    "layer",
    [
        SimpleRNN(units=4, go_backwards=True),
        LSTM(units=4, go_backwards=True, use_bias=False, recurrent_activation="hard_sigmoid"),
        GRU(units=4, go_backwards=True, reset_after=False),
        GRU(units=4, use_bias=False),
        GRU(units=4, use_bias=False, reset_after=False, recurrent_activation="softmax"),
        LSTM(units=4, dropout=0.5, recurrent_dropout=0.5, bidirectional=True),
    ],
    ids=lambda layer: f"{layer.kind} {layer.model_dump(exclude_defaults=True)}",
)
def test_recurrent_options(layer: Recurrent, sequences: bool) -> None:
    layer = layer.model_copy(update={"return_sequences": sequences})
    embedding = Embedding(input_dim=WORDS, output_dim=3, mask_zero=True)
    # A second layer reads with the mask that Keras hands on, unturned by go_backwards.
    rest = [GRU(units=3)] if sequences else []
    assert_equal_to_keras([embedding, layer, *rest], IDS)


@pytest.mark.parametrize("padding", ["valid", "same", "causal"])
@pytest.mark.parametrize(("strides", "dilation"), [(1, 1), (2, 1), (4, 1), (1, 2), (1, 3)])
def test_convolution(padding: str, strides: int, dilation: int) -> None:
    layer = Conv1D(
        filters=4, kernel_size=3, padding=padding, strides=strides, dilation_rate=dilation
    )
    assert_equal_to_keras([Embedding(input_dim=WORDS, output_dim=3), layer], IDS)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("pool_size", "strides"), [(2, None), (4, None), (3, 2), (2, 5)])
def test_max_pooling(padding: str, pool_size: int, strides: int | None) -> None:
    layer = MaxPooling1D(pool_size=pool_size, strides=strides, padding=padding)
    assert_equal_to_keras([Embedding(input_dim=WORDS, output_dim=3), layer], IDS)


@pytest.mark.parametrize("activation", get_args(Activation))
def test_activation(activation: str) -> None:
    assert ACTIVATIONS.keys() == set(get_args(Activation))
    x = np.linspace(-120, 120, 2_401, dtype=np.float32).reshape(7, -1)
    expected = keras.activations.get(activation)(keras.ops.convert_to_tensor(x)).numpy()
    ours = ACTIVATIONS[activation](x)
    assert ours.dtype == np.float32
    np.testing.assert_allclose(ours, expected, rtol=TOLERANCE, atol=TOLERANCE)


def test_text_of_padding_alone() -> None:
    """Keras divides 0 by 0 for the mean of nothing; so do we, without a warning."""
    ids = np.zeros((2, 5), int)
    embedding = Embedding(input_dim=WORDS, output_dim=3, mask_zero=True)
    assert_equal_to_keras([embedding, GlobalAveragePooling1D()], ids)
    assert_equal_to_keras([embedding, LSTM(units=3, bidirectional=True)], ids)


def test_frozen_layers_keep_their_place_among_the_weights() -> None:
    layers = [
        Embedding(input_dim=WORDS, output_dim=3, trainable=False),
        LSTM(units=3, dropout=0.5),
        LayerNormalization(trainable=False),
        BatchNormalization(trainable=False),
        Dense(units=1, activation="sigmoid"),
    ]
    assert_equal_to_keras(layers, IDS)


def recurrent(return_sequences: bool) -> st.SearchStrategy[Layer]:
    shared = {
        "units": st.integers(1, 5),
        "return_sequences": st.just(return_sequences),
        "use_bias": st.booleans(),
        "activation": st.sampled_from(["tanh", "sigmoid", "gelu", "hard_sigmoid"]),
        "merge_mode": st.sampled_from(["concat", "sum", "mul", "ave"]),
    }
    way = st.sampled_from(
        [{}, {}, {"go_backwards": True}, {"bidirectional": True}, {"bidirectional": True}]
    )
    gated = {**shared, "recurrent_activation": st.sampled_from(["sigmoid", "hard_sigmoid"])}
    kinds = st.one_of(
        st.builds(SimpleRNN, **shared),
        st.builds(LSTM, **gated),
        st.builds(GRU, reset_after=st.booleans(), **gated),
    )
    return st.builds(lambda layer, more: layer.model_copy(update=more), kinds, way)


PLAIN = st.one_of(
    st.just(Dropout()),
    st.builds(
        Dense,
        units=st.integers(1, 5),
        activation=st.sampled_from(get_args(Activation)),
        use_bias=st.booleans(),
    ),
    st.builds(LayerNormalization, center=st.booleans(), scale=st.booleans()),
    st.builds(
        BatchNormalization,
        momentum=st.floats(0, 0.99),
        epsilon=st.floats(1e-5, 1),
        center=st.booleans(),
        scale=st.booleans(),
    ),
)

SEQUENCES = st.one_of(
    PLAIN,
    recurrent(return_sequences=True),
    st.just(SpatialDropout1D()),
    st.builds(
        Conv1D,
        filters=st.integers(1, 5),
        kernel_size=st.integers(1, 4),
        strides=st.integers(1, 3),
        padding=st.sampled_from(["valid", "same", "causal"]),
        activation=st.sampled_from(["relu", "elu", "silu"]),
        use_bias=st.booleans(),
    ),
    st.builds(
        MaxPooling1D,
        pool_size=st.integers(1, 4),
        strides=st.none() | st.integers(1, 3),
        padding=st.sampled_from(["valid", "same"]),
    ),
)

ENDS = st.one_of(
    recurrent(return_sequences=False),
    st.sampled_from([GlobalMaxPooling1D(), GlobalAveragePooling1D(), Flatten()]),
)


@st.composite
def stacks(draw: st.DrawFn, timesteps: int) -> list[Layer]:
    """Layers that fit one another, from the ids to one vector for each text."""
    layers: list[Layer] = [
        Embedding(
            input_dim=WORDS, output_dim=draw(st.integers(1, 5)), mask_zero=draw(st.booleans())
        ),
        *draw(st.lists(SEQUENCES, max_size=3)),
        draw(ENDS),
        *draw(st.lists(PLAIN, max_size=2)),
    ]
    shape = (None, timesteps)
    try:
        for layer in layers:
            shape = layer.output_shape(shape)
    except ShapeError:
        assume(False)
    return layers


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data())
def test_random_stacks(data: st.DataObject) -> None:
    batch, timesteps = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 8))
    words = st.lists(st.integers(0, WORDS - 1) | st.just(0), min_size=timesteps, max_size=timesteps)
    ids = np.array(data.draw(st.lists(words, min_size=batch, max_size=batch)))
    assert_equal_to_keras(data.draw(stacks(timesteps)), ids, seed=data.draw(st.integers(0, 99)))
