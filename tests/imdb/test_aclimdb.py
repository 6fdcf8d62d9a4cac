"""The raw reviews through the source `text`, and how they relate to Keras's encoding of them."""

import tarfile
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from rnn_tui.data import Corpus, arrays, load
from rnn_tui.experiment.data import ImdbData, TextData


@pytest.fixture(scope="module")
def archive(imdb_folder: Path) -> Path:
    return imdb_folder / "aclImdb_v1.tar.gz"


@pytest.fixture(scope="module")
def corpus(archive: Path) -> Corpus:
    return load(TextData(path=str(archive)), seed=0)


def test_both_parts_and_classes_are_found(corpus: Corpus, archive: Path) -> None:
    assert (len(corpus.train), len(corpus.test)) == (25_000, 25_000)
    assert corpus.classes == ("neg", "pos")
    assert corpus.train.labels.mean() == corpus.test.labels.mean() == 0.5
    assert corpus.train.tokens.max() == 9_999
    assert corpus.vocabulary is not None
    assert corpus.vocabulary.words[:3] == ("the", "and", "a")
    padded = arrays(corpus, TextData(path=str(archive)), seed=0)
    assert padded.x_train.shape == (20_000, 500)
    assert padded.x_val.shape == (5_000, 500)
    assert np.bincount(padded.y_val).tolist() == [2_500, 2_500]


def test_keras_vocabulary_encodes_raw_reviews_as_the_file_has_them(
    archive: Path, imdb_folder: Path
) -> None:
    data = ImdbData(path=str(imdb_folder / "imdb.npz"), num_words=None, download=False)
    corpus = load(data, seed=0)
    assert corpus.vocabulary is not None
    known = Counter(corpus.train[i].tobytes() for i in range(len(corpus.train)))
    wanted, found = 300, 0
    with tarfile.open(archive) as members:
        reviews = (member for member in members if "/train/" in member.name and member.isreg())
        for member, _ in zip(reviews, range(wanted), strict=False):
            file = members.extractfile(member)
            assert file is not None
            found += corpus.vocabulary.encode(file.read().decode()).tobytes() in known
    assert found >= wanted - 3  # a word of its own that the index does not have
