"""Words as runs of letters and digits, and the words of Keras's IMDB."""

import re
import string
import unicodedata

_SINGLE = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af"  # Han
)
_MARKS = (  # accents and vowel signs: parts of a word that Python's \w leaves out
    "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e"
)
_LETTERS = f"(?:[^\\W_{_SINGLE}][{_MARKS}]*)+"
_WORD = re.compile(f"[{_SINGLE}]|{_LETTERS}(?:'{_LETTERS})*")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)

_KERAS_FILTER = str.maketrans(dict.fromkeys(string.punctuation.replace("'", "") + "\t\n", " "))


def plain_split(text: str, lowercase: bool = True) -> list[str]:
    """The words of a text, in order: the splitter `words-1`.

    A word is a run of letters and digits, apostrophes inside it included ("don't"); an
    underscore divides. Chinese and Japanese are written without spaces: each Han
    character and each kana is a word of its own. `<br />` counts as a space, everything else
    divides words and is dropped. Composed and decomposed accents, and straight and
    curly apostrophes, give the same word.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).replace("\u2019", "'")
    if "<" in text:
        text = _BREAK.sub(" ", text)
    return _WORD.findall(text.lower() if lowercase else text)


def keras_split(text: str, lowercase: bool = True) -> list[str]:
    """The words as Keras's tokenizer cut them when IMDB was encoded.

    Lower case, punctuation but the apostrophe to spaces, then split at spaces: a tag
    `<br />` leaves the word "br", and a quote stays glued to its word.
    """
    text = text.lower() if lowercase else text
    return [word for word in text.translate(_KERAS_FILTER).split(" ") if word]
