"""What holds for the words of any text."""

import re
import unicodedata

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rnn_tui.data.words import splitting
from rnn_tui.data.words.characters import HAN, is_common, mark
from rnn_tui.data.words.folding import folded
from rnn_tui.data.words.splitting import split_but_chinese, split_words

PIECES = st.sampled_from(
    [
        *("a", "B", "é", "e\u0301", "İ", "Σ", "ς", "ß", "ǰ", "J\u030c", "ﬁ", "½", "x²", "ﷲ", "ﹱ"),
        *("1", "23", "٣", "๑", ".", ",", "٫", "'", "’", "-", "_", "/", ":", ";", "=", ")", "("),
        *("<", ">", "3", "^", "\\", "@", "#", "&", "o", "D", "T", "http://", "www.", ".com", "|"),
        *("&amp;", "&lt;", "&#39;", "<br />", "amp;", "#39;", " ", "\u00a0", "\u200b", "\t", "…"),
        *("\u0300", "\u0316", "\u05b8", "ש", "ב", "\u064e", "ـ", "ک", "ක", "්", "\u200d", "\u200c"),
        *("ก", "ำ", "\u0e4d", "\u0e32", "\u0e49", "ກ", "\u0ecd", "\u0eb2", "ក", "\u17d2", "က"),
        *(
            "中",
            "国",
            "〇",
            "𠀀",
            "あ",
            "か\u3099",
            "ｶ",
            "ー",
            "한",
            "ㅎ",
            "👍",
            "🏽",
            "👨",
            "❤",
            "\ufe0f",
        ),
        *(
            "🇩",
            "🇪",
            "🏴",
            "\U000e0067",
            "\U000e007f",
            "\u20e3",
            "™",
            "©",
            "Ⓜ",
            "㊙",
            "🈚",
            "★",
            "ツ",
        ),
        *("\u3164", "\u00ad", "\u200f", "\u034f", "\u0344", "\U0001e2ec", "\U00016b30", "❶", "Ⅷ"),
    ]
)
TEXTS = st.lists(PIECES | st.characters(codec="utf-8"), max_size=12).map("".join) | st.text()


@settings(max_examples=500)
@given(TEXTS)
def test_no_mark_begins_a_word_and_no_word_is_empty_or_holds_a_space(text: str) -> None:
    for word in split_words(text):
        assert word
        assert unicodedata.category(word[0])[0] != "M"
        assert not any(c.isspace() for c in word)
        unseen = {c for c in word if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
        assert not unseen or unseen == {"\u200d"} or "\U0001f3f4" in word


@settings(max_examples=500)
@given(TEXTS.filter(lambda text: "&" not in text and "#" not in text))
def test_a_word_is_a_word(text: str) -> None:
    """Not where an entity leaves something behind that looks like another one."""
    for word in split_words(text):
        assert split_words(word) == [word]


@settings(max_examples=500)
@given(TEXTS.filter(lambda text: "<" not in text), TEXTS)
def test_a_space_divides(first: str, second: str) -> None:
    """Save inside of `<br />`."""
    if "lt;" not in first and "#60" not in first and "#x3" not in first.lower():
        assert split_words(f"{first} {second}") == split_words(first) + split_words(second)


@settings(max_examples=500)
@given(TEXTS)
def test_the_quick_patterns_split_as_the_full_ones(text: str) -> None:
    """The quick ways give what the slow one gives."""
    for lowercase in (True, False):
        ready = folded(text, lowercase)
        words = splitting._of_any().words(ready)
        assert split_words(text, lowercase) == words
        if is_common(ready):
            assert splitting._of_common().words(ready) == words


@settings(max_examples=300)
@given(TEXTS)
def test_runs_of_chinese_hold_the_same_characters(text: str) -> None:
    """Save a mark on a Chinese character, which is no part of a run."""
    assume(re.search(f"[{HAN}]{mark()}", folded(text, True)) is None)
    assert "".join(split_but_chinese(text)) == "".join(split_words(text))


@settings(max_examples=300)
@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    if "&" not in text and "#" not in text and "<" not in text:
        once = folded(text, True)
        assert folded(once, True) == once
