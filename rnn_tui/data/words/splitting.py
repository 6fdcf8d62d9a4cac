"""Splits a text with one regular expression: words, emoji, emoticons, addresses."""

import re
from dataclasses import dataclass
from functools import cache

from rnn_tui.data.words import characters
from rnn_tui.data.words.characters import (
    FLAG_LETTERS,
    HAN,
    JOINER,
    KANA,
    PICTURES,
    PICTURES_ON_DEMAND,
    SELECTOR,
    SKIN,
    STACKING,
    is_common,
)
from rnn_tui.data.words.folding import folded

_ASCII = "a-zA-Z0-9"

_HINTS = ("@", "://", "www.", "_", ".com", ".org", ".net", ".edu", ".gov")
"""A text without any of these has no address, no mention and no face with eyes like T_T."""

_BROW = r"""(?:(?<![\w/'"])>)?"""
_EMOTICON = (
    # :) :-( ;-/ :'( :/ and, with space on one side, :(
    rf"{_BROW}[:;=](?:'?-?\)|'-?\(|-[(\[\]|*\\/](?![\w/])|\((?!\w)|[/\\](?![\w/\\]))"
    # (: and (-:
    r"|(?<!\S)\(-?[:;=](?!\S)|\(-[:;=]"
    # :( :| :* and, with space on both sides, :] :D ;P :-o :3
    rf"|(?<!\w){_BROW}(?:[:;]\(|[:;=](?:[|*\[\]{{}}](?!\w)|-?(?:[dD]++|[pP]++|[oO3])(?!\w|\.\d)))"
    r"|(?<![\w:]):-?[xXsScC](?!\w)"
    # <3 </3 ^^ ^-^ >.< \o/
    r"|(?<![\w/])</?3(?!\w|[.,]\d)|(?<![\w^])\^[-.]?\^(?![\w^])|(?<!\w)>\.<(?!\w)"
    r"|(?<![\w\\])\\[oO]/(?!\w)"
)
_EYES = (
    r"(?<!\w)(?:\^_{1,5}\^|-_{1,5}-|>_{1,5}<|=_{1,5}=|\*_{1,5}\*|;_{1,5};|\._{1,5}\.|@_{1,5}@"
    r"|~_{1,5}~|[oO0]_{1,5}[oO0]|[tT]_{1,5}[tT]|[uU]_{1,5}[uU]|[xX]_{1,5}[xX]|[qQ]_{1,5}[qQ]"
    r"|[nN]_{1,5}[nN])(?!\w)|\\_\(ツ\)_/"
)

_PICTURE = f"(?:[{PICTURES}]|[{PICTURES_ON_DEMAND}]{SELECTOR})[{SKIN}]?"
_EMOJI = (
    "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]+\U000e007f"  # Scotland, say
    f"|[{FLAG_LETTERS}]{{2}}|{_PICTURE}(?:{JOINER}{_PICTURE})*"
)
_KEYCAP = "[#*]\u20e3"  # that of a digit is a digit with a mark


@dataclass(frozen=True, slots=True)
class Patterns:
    """Patterns for the words of a text: `plain` for one without any of the hints, else `full`."""

    plain: re.Pattern[str]
    full: re.Pattern[str]

    def words(self, text: str) -> list[str]:
        """All words of a folded text, in order."""
        low = text if text.islower() else text.lower()
        pattern = self.full if any(hint in low for hint in _HINTS) else self.plain
        return pattern.findall(text)


def split_words(text: str, lowercase: bool = True) -> list[str]:
    """The words of a text, in order: the splitter `words-2`, described in docs/data.md.

    Linear in the length of the text. A space always divides: the words of "a b" are those of
    "a" and those of "b", unless a tag `<br />` spans the space.
    """
    text = folded(text, lowercase)
    patterns = _of_ascii if text.isascii() else _of_common if is_common(text) else _of_any
    return patterns().words(text)


def split_but_chinese(text: str, lowercase: bool = True) -> list[str]:
    """The words of a text, a run of Chinese characters in one piece."""
    text = folded(text, lowercase)
    return (_of_common() if is_common(text) else _of_any_but_chinese()).words(text)


@cache
def _of_ascii() -> Patterns:
    return _patterns(f"[{_ASCII}]", f"[{_ASCII}]++")


@cache
def _of_common() -> Patterns:
    return _patterns(r"[^\W_]", r"[^\W_]++")


@cache
def _of_any() -> Patterns:
    return _of_scripts(_alone(characters.single()))


@cache
def _of_any_but_chinese() -> Patterns:
    return _of_scripts(f"[{HAN}]+|{_alone(KANA + characters.south_east())}")


def _of_scripts(alone: str) -> Patterns:
    letter, mark = f"[^\\W_{characters.single()}]", characters.mark()
    letters = f"{letter}++(?:{mark}++{letter}*+)*+"
    return _patterns(letter, letters, f"|{alone}|(?=[^\\w\\x00-\\x7f])(?:{_EMOJI})")


def _alone(single: str) -> str:
    """One of these characters with its marks, and those that are stacked below it."""
    cluster = f"[{single}]{characters.mark()}*+"
    return f"{cluster}(?:(?<=[{STACKING}]){cluster})*+"


def _patterns(letter: str, letters: str, others: str = "") -> Patterns:
    """The patterns, made of those of a letter or digit, of a run of them, and of other words.

    Lookaheads keep the engine from trying many alternatives at every space and every word.
    """
    inner = f"(?:['·\u05f3\u05f4](?={letter})|(?<=\\d)[.,\u066b\u066c](?=\\d))"
    word = f"{letters}(?:{inner}{letters})*+"
    name = f"(?:_|{letters})++"
    hashtag = rf"(?<![\w#&/])#(?=[\d_]*+{letter}){name}"
    plain = f"{word}{others}|(?=[:;=<>^(\\\\#*])(?:{_EMOTICON}|{hashtag}|{_KEYCAP})"
    addresses = f"(?=[\\w+%-]{{1,64}}+[.:@])(?:{_addresses(letters)})"
    full = f"{addresses}|(?<![\\w@.])@{name}|(?=._|\\\\_)(?:{_EYES})|{plain}"
    return Patterns(re.compile(plain), re.compile(full))


def _addresses(letters: str) -> str:
    """Addresses of pages and of mail. None ends with the sentence's punctuation."""
    tail = f"(?:[!$%'()*+,.:;?@-]*+(?:[/_=#&~]|{letters})++)++"
    url = f"(?:[a-zA-Z][a-zA-Z0-9+.-]{{0,15}}+://|(?i:www)\\.){tail}"
    host = f"{letters}(?:-++{letters})*+"
    mail = f"[\\w.+%-]{{1,64}}+@{host}(?:\\.{host})++"
    page = (
        "(?:[a-zA-Z0-9][a-zA-Z0-9-]{0,62}\\.){1,5}(?i:com|org|net|edu|gov)(?:\\.[a-z]{2})?"
        f"(?![\\w-])(?:/(?:{tail})?)?"
    )
    return f"{url}|{mail}|{page}"
