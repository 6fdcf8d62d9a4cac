"""Splits texts into words.

A network must be fed the words that it was trained on: the name of a splitter stands for
the same rules for ever. New rules get a name with the next number, and runs that were trained with
the old ones keep theirs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from rnn_tui.data.words import chinese
from rnn_tui.data.words.plain import keras_split, plain_split
from rnn_tui.data.words.splitting import split_words
from rnn_tui.experiment.source import Splitter

Splitting = Splitter | Literal["keras"]

SPLITTERS: dict[Splitting, Callable[[str, bool], list[str]]] = {
    "words-2": split_words,
    "jieba-1": chinese.split,
    "words-1": plain_split,
    "keras": keras_split,
}
"""Name -> function of a text and whether to fold its case."""


@dataclass(frozen=True, slots=True)
class WordSplitter:
    """A splitter, and whether it folds words to lower case."""

    name: Splitting
    lowercase: bool

    def split(self, text: str) -> list[str]:
        """The words of a text, in order. DataError where a package is missing."""
        return SPLITTERS[self.name](text, self.lowercase)

    def check(self) -> None:
        """DataError where the splitter needs a package that is not there."""
        if self.name == "jieba-1":
            chinese.check()

    @property
    def key(self) -> tuple[object, ...]:
        """The key for hashes; that of `words-1` is a bare number, as in the first runs."""
        return self.lowercase, 1 if self.name == "words-1" else self.name


def shown(word: str) -> str:
    """A word without the characters that join emoji, which many terminals cannot draw."""
    return "".join(c for c in word if c != "\u200d" and not "\U000e0020" <= c <= "\U000e007f")
