"""The characters that words are made of, as classes for regular expressions.

Python's `re` knows letters but neither combining marks nor emoji. The marks take 20 ms to
gather: that is done with the first text that needs them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\U0001aff0-\U0001b16f"
HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_SOUTH_EAST = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f"
"""Thai and Lao, Burmese, Khmer, Burmese again."""

STACKING = "\u1039\u17d2"
"""Burmese and Khmer signs that put the next consonant below the last one."""

PICTURES = (
    "\u231a\u231b\u23e9-\u23f3\u23f8-\u23fa\u25fd\u25fe\u2600-\u2767\u2795-\u2797\u27a1\u27b0\u27bf"
    "\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\U0001f000-\U0001faff"
)
"""Emoji, and the stars, hearts and ticks that look like them."""

PICTURES_ON_DEMAND = (
    "©®\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u2328\u23cf\u24c2\u24dc\u25aa\u25ab\u25b6"
    "\u25c0\u25fb\u25fc\u2934\u2935\u3030\u303d\u3297\u3299"
)
"""Signs that are emoji where the selector U+FE0F follows, and punctuation elsewhere."""

SELECTOR, JOINER = "\ufe0f", "\u200d"
FLAG_LETTERS = "\U0001f1e6-\U0001f1ff"
SKIN = "\U0001f3fb-\U0001f3ff"

_COMMON = (
    "\x00-\xa7\xa9\xab\xac\xae\xb0\xb1\xb6\xb7\xbb\xbf-\u012f\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e"
    "\u0400-\u0482\u048a-\u04ff\u2013\u2014\u2018-\u201e\u2026"
)
_UNCOMMON = re.compile(f"[^{_COMMON}]")

SUPPLEMENT = "\U00010000-\U0001ffff"
"""Historic scripts, and emoji. What lies beyond are Han and selectors."""


def is_common(text: str) -> bool:
    """True if it is of composed Latin and Cyrillic letters and the usual punctuation alone.

    NFKC changes nothing of weight in such a text, and it holds neither marks nor emoji.
    """
    return text.isascii() or _UNCOMMON.search(text) is None


@cache
def south_east() -> str:
    """Letters of scripts of South East Asia that are written without spaces."""
    return _ranges(str.isalpha, _places(_SOUTH_EAST))


@cache
def single() -> str:
    """All letters that are words of their own."""
    return KANA + HAN + south_east()


@cache
def mark() -> str:
    """A pattern of marks on, below or around the letter before: accents, points, vowel signs.

    Not a class but a group: `re` walks through the ranges above U+FFFF one by one, so that
    they are tried only after a test of the plane.
    """
    far = _ranges(_is_mark, range(0x10000, 0x20000))
    return f"(?:[{near_marks()}]|[{SUPPLEMENT}](?<=[{far}]))"


@cache
def near_marks() -> str:
    """The marks up to U+FFFF, as a class."""
    return _ranges(_is_mark, range(0x300, 0x10000))


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _ranges(belongs: Callable[[str], bool], places: Iterable[int]) -> str:
    """The characters among these code points, as the inside of a class."""
    found: list[list[int]] = []
    for place in places:
        if belongs(chr(place)):
            if found and found[-1][1] == place - 1:
                found[-1][1] = place
            else:
                found.append([place, place])
    return "".join(f"{chr(low)}-{chr(high)}" for low, high in found)


def _places(classes: str) -> Iterable[int]:
    """The code points of a class made of single characters and ranges."""
    at = 0
    while at < len(classes):
        stretch = classes[at + 1 : at + 2] == "-"
        yield from range(ord(classes[at]), ord(classes[at + 2 if stretch else at]) + 1)
        at += 3 if stretch else 1
