"""The bag of words against scikit-learn's naive Bayes, and on what split it is judged."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB

from rnn_tui.data import Corpus, Sequences, arrays, bag_of_words, load, validation_places
from rnn_tui.data.bag_of_words import Answers, NaiveBayes, baselines
from rnn_tui.data.sequences import offsets_of
from rnn_tui.experiment import SampleData, TextData
from rnn_tui.runs.state.class_scores import accuracy

NO_WORDS = (0, 1, 2)


def sequences(draw: np.random.Generator, texts: int, classes: int, ids: int = 60) -> Sequences:
    """Random texts of 0 to 30 ids, which tell a little of their class."""
    labels = draw.integers(0, classes, texts).astype(np.int32)
    lengths = draw.integers(0, 31, texts)
    shift = np.repeat(labels, lengths) * 3
    tokens = (draw.zipf(1.4, lengths.sum()) + shift) % (ids - 1) + 1
    return Sequences(tokens.astype(np.int32), offsets_of(lengths), labels)


def as_texts(part: Sequences) -> list[str]:
    return [" ".join(f"w{i}" for i in part[n] if i not in NO_WORDS) for n in range(len(part))]


@pytest.mark.parametrize("classes", [2, 3, 7])
@pytest.mark.parametrize("chunk", [250_000, 40], ids=["whole", "in pieces"])
def test_it_answers_as_scikit_learn(
    classes: int, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bag_of_words, "CHUNK", chunk)
    draw = np.random.default_rng(classes)
    train, test = sequences(draw, 400, classes), sequences(draw, 300, classes, ids=80)
    rows = np.sort(draw.permutation(400)[:300])
    ours = NaiveBayes.fit(train, rows, classes, NO_WORDS)
    counter = CountVectorizer()
    counts = counter.fit_transform([as_texts(train)[row] for row in rows])
    theirs = MultinomialNB().fit(counts, train.labels[rows])
    ids = [int(word[1:]) for word in counter.get_feature_names_out()]
    np.testing.assert_allclose(ours.words[:, ids], theirs.feature_log_prob_, rtol=1e-12)
    np.testing.assert_allclose(ours.prior, theirs.class_log_prior_, rtol=1e-12)
    asked = np.arange(0, 300, 2)
    expected = theirs.predict(counter.transform(as_texts(test)))[asked]
    np.testing.assert_array_equal(ours.predict(test, asked), expected)


def test_the_split_is_that_of_the_network() -> None:
    data = SampleData(num_words=500, maxlen=16, validation_split=0.25)
    corpus = load(data, 3)
    found, padded = baselines(corpus, data, 3), arrays(corpus, data, 3)
    assert found.words is not None
    for confusion, labels in (
        (found.words.validation, padded.y_val),
        (found.words.test, padded.y_test),
        (found.constant.test, padded.y_test),
    ):
        assert [sum(row) for row in confusion] == np.bincount(labels).tolist()
    kept, _ = validation_places(corpus, data, 3)
    model = NaiveBayes.fit(corpus.train, kept, 2, NO_WORDS)
    right = model.predict(corpus.test, np.arange(len(corpus.test))) == corpus.test.labels
    assert accuracy(found.words.test) == right.mean()
    assert baselines(corpus, data, 3) == found


def test_one_answer_for_all_is_the_most_frequent_class_of_the_training_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RNN_TUI_CACHE", str(tmp_path / "cache"))
    rows = [("good stuff here", "ham")] * 90 + [("buy now", "spam")] * 10
    (tmp_path / "mail.csv").write_text("text,label\n" + "".join(f"{t},{c}\n" for t, c in rows))
    data = TextData(path=str(tmp_path / "mail.csv"), test_split=0.2, validation_split=0.0)
    found = baselines(load(data, 0), data, 0)
    assert found.most_frequent == 0
    assert found.constant == Answers(((0, 0), (0, 0)), ((18, 0), (2, 0)))
    assert found.words == Answers(((0, 0), (0, 0)), ((18, 0), (0, 2)))


def test_data_that_is_too_large_has_no_bag_of_words(monkeypatch: pytest.MonkeyPatch) -> None:
    data = SampleData(num_words=500, maxlen=16)
    corpus: Corpus = load(data, 0)
    monkeypatch.setattr(bag_of_words, "MOST_WORK", 1_000)
    found = baselines(corpus, data, 0)
    assert found.words is None
    assert accuracy(found.constant.test) == 0.5
