"""The vocabulary: the words of the ids, by which a trained network reads a new text."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from rnn_tui.data.errors import DataError
from rnn_tui.data.sequences import Ints
from rnn_tui.data.words import SPLITTERS, Splitting, WordSplitter, shown
from rnn_tui.experiment.numbering import PAD, Numbering
from rnn_tui.io.faults import reason
from rnn_tui.io.reading import read_bounded
from rnn_tui.io.text import visible
from rnn_tui.io.writing import write_atomically

PAD_WORD, START_WORD, OOV_WORD = "[PAD]", "[START]", "[OOV]"
"""`decode` shows these for ids without a word; no splitter makes such words."""

_FORMAT = 1
FORMER_NAME = "words"
"""The name of the splitter `words-1` in vocabularies from before there was another."""

_SIZE_LIMIT = 256 << 20  # bytes of a vocabulary.json
_ID_LIMIT = 2**31 - 1


@dataclass(frozen=True)
class Vocabulary:
    """Words in order of rank, the most frequent first: `words[r - 1]` has id r + index_from.

    Ids below `skip_top` and from `num_words` on do not occur: such words become `oov_char`, or
    are left out where that is None. `classes` are the names of labels 0, 1, ...
    """

    words: tuple[str, ...]
    num_words: int
    skip_top: int
    start_char: int | None
    oov_char: int | None
    index_from: int
    lowercase: bool
    splitting: Splitting
    classes: tuple[str, ...]

    @classmethod
    def numbered(cls, words: Iterable[str], numbering: Numbering, **others: Any) -> "Vocabulary":
        """The words with their numbering, in its own fields; `others` are the remaining ones."""
        return cls(
            words=tuple(words),
            num_words=numbering.limit,
            skip_top=numbering.skip_top,
            start_char=numbering.start_char,
            oov_char=numbering.oov_char,
            index_from=numbering.index_from,
            **others,
        )

    @cached_property
    def numbering(self) -> Numbering:
        """The numbering of the words, and the limits of the ids."""
        return Numbering(
            self.num_words, self.skip_top, self.start_char, self.oov_char, self.index_from
        )

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {word: rank for rank, word in enumerate(self.words, 1) if word}

    @property
    def largest_id(self) -> int:
        """The largest id that `encode` can give."""
        return self.numbering.largest_id(len(self.words))

    def split(self, text: str) -> list[str]:
        """Split a text into words. DataError where a package is missing."""
        return self.splitter.split(text)

    @property
    def splitter(self) -> WordSplitter:
        """The way texts become words of this vocabulary."""
        return WordSplitter(self.splitting, self.lowercase)

    def encode(self, text: str) -> Ints:
        """The ids of a text, shape (timesteps,): the start marker, then one id a word.

        Unknown words become `oov_char`, or are left out where that is None.
        """
        ids = [] if self.start_char is None else [self.start_char]
        ranks = self._ranks
        for word in self.split(text):
            rank = ranks.get(word)
            ids.append(-1 if rank is None else rank + self.index_from)
        keeps = self.numbering.keeps
        filtered = (i if keeps(i) else self.oov_char for i in ids)
        return np.array([i for i in filtered if i is not None], np.int32)

    def decode(self, ids: Iterable[int]) -> list[str]:
        """One word an id; padding, start and unknown have names in brackets."""
        return [self._word(int(i)) for i in ids]

    def save(self, path: Path) -> None:
        """Write the vocabulary as JSON, whole or not at all; OSError where that fails."""
        write_atomically(path, json.dumps({"format": _FORMAT, **asdict(self)}).encode())

    @classmethod
    def load(cls, path: Path, limit: int = _SIZE_LIMIT) -> "Vocabulary":
        """Read what `save` wrote; DataError where the file is missing or not a vocabulary.

        Files of more than `limit` bytes are refused: JSON takes twenty times its size in memory.
        """
        try:
            content = json.loads(read_bounded(path, limit))
            return cls(**_checked(content))
        except OSError as error:
            raise DataError(f"cannot read the vocabulary {path}: {reason(error)}") from error
        except (ValueError, RecursionError) as error:
            raise DataError(
                f"{path} is not a vocabulary of rnn-tui ({error}): "
                "use the vocabulary.json next to the run's experiment.toml"
            ) from error

    def _word(self, i: int) -> str:
        if i == PAD:
            return PAD_WORD
        if i == self.start_char:
            return START_WORD
        rank = i - self.index_from
        if i == self.oov_char or not 1 <= rank <= len(self.words):
            return OOV_WORD
        return visible(shown(self.words[rank - 1])) or OOV_WORD


def _checked(content: Any) -> dict[str, Any]:
    """The constructor's arguments from parsed JSON; ValueError where something is off."""
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        raise ValueError(f"its format is not {_FORMAT}")
    values = {name: content.get(name) for name in Vocabulary.__dataclass_fields__}
    for name in ("num_words", "skip_top", "index_from", "start_char", "oov_char"):
        value = values[name]
        if value is None and name in ("start_char", "oov_char"):
            continue
        if type(value) is not int or not 0 <= value <= _ID_LIMIT:
            raise ValueError(f"{name} is {str(value)[:40]!r}, not a whole number")
    for name in ("words", "classes"):
        value = values[name]
        if not isinstance(value, list) or not all(type(word) is str for word in value):
            raise ValueError(f"{name} is not a list of words")
        values[name] = tuple(value)
    if type(values["lowercase"]) is not bool:
        raise ValueError("lowercase is neither true nor false")
    if values["splitting"] == FORMER_NAME:
        values["splitting"] = "words-1"
    if values["splitting"] not in list(SPLITTERS):  # a list: the value need not be hashable
        raise ValueError(f"splitting is {str(values['splitting'])[:40]!r}")
    return values
