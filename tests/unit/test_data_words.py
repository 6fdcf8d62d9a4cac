"""The words of earlier runs and of Keras, and the vocabulary behind the ids."""

import json
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_tui.data import DataError, Vocabulary
from rnn_tui.data.words.plain import keras_split, plain_split


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I don't like it!", "i don't like it"),
        ("It's the ’80s, isn’t it?", "it's the 80s isn't it"),
        ("good<br /><br>bad<BR/>ugly", "good bad ugly"),
        ("a < b and <b>bold</b>", "a b and b bold b"),
        ("snake_case, well-known 3.5", "snake case well known 3 5"),
        ("'quoted' rock 'n' roll", "quoted rock n roll"),
        ("这部电影very好看！", "这 部 电 影 very 好 看"),
        ("すごいスーパー映画です。", "す ご い ス ー パ ー 映 画 で す"),
        ("Ça déjà vu", "ça déjà vu"),
        ("cafe\u0301 café", "café café"),
        ("बहुत अच्छी फ़िल्म।", "बहुत अच्छी फ़िल्म"),
        ("𠀀𠀁 5块", "𠀀 𠀁 5 块"),
        ("Привет, мир", "привет мир"),
        ("... --- !!! \x00 😀", ""),
    ],
)
def test_words(text: str, words: str) -> None:
    assert plain_split(text) == plain_split(words) == words.split()


def test_case_is_kept_on_demand() -> None:
    assert plain_split("Not GOOD", lowercase=False) == ["Not", "GOOD"]


@given(st.text())
def test_no_word_holds_anything_that_divides_or_steers(text: str) -> None:
    for word in plain_split(text):
        assert not {unicodedata.category(c) for c in word} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
        assert not set(word) & set(" _<>[]\n\t")
        assert plain_split(word) == [word]


def test_keras_words_keep_quotes_and_breaks() -> None:
    assert keras_split("He said 'Yes'.<br />Don't!") == ["he", "said", "'yes'", "br", "don't"]


def vocabulary(**changes: object) -> Vocabulary:
    base = Vocabulary(
        words=("the", "a", "film", "bad"),
        num_words=7,
        skip_top=0,
        start_char=1,
        oov_char=2,
        index_from=3,
        lowercase=True,
        splitting="words-2",
        classes=("neg", "pos"),
    )
    return replace(base, **changes)


def test_a_text_becomes_ids_and_words_again() -> None:
    known = vocabulary()
    ids = known.encode("A film, the BAD film; strange")
    assert ids.tolist() == [1, 5, 6, 4, 2, 6, 2]  # bad would be 7 = num_words
    assert " ".join(known.decode([0, *ids])) == "[PAD] [START] a film the [OOV] film [OOV]"
    assert known.largest_id == 6


def test_without_an_id_for_unknown_words_they_are_left_out() -> None:
    assert vocabulary(oov_char=None).encode("the bad a").tolist() == [1, 4, 5]
    assert vocabulary(oov_char=None, start_char=None).encode("bad").tolist() == []


def test_skip_top_leaves_out_the_frequent_and_the_start_marker_as_in_keras() -> None:
    assert vocabulary(skip_top=5).encode("the a film").tolist() == [2, 2, 5, 6]


def test_the_largest_id_counts_an_unknown_word_beyond_num_words() -> None:
    assert vocabulary(oov_char=50).largest_id == 50
    assert vocabulary(num_words=1_000).largest_id == 7
    assert vocabulary(num_words=1_000, start_char=99).largest_id == 99


def test_words_of_a_foreign_index_cannot_steer_the_terminal() -> None:
    assert vocabulary(words=("\x1b[2J", "a")).decode([4]) == ["\ufffd[2J"]


def test_a_saved_vocabulary_is_the_same_when_loaded(tmp_path: Path) -> None:
    known = vocabulary(words=("电", "é", "", "don't"), classes=("差评", "pos"))
    known.save(tmp_path / "vocabulary.json")
    assert Vocabulary.load(tmp_path / "vocabulary.json") == known
    assert [path.name for path in tmp_path.iterdir()] == ["vocabulary.json"]


def test_saving_is_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.json").mkdir()  # cannot be replaced by a file
    with pytest.raises(OSError, match="vocabulary"):
        vocabulary().save(tmp_path / "vocabulary.json")
    assert [path.name for path in tmp_path.iterdir()] == ["vocabulary.json"]


@pytest.mark.parametrize(
    "change",
    [
        {"format": 99},
        {"words": "the"},
        {"words": [1]},
        {"num_words": "7"},
        {"num_words": None},
        {"start_char": -1},
        {"oov_char": 2**40},
        {"index_from": True},
        {"lowercase": 1},
        {"splitting": "none"},
        {"splitting": ["words"]},
        {"classes": {"a": 1}},
    ],
)
def test_a_file_that_is_not_a_vocabulary_is_refused(tmp_path: Path, change: dict) -> None:
    path = tmp_path / "vocabulary.json"
    vocabulary().save(path)
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(DataError, match=r"vocabulary\.json is not a vocabulary"):
        Vocabulary.load(path)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vocabulary.json"
    path.write_bytes(content)
    with pytest.raises(DataError, match="is not a vocabulary"):
        Vocabulary.load(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"cannot read the vocabulary .*nothing\.json"):
        Vocabulary.load(tmp_path / "nothing.json")
