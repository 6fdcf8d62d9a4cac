"""Folds texts before they are split: what looks or means the same becomes the same word."""

import html
import re
import unicodedata
from functools import cache

from rnn_tui.data.words.characters import (
    JOINER,
    PICTURES,
    PICTURES_ON_DEMAND,
    SELECTOR,
    SUPPLEMENT,
    is_common,
    mark,
    near_marks,
)

MARKS_IN_A_ROW = 30
"""Unicode's limit for streams (UAX 15, D4): no script needs more, and Python orders a longer
pile of marks in quadratic time."""

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ENTITY = re.compile(
    r"&(?:amp;|#38;|#x26;)*(#\d{1,7};|#[xX][\da-fA-F]{1,6};|[A-Za-z][A-Za-z\d]{1,31};)"
    r"|(?<![&#])(#3[4689];)"
)
"""Also those that were escaped twice, and quotes, dollars and ampersands that lost their `&`."""

_ARABIC_VOWELS = (
    "\u0610-\u061a\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8"
    "\u06ea-\u06ed\u08ca-\u08e1\u08e3-\u08ff"
)
_TATWEEL = "\u0640"
_UNSEEN = (  # soft hyphens, joiners, directions, fillers, selectors; U+200B stays: it divides
    "\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0e\ufeff\uffa0\U000e0100-\U000e01ef"
)
_PICTURE = PICTURES + PICTURES_ON_DEMAND
_FOLDED_AWAY = re.compile(
    f"[{_ARABIC_VOWELS}{_TATWEEL}{_UNSEEN}{SELECTOR}{JOINER}](?:(?<![{SELECTOR}{JOINER}])"
    f"|(?<={SELECTOR})(?<![{PICTURES_ON_DEMAND}]{SELECTOR})"
    f"|(?<={JOINER})(?:(?<![{_PICTURE}{SELECTOR}]{JOINER})|(?![{_PICTURE}])))"
)
_KEPT_PICTURES = re.compile(
    "([\u203c\u2049\u2122\u2139\u24c2\u24dc\u3297\u3299\U0001f201\U0001f202\U0001f21a\U0001f22f"
    f"\U0001f232-\U0001f23a\U0001f250\U0001f251](?:(?<=[\U0001f200-\U0001f2ff])|{SELECTOR}))"
)
"""Emoji that NFKC would turn into letters."""

_APOSTROPHES = "\u2019\u02bc"
_APART = {"\u0e4d\u0e32": "\u0e33", "\u0ecd\u0eb2": "\u0eb3"}
"""Thai and Lao AM, which NFKC takes apart."""


def folded(text: str, lowercase: bool) -> str:
    """The text with entities decoded and breaks as spaces, in NFKC, and more (docs/data.md).

    Full-width letters become ordinary ones; Arabic vowel marks, the tatweel and what cannot
    be seen are gone; typographic apostrophes are straight; emoji stay as they are, without a
    selector that they do not need.
    """
    if "&" in text or "#3" in text:
        text = _ENTITY.sub(_decoded, text)
    if "<" in text:
        text = _BREAK.sub(" ", text)
    if text.isascii():
        return text.lower() if lowercase else text
    if is_common(text):
        text = text.replace("\u2019", "'").replace("\u2026", "...")
        return text.lower() if lowercase else text
    text = _bare(text)
    compatible = _in_nfkc(text)
    if compatible != text:
        text = _bare(compatible)
    for apostrophe in _APOSTROPHES:
        text = text.replace(apostrophe, "'")
    for pair, whole in _APART.items():
        text = text.replace(pair, whole)
    return unicodedata.normalize("NFC", text.lower() if lowercase else text)


def _decoded(match: re.Match[str]) -> str:
    name = match[1] or match[2]
    return html.unescape(f"&{name}")


def _bare(text: str) -> str:
    text = _FOLDED_AWAY.sub("", text)
    may_be, is_one = _piles()
    return is_one.sub(r"\1", text) if may_be.search(text) else text


def _in_nfkc(text: str) -> str:
    pieces = _KEPT_PICTURES.split(text)
    pieces[::2] = [unicodedata.normalize("NFKC", piece) for piece in pieces[::2]]
    return "".join(pieces)


@cache
def _piles() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for too many marks in a row: a quick one, and an exact one."""
    glance = f"[{near_marks()}{SUPPLEMENT}]{{{MARKS_IN_A_ROW + 1}}}"
    return re.compile(glance), re.compile(f"({mark()}{{{MARKS_IN_A_ROW}}}){mark()}+")
