"""Shapes, names, counts and masks of the spec against Keras, over random stacks."""

import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")

from collections.abc import Sequence
from math import prod
from typing import Any
from unittest.mock import patch

import keras
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import layers, stacks

from rnn_tui.experiment import KINDS, Layer, Row, infer
from rnn_tui.experiment.layers.embedding import Embedding
from rnn_tui.experiment.layers.recurrent import Recurrent
from rnn_tui.experiment.layers.reshaping import Flatten

pytestmark = pytest.mark.filterwarnings("ignore:.*does not support masking:UserWarning")

NONSENSE_BUT_KERAS_TAKES_IT = {"needs-embedding", "embedding-not-first"}

lengths = st.integers(1, 24)


def keras_layer(layer: Layer) -> Any:
    made = getattr(keras.layers, layer.kind)(**layer.keras_arguments())
    if isinstance(layer, Recurrent) and layer.bidirectional:
        return keras.layers.Bidirectional(made, merge_mode=layer.merge_mode)
    return made


def keras_model(stack: Sequence[Layer], timesteps: int | None) -> Any:
    with patch("gc.collect"):  # most of what clear_session takes; only names matter here
        keras.utils.clear_session()
    ids = keras.Input((timesteps,), dtype="int32")
    return keras.Sequential([ids, *(keras_layer(layer) for layer in stack)])


def size(variables: Sequence[Any]) -> int:
    return sum(prod(variable.shape) for variable in variables)


def as_keras_has_it(layer: Any) -> tuple[Any, ...]:
    masked = getattr(layer.output, "_keras_mask", None) is not None
    return layer.name, type(layer).__name__, layer.output.shape, layer.count_params(), masked


def as_we_have_it(row: Row) -> tuple[Any, ...]:
    return row.name, row.kind, row.shape, row.params, row.masked


def assert_equal_to_keras(stack: Sequence[Layer], maxlen: int) -> None:
    ours = infer(stack, maxlen)
    model = keras_model(stack, ours.timesteps)
    assert [as_we_have_it(row) for row in ours.rows] == [
        as_keras_has_it(layer) for layer in model.layers
    ]
    assert ours.total == model.count_params()
    assert ours.trainable == size(model.trainable_weights)
    assert ours.non_trainable == size(model.non_trainable_weights)
    assert ours.output_shape == model.output_shape


@given(stacks, lengths)
def test_a_stack_is_what_keras_makes_of_it(stack: tuple[Layer, ...], maxlen: int) -> None:
    problems = infer(stack, maxlen).problems
    good = stack[: problems[0].layer] if problems else stack
    assert_equal_to_keras(good, maxlen)
    if problems and problems[0].code not in NONSENSE_BUT_KERAS_TAKES_IT:
        with pytest.raises(ValueError, match=r"."):
            keras_model(stack[: len(good) + 1], maxlen)


@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(max_examples=settings().max_examples // 5)
@given(data=st.data())
def test_every_kind_alone_is_what_keras_makes_of_it(kind: str, data: st.DataObject) -> None:
    embedding = data.draw(layers(Embedding))
    rest = [] if kind == "Embedding" else [data.draw(layers(KINDS[kind]))]
    maxlen = data.draw(st.integers(12, 40))
    assume(not infer([embedding, *rest], maxlen).problems)
    assert_equal_to_keras([embedding, *rest], maxlen)


def test_a_pair_of_directions_uses_up_the_name_of_its_kind() -> None:
    lstm = KINDS["LSTM"]
    pair, plain = lstm(bidirectional=True, return_sequences=True), lstm(return_sequences=True)
    assert_equal_to_keras([Embedding(), plain, pair, plain, pair, plain], 9)


def test_flatten_takes_a_vector_as_keras_does() -> None:
    assert_equal_to_keras([Embedding(), KINDS["GRU"](units=3), Flatten()], 7)
