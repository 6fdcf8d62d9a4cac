"""The encoding of texts: parts, vocabulary, ids; and the shipped sample."""

from pathlib import Path

import numpy as np
import pytest
from data_files import cache, write_tree

from rnn_tui.data import Corpus, arrays, facts, load, notes, part_sizes, text
from rnn_tui.data.text.locating import Located
from rnn_tui.data.text.sources.tables import Tables
from rnn_tui.experiment.data import SampleData, TextData

__all__ = ["cache"]
pytestmark = pytest.mark.usefixtures("cache")

TRAIN = {
    "train/neg/1.txt": b"bad bad film a",
    "train/neg/2.txt": b"the bad plot",
    "train/pos/1.txt": b"good film, the film",
    "train/pos/2.txt": b"good the end",
}
TEST = {"test/neg/1.txt": b"bad unseen unseen unseen words", "test/pos/1.txt": b"good words"}


def read(path: Path, seed: int = 0, **settings: object) -> Corpus:
    return load(TextData.model_validate({"path": str(path), **settings}), seed)


def many(tmp_path: Path, n: int = 60) -> Path:
    path = tmp_path / "many.csv"
    rows = (f"word{i} common{i % 5},{'abc'[i % 3]}" for i in range(n))
    path.write_text("text,label\n" + "\n".join(rows))
    return path


def test_words_rank_by_their_count_in_the_training_part(tmp_path: Path) -> None:
    corpus = read(write_tree(tmp_path / "root", {**TRAIN, **TEST}))
    assert corpus.vocabulary is not None
    # Three times bad, film and the, then good twice, the rest once: ties alphabetically.
    assert corpus.vocabulary.words == ("bad", "film", "the", "good", "a", "end", "plot")
    assert corpus.train[0].tolist() == [1, 4, 4, 5, 8]
    assert corpus.test[0].tolist() == [1, 4, 2, 2, 2, 2]
    assert corpus.train.labels.tolist() == [0, 0, 1, 1]
    assert corpus.test.labels.tolist() == [0, 1]


def test_num_words_bounds_the_ids(tmp_path: Path) -> None:
    corpus = read(write_tree(tmp_path / "root", {**TRAIN, **TEST}), num_words=6)
    assert corpus.vocabulary is not None
    assert corpus.vocabulary.words == ("bad", "film")
    assert corpus.train[1].tolist() == [1, 2, 4, 2]
    assert corpus.train.tokens.max() == 5
    assert facts(corpus).largest_id == 5
    assert facts(read(tmp_path / "root", num_words=None)).largest_id == 10


def test_the_vocabulary_encodes_as_the_corpus_was_encoded(tmp_path: Path) -> None:
    corpus = read(write_tree(tmp_path / "root", {**TRAIN, **TEST}), num_words=8)
    assert corpus.vocabulary is not None
    for place, raw in enumerate(TRAIN.values()):
        assert corpus.vocabulary.encode(raw.decode()).tolist() == corpus.train[place].tolist()
    assert corpus.vocabulary.classes == corpus.classes == ("neg", "pos")


def test_case_matters_on_demand(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "root", {**TRAIN, "train/pos/3.txt": b"Good GOOD"})
    corpus = read(root, lowercase=False, test_split=0.01)
    assert corpus.vocabulary is not None
    assert not corpus.vocabulary.lowercase


def test_the_cache_tells_apart_how_the_same_texts_are_cut(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "root", {**TRAIN, **TEST, "train/pos/3.txt": b"Good GOOD"})
    found = {lowercase: read(root, lowercase=lowercase) for lowercase in (True, False)}
    assert "GOOD" not in _words(found[True])
    assert "GOOD" in _words(found[False])
    assert _words(read(root)) == _words(found[True])
    assert found[True].fingerprint != found[False].fingerprint


def _words(corpus: Corpus) -> tuple[str, ...]:
    assert corpus.vocabulary is not None
    return corpus.vocabulary.words


def test_nothing_is_read_again_for_another_encoding(tmp_path: Path, monkeypatch) -> None:
    path = many(tmp_path)
    first = read(path)
    monkeypatch.setattr(Tables, "examples", None)
    assert read(path, num_words=9).fingerprint != first.fingerprint
    assert read(path, test_split=0.5).fingerprint != first.fingerprint
    assert read(path, seed=1).fingerprint != first.fingerprint
    again = read(path, maxlen=7, validation_split=0.5, padding="post")
    assert again.fingerprint == first.fingerprint
    np.testing.assert_array_equal(again.train.tokens, first.train.tokens)


def test_the_seed_draws_the_test_part(tmp_path: Path) -> None:
    path = many(tmp_path)
    words = [set(read(path, seed).vocabulary.words) for seed in (0, 0, 1)]
    assert words[0] == words[1] != words[2]
    corpus = read(path)
    assert (len(corpus.train), len(corpus.test)) == (48, 12)
    assert np.bincount(corpus.test.labels).tolist() == [4, 4, 4]


