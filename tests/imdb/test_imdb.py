"""The source `imdb` on the real file: Keras's output, element by element."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rnn_tui.data import Arrays, Corpus, arrays, facts, load
from rnn_tui.experiment.data import ImdbData

KERAS = """
import sys, numpy as np, keras
import keras.src.datasets.imdb as imdb
imdb.get_file = lambda **_: sys.argv[1]
(x, y), (u, v) = imdb.load_data(num_words=10_000)
lengths = [np.array([len(row) for row in rows]) for rows in (x, u)]
x, u = (keras.utils.pad_sequences(rows, maxlen=500) for rows in (x, u))
np.savez(sys.argv[2], x=x, y=y, u=u, v=v, lengths=lengths[0], test_lengths=lengths[1])
"""


@pytest.fixture(scope="module")
def data(imdb_folder: Path) -> ImdbData:
    return ImdbData(path=str(imdb_folder / "imdb.npz"), download=False)


@pytest.fixture(scope="module")
def corpus(data: ImdbData) -> Corpus:
    return load(data, seed=0)


@pytest.fixture(scope="module")
def padded(corpus: Corpus, data: ImdbData) -> Arrays:
    return arrays(corpus, data, seed=0)


def test_the_arrays_are_those_of_keras(
    corpus: Corpus, padded: Arrays, imdb_folder: Path, tmp_path: Path
) -> None:
    subprocess.run(
        [sys.executable, "-c", KERAS, imdb_folder / "imdb.npz", tmp_path / "keras.npz"],
        check=True,
        env={**os.environ, "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
    )
    with np.load(tmp_path / "keras.npz") as keras:
        x, y = np.concatenate([padded.x_train, padded.x_val]), [padded.y_train, padded.y_val]
        np.testing.assert_array_equal(x, keras["x"])
        np.testing.assert_array_equal(np.concatenate(y), keras["y"])
        np.testing.assert_array_equal(padded.x_test, keras["u"])
        np.testing.assert_array_equal(padded.y_test, keras["v"])
        np.testing.assert_array_equal(corpus.train.lengths, keras["lengths"])
        np.testing.assert_array_equal(corpus.test.lengths, keras["test_lengths"])


def test_the_published_figures(corpus: Corpus, padded: Arrays, data: ImdbData) -> None:
    assert (len(corpus.train), len(corpus.test)) == (25_000, 25_000)
    assert corpus.train.labels.mean() == corpus.test.labels.mean() == 0.5
    assert round(float(corpus.train.lengths.mean()), 2) == 238.71
    assert round(float(corpus.test.lengths.mean()), 2) == 230.80
    assert (corpus.train.lengths.max(), corpus.test.lengths.max()) == (2_494, 2_315)
    assert padded.x_train.shape == (20_000, 500)
    assert padded.x_val.shape == (5_000, 500)
    assert padded.x_test.shape == (25_000, 500)
    found = facts(corpus, data)
    assert (found.classes, found.largest_id, found.train_size) == (2, 9_999, 20_000)


def test_a_file_of_another_hash_is_accepted_with_a_note(corpus: Corpus) -> None:
    assert any("SHA-256" in note for note in corpus.notes)


def test_reviews_read_as_english(corpus: Corpus) -> None:
    assert corpus.vocabulary is not None
    words = corpus.vocabulary.decode(corpus.train[0])
    assert words[0] == "[START]"
    assert sum(word.isalpha() for word in words) > 0.8 * len(words)
