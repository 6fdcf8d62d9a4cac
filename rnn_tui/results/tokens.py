"""A text as a network reads it: words, their ids, and the timesteps they take of `maxlen`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from rnn_tui.data import START_WORD, Sequences, Vocabulary, pad
from rnn_tui.data.sequences import Ints, offsets_of
from rnn_tui.data.words import shown
from rnn_tui.experiment import DataSpec
from rnn_tui.io.text import printable


class TokenKind(StrEnum):
    """The kinds of tokens, as the network sees them."""

    START = "start"
    WORD = "word"
    UNKNOWN = "unknown"
    LEFT_OUT = "left out"
    """Unknown where `oov_char` is "none": it takes no timestep."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or marker; `timestep` (from 0) is None where it was cut or left out."""

    text: str
    kind: TokenKind
    id: int | None
    timestep: int | None

    @property
    def is_cut(self) -> bool:
        """True where the text was too long for it."""
        return self.timestep is None and self.kind != TokenKind.LEFT_OUT


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A text before it is padded.

    `encoded` are the ids that go in, the first `markers` of them no words. `ids` has one for
    each of `words`, None for a word that is left out. Words are as they are looked up.
    """

    words: tuple[str, ...]
    ids: tuple[int | None, ...]
    unknown: tuple[bool, ...]
    encoded: Ints
    markers: int

    @property
    def unknown_words(self) -> tuple[str, ...]:
        """Each word out of vocabulary once, in the order of the text, fit for a terminal."""
        pairs = zip(self.words, self.unknown, strict=True)
        return tuple(dict.fromkeys(_shown(word) for word, unknown in pairs if unknown))


def read(text: str, vocabulary: Vocabulary) -> Reading:
    """Split and look up, with the splitter and the ids that the network was trained on."""
    words = vocabulary.split(text)
    encoded = vocabulary.encode(text)
    markers = len(vocabulary.encode(""))
    ids = _of_each(words, encoded[markers:].tolist(), markers, vocabulary)
    unknown = tuple(i is None or i == vocabulary.oov_char for i in ids)
    return Reading(tuple(words), ids, unknown, encoded, markers)


def read_ids(ids: Ints, vocabulary: Vocabulary | None) -> Reading:
    """A sequence that is encoded already, as those of the test set are."""
    if vocabulary is None:
        words = tuple(str(i) for i in ids.tolist())
        return Reading(words, tuple(ids.tolist()), (False,) * len(ids), ids, 0)
    decoded = vocabulary.decode(ids.tolist())
    markers = int(decoded[:1] == [START_WORD])
    own = tuple(ids.tolist()[markers:])
    unknown = tuple(i == vocabulary.oov_char for i in own)
    return Reading(tuple(decoded[markers:]), own, unknown, ids, markers)


def padded(readings: Iterable[Reading], data: DataSpec) -> Ints:
    """The rows that the network takes, (texts, maxlen)."""
    rows = [reading.encoded for reading in readings]
    lengths = np.array([len(row) for row in rows], np.int64)
    flat = np.concatenate(rows) if rows else np.empty(0, np.int32)
    sequences = Sequences(flat, offsets_of(lengths), np.zeros(len(rows), np.int32))
    return pad(sequences, data.maxlen, data.padding, data.truncating)


def cut_words(reading: Reading, data: DataSpec) -> int:
    """The number of words by which the text is too long."""
    surplus = max(0, len(reading.encoded) - data.maxlen)
    return max(0, surplus - reading.markers) if data.truncating == "pre" else surplus


def tokens(reading: Reading, data: DataSpec) -> tuple[Token, ...]:
    """Markers and words in the order of the text, each with its timestep; no padding."""
    surplus = max(0, len(reading.encoded) - data.maxlen)
    kept = len(reading.encoded) - surplus
    first = data.maxlen - kept if data.padding == "pre" else 0
    dropped = surplus if data.truncating == "pre" else 0

    def timestep(place: int) -> int | None:
        return first + place - dropped if 0 <= place - dropped < kept else None

    found = [
        Token(START_WORD, TokenKind.START, int(reading.encoded[place]), timestep(place))
        for place in range(reading.markers)
    ]
    place = reading.markers
    for word, own, unknown in zip(reading.words, reading.ids, reading.unknown, strict=True):
        if own is None:
            found.append(Token(_shown(word), TokenKind.LEFT_OUT, None, None))
            continue
        kind = TokenKind.UNKNOWN if unknown else TokenKind.WORD
        found.append(Token(_shown(word), kind, own, timestep(place)))
        place += 1
    return tuple(found)


def _of_each(
    words: Sequence[str], ids: Sequence[int], markers: int, vocabulary: Vocabulary
) -> tuple[int | None, ...]:
    """One id for each word, None where the vocabulary leaves the word out."""
    if len(ids) == len(words):
        return tuple(ids)
    kept = {word for word in set(words) if len(vocabulary.encode(word)) > markers}
    rest = iter(ids)
    return tuple(next(rest, None) if word in kept else None for word in words)


def _shown(word: str) -> str:
    """Fit for a terminal."""
    return printable(shown(word))
