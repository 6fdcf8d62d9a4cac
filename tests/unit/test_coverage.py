"""Figures and examples at any settings, from a corpus that was loaded once."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from data_files import cache, in_process, write_imdb
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.data import DataError, arrays, facts, load
from rnn_tui.experiment import DataSpec, ImdbData, SampleData, TextData
from rnn_tui.results.data.coverage import Measured, every_word, example, figures, measure
from rnn_tui.results.data.lengths import histogram
from rnn_tui.results.tokens import TokenKind

__all__ = ["cache", "in_process"]
pytestmark = pytest.mark.usefixtures("cache", "in_process")

ROWS = "a b c d e,x\nb c d,y\nc c d e f g h i,x\na,y\nb a,x\nd e,y\nc d a b,x\na g,y\n"

IMDB_SETTINGS: list[dict[str, Any]] = [
    {},
    {"num_words": None},
    {"num_words": 6},
    {"num_words": 8, "maxlen": 2},
    {"num_words": 9, "oov_char": None},
    {"skip_top": 5},
    {"skip_top": 5, "oov_char": None},
    {"start_char": None},
    {"start_char": None, "oov_char": None, "num_words": 7},
    {"index_from": 2, "num_words": 5},
    {"index_from": 7, "num_words": 12, "skip_top": 9},
    {"oov_char": 90, "num_words": 8},
    {"start_char": 40},
    {"start_char": 40, "num_words": 30},
]


def changed(data: DataSpec, **settings: Any) -> DataSpec:
    return type(data).model_validate({**dict(data), **settings})


def held_to_loading(measured: Measured, data: DataSpec) -> None:
    """The figures and all examples say what loading these very settings gives."""
    corpus, found = load(data, 0), figures(measured, data, 0)
    assert not found.trouble
    assert found.facts == facts(corpus, data)
    assert found.lengths.tolist() == corpus.train.lengths.tolist()
    made = arrays(corpus, data, 0)
    sizes = (len(made.y_train), len(made.y_val), len(made.y_test))
    assert (found.train_size, found.validation_size, found.test_size) == sizes
    for place in range(len(corpus.train)):
        ids, shown = corpus.train[place], example(measured, place, data)
        kept = ids[-data.maxlen :] if data.truncating == "pre" else ids[: data.maxlen]
        assert (shown.length, shown.cut) == (len(ids), len(ids) - len(kept))
        assert shown.padding == data.maxlen - len(kept)
        oov = data.oov_char if isinstance(data, ImdbData) else 2
        assert corpus.vocabulary is not None
        for (text, kind), i in zip(shown.steps, kept.tolist(), strict=True):
            assert (kind is TokenKind.UNKNOWN) == (i == oov)
            if kind is not TokenKind.UNKNOWN:
                assert text == corpus.vocabulary.decode([i])[0]


@pytest.mark.parametrize("settings", IMDB_SETTINGS, ids=str)
def test_imdb_is_as_loaded(tmp_path: Path, settings: dict[str, Any]) -> None:
    data = ImdbData(path=str(write_imdb(tmp_path)), maxlen=4)
    held_to_loading(measure(load(every_word(data), 0)), changed(data, **settings))


@pytest.mark.parametrize(
    "settings",
    [{}, {"num_words": None}, {"num_words": 6}, {"num_words": 7, "truncating": "post"}],
    ids=str,
)
def test_texts_are_as_loaded(tmp_path: Path, settings: dict[str, Any]) -> None:
    path = tmp_path / "texts.csv"
    path.write_text("text,label\n" + ROWS)
    data = TextData(path=str(path), maxlen=3, test_split=0.3)
    held_to_loading(measure(load(every_word(data), 0)), changed(data, **settings))


def test_the_sample_is_as_loaded() -> None:
    measured = measure(load(every_word(SampleData()), 0))
    held_to_loading(measured, SampleData(num_words=100, maxlen=20))


def test_shares(tmp_path: Path) -> None:
    data = ImdbData(path=str(write_imdb(tmp_path)), num_words=8, maxlen=3)
    found = figures(measure(load(every_word(data), 0)), data, 0)
    # Ranks below 5 are kept. Lengths with the start marker: 4, 2, 6, 3, 3.
    assert found.padded == 1 / 5
    assert found.truncated == 2 / 5
    assert found.unknown == pytest.approx(5 / 13)
    assert found.test_unknown == pytest.approx(2 / 7)


def test_only_the_origin_of_the_texts_takes_loading_again() -> None:
    data = ImdbData()
    for settings in IMDB_SETTINGS:
        assert every_word(changed(data, **settings)) == every_word(data)
    assert every_word(changed(data, shuffle_seed=1)) != every_word(data)
    text = TextData(path="a.csv")
    assert every_word(changed(text, lowercase=False)) != every_word(text)
    assert every_word(changed(text, path="b.csv")) != every_word(text)


@pytest.mark.parametrize(
    "settings", [{"num_words": 5, "index_from": 4}, {"num_words": 9, "skip_top": 9}], ids=str
)
def test_settings_that_leave_no_word_are_told(tmp_path: Path, settings: dict[str, Any]) -> None:
    data = ImdbData(path=str(write_imdb(tmp_path)))
    measured = measure(load(every_word(data), 0))
    with pytest.raises(DataError, match="leave no word"):
        load(changed(data, **settings), 0)
    assert "no words: raise" in figures(measured, changed(data, **settings), 0).trouble


def test_a_split_that_leaves_nothing_is_told(tmp_path: Path) -> None:
    data = ImdbData(path=str(write_imdb(tmp_path)), validation_split=0.9)
    assert "validation_split" in figures(measure(load(every_word(data), 0)), data, 0).trouble


def test_ids_that_words_share_with_markers_are_counted_as_loaded(tmp_path: Path) -> None:
    data = ImdbData(path=str(write_imdb(tmp_path)), index_from=0, num_words=5)
    found, corpus = figures(measure(load(every_word(data), 0)), data, 0), load(data, 0)
    assert found.facts == facts(corpus, data)
    assert found.lengths.tolist() == corpus.train.lengths.tolist()


def test_without_a_word_index_examples_are_ids(tmp_path: Path) -> None:
    path = write_imdb(tmp_path)
    (tmp_path / "imdb_word_index.json").unlink()
    data = ImdbData(path=str(path), download=False, index_from=5)
    measured = measure(load(every_word(data), 0))
    ids = load(data, 0).train[0].tolist()
    words = [text for text, _ in example(measured, 0, data).steps]
    assert words == ["[START]", *map(str, ids[1:])]
    assert figures(measured, data, 0).facts == facts(load(data, 0), data)


def test_a_very_long_text_is_shown_in_part(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("text,label\n" + f"{'word ' * 5_000},a\n{'word ' * 5_000},b\n" * 2)
    data = TextData(path=str(path), maxlen=4_000, test_split=0.3)
    shown = example(measure(load(every_word(data), 0)), 0, data)
    assert (len(shown.steps), shown.more, shown.cut) == (2_000, 2_000, 1_001)


lists = st.lists(st.integers(0, 3_000), min_size=1, max_size=200)


@given(lists, st.integers(1, 5_000), st.integers(12, 120))
def test_histograms_are_cut_where_maxlen_is(lengths: list[int], maxlen: int, columns: int) -> None:
    found = histogram(np.array(lengths), maxlen, columns)
    assert sum(found.counts) == len(lengths)
    assert 1 <= len(found.counts) <= columns
    assert len(found.edges) == len(found.counts) + 1
    assert list(found.edges) == sorted(found.edges)
    assert found.longer == sum(length > found.edges[-1] for length in lengths)
    if found.cut is not None:
        assert found.edges[found.cut] == maxlen
        assert sum(found.counts[found.cut :]) == sum(length > maxlen for length in lengths)
    else:
        assert maxlen > found.edges[-1]


def test_a_few_giants_do_not_flatten_the_others() -> None:
    found = histogram(np.array([10] * 999 + [90_000]), 20, 60)
    assert found.edges[-1] < 100
    assert found.longer == 1
