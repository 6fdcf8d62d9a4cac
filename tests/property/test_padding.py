"""Padding and the encoding of IMDB against Keras, over random sequences and settings."""

import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.data import Sequences, pad
from rnn_tui.data.imdb.ids import encode, numbering_of, orders
from rnn_tui.data.sequences import offsets_of
from rnn_tui.experiment.data import ImdbData

sides = st.sampled_from(["pre", "post"])
ranks = st.lists(st.integers(1, 60), min_size=1, max_size=12)


def sequences(rows: list[list[int]], labels: list[int] | None = None) -> Sequences:
    """Flat arrays of a list of lists."""
    return Sequences(
        np.array([token for row in rows for token in row], np.int32),
        offsets_of(np.array([len(row) for row in rows], np.int64)),
        np.array(labels or [0] * len(rows), np.int32),
    )


@given(
    rows=st.lists(st.lists(st.integers(0, 2**31 - 1), max_size=9), max_size=8),
    maxlen=st.integers(1, 12),
    padding=sides,
    truncating=sides,
)
def test_pad_is_keras_pad_sequences(
    rows: list[list[int]], maxlen: int, padding: str, truncating: str
) -> None:
    expected = keras.utils.pad_sequences(rows, maxlen, padding=padding, truncating=truncating)
    actual = pad(sequences(rows), maxlen, padding, truncating)
    assert actual.dtype == np.int32
    assert actual.shape == (len(rows), maxlen)
    np.testing.assert_array_equal(actual, expected.reshape(len(rows), maxlen))


def test_pad_is_right_beyond_its_block_of_rows() -> None:
    rows = [list(range(1, 1 + n % 7)) for n in range(3_000)]
    expected = keras.utils.pad_sequences(rows, 4, padding="post", truncating="pre")
    np.testing.assert_array_equal(pad(sequences(rows), 4, "post", "pre"), expected)


@pytest.fixture(scope="module")
def serve_to_keras() -> object:
    """A function that has `keras.datasets.imdb.load_data` read the given arrays."""
    import keras.src.datasets.imdb as module

    def load(content: dict[str, np.ndarray], **settings: object) -> object:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "get_file", lambda **_: "imdb.npz")
            patch.setattr(module.npz_utils, "load_npz", lambda _: content)
            return module.load_data(**settings)

    return load


@given(
    train=st.lists(ranks, min_size=1, max_size=6),
    test=st.lists(ranks, min_size=1, max_size=6),
    num_words=st.none() | st.integers(5, 70),
    skip_top=st.integers(0, 20),
    start_char=st.none() | st.integers(0, 80),
    oov_char=st.none() | st.integers(0, 80),
    index_from=st.integers(0, 5),
    seed=st.integers(0, 2**32 - 1),
)
def test_encoding_is_that_of_keras(serve_to_keras, train, test, seed, **settings) -> None:
    labels = [list(range(len(train))), list(range(len(test)))]
    content = {
        "x_train": object_array(train),
        "y_train": np.array(labels[0]),
        "x_test": object_array(test),
        "y_test": np.array(labels[1]),
    }
    expected = serve_to_keras(content, seed=seed, **settings)
    data = ImdbData(shuffle_seed=seed, **settings)
    parts = sequences(train, labels[0]), sequences(test, labels[1])
    numbering = numbering_of(*parts, data)
    for part, order, (xs, ys) in zip(
        parts, orders(len(train), len(test), seed), expected, strict=True
    ):
        actual = encode(part, order, numbering)
        actual.check()
        assert [actual[i].tolist() for i in range(len(actual))] == [list(x) for x in xs]
        assert actual.labels.tolist() == ys.tolist()


def object_array(rows: list[list[int]]) -> np.ndarray:
    """As the rows lie in imdb.npz, also where all have one length."""
    array = np.empty(len(rows), object)
    array[:] = rows
    return array