def test_validation_is_stratified_and_seeded(tmp_path: Path) -> None:
    path = many(tmp_path, 300)
    data = TextData(path=str(path), maxlen=5, validation_split=0.25)
    corpus = load(data, 0)
    first, second, other = (arrays(corpus, data, seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first.x_val, second.x_val)
    assert (first.x_val != other.x_val).any()
    assert (len(first.x_train), len(first.x_val), len(first.x_test)) == (180, 60, 60)
    assert np.bincount(first.y_val).tolist() == [20, 20, 20]
    assert facts(corpus, data).train_size == 180
    rows = {tuple(row) for row in np.concatenate([first.x_train, first.x_val]).tolist()}
    assert len(rows) == 240


def test_a_share_of_zero_validates_on_nothing(tmp_path: Path) -> None:
    data = TextData(path=str(many(tmp_path)), maxlen=5, validation_split=0.0)
    padded = arrays(load(data, 0), data, 0)
    assert padded.x_val.shape == (0, 5)
    assert len(padded.x_train) == 48


def test_chinese_texts_are_split_into_characters(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("文本,标签\n很好看,好评\n不好看,差评\n好,好评\n差,差评\n", encoding="utf-8")
    corpus = read(path, test_split=0.01)
    assert corpus.classes == ("好评", "差评")
    assert corpus.vocabulary is not None
    assert corpus.vocabulary.words[0] in "好看"
    assert all(len(word) == 1 for word in corpus.vocabulary.words)


def test_the_sample_ships(cache: Path) -> None:
    data = SampleData(maxlen=80)
    corpus = load(data, 0)
    assert len(corpus.classes) == 2
    assert (len(corpus.train), len(corpus.test)) == (4_000, 1_000)
    assert corpus.notes == ()
    assert abs(corpus.train.labels.mean() - 0.5) < 0.1
    assert arrays(corpus, data, 0).x_train.shape == (3_200, 80)


def test_the_sample_does_not_depend_on_the_seed(cache: Path) -> None:
    assert load(SampleData(), 0).fingerprint == load(SampleData(), 1).fingerprint


def table_of_parts(tmp_path: Path) -> Tables:
    files = []
    for part, words in (("train", "film"), ("validation", "fresh"), ("test", "unseen")):
        path = tmp_path / f"{part}.csv"
        rows = (f"{'bad' if i % 2 else 'good'} {words} {i},{'np'[i % 2]}" for i in range(8))
        path.write_text("text,label\n" + "\n".join(rows))
        files.append((path, part))
    return Tables(tuple(files))


def test_a_validation_part_is_neither_trained_on_nor_in_the_vocabulary(
    tmp_path: Path, monkeypatch
) -> None:
    source = table_of_parts(tmp_path)
    monkeypatch.setattr(text, "locate", lambda data, report: Located(source))
    data = TextData(path=str(tmp_path), maxlen=4)
    corpus = load(data, 0)
    assert corpus.validation is not None
    assert [len(p) for p in (corpus.train, corpus.validation, corpus.test)] == [8, 8, 8]
    assert corpus.vocabulary is not None
    assert {"fresh", "unseen"}.isdisjoint(corpus.vocabulary.words)
    padded = arrays(corpus, data, 0)
    assert (len(padded.x_train), len(padded.x_val), len(padded.x_test)) == (8, 8, 8)
    assert padded.y_val.tolist() == corpus.validation.labels.tolist()
    assert part_sizes(corpus, data, 0) == (8, 8)
    assert any("its own validation part (8 texts)" in note for note in notes(corpus, data))


def test_a_split_of_zero_leaves_a_validation_part_unused_with_a_note(
    tmp_path: Path, monkeypatch
) -> None:
    source = table_of_parts(tmp_path)
    monkeypatch.setattr(text, "locate", lambda data, report: Located(source))
    data = TextData(path=str(tmp_path), maxlen=4, validation_split=0.0)
    corpus = load(data, 0)
    assert len(arrays(corpus, data, 0).x_val) == 0
    assert part_sizes(corpus, data, 0) == (8, 0)
    assert "the validation part (8 texts) is not used" in notes(corpus, data)[-1]


def test_a_test_part_is_drawn_beside_a_validation_part(tmp_path: Path, monkeypatch) -> None:
    source = table_of_parts(tmp_path)
    source = Tables(source.files[:2])
    monkeypatch.setattr(text, "locate", lambda data, report: Located(source))
    corpus = load(TextData(path=str(tmp_path), test_split=0.5), 0)
    assert corpus.validation is not None
    assert [len(p) for p in (corpus.train, corpus.validation, corpus.test)] == [4, 8, 4]
