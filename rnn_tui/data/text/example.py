"""One labelled text, the notes on those that were left out or repaired, and what gives them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from rnn_tui.data.progress import Report
from rnn_tui.data.text.read_as import ReadAs
from rnn_tui.wording.numbers import counted

Part = Literal["train", "validation", "test"]
PARTS: tuple[Part, ...] = ("train", "validation", "test")

READING = 4
"""The version of the reader. Raise it when the same bytes give other texts: cached entries of
older versions are then made again."""

TEXT_LIMIT = 16 << 20
"""Characters (bytes in a class folder) that a text may have; longer ones are left out."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text with the name of its class; `part` is None where the data does not tell."""

    part: Part | None
    label: str
    text: str


_SENTENCES = {
    "empty": "ignored {n} without a word",
    "unlabelled": "ignored {n} without a label",
    "replaced": "replaced bytes that are not UTF-8 in {n} (iconv converts files, for example "
    "from GB18030 or LATIN1)",
    "headings": "ignored {n}: the heading, repeated",
    "named": "ignored {n} of a part that has its own path",
    "huge": f"ignored {{n}} longer than {TEXT_LIMIT:,} bytes",
    "special": "ignored {n}: links, devices, or paths that lead outside",
}


class Notes:
    """Notes for a person on texts that were dropped or changed, counted.

    A source sets `read_as` when its examples have been read. `reading` is the oldest version of
    the reader that gives the same texts for the same bytes: it belongs to the fingerprint.
    """

    def __init__(self) -> None:
        self.reading = 1
        self.read_as: ReadAs | None = None
        self._counts: Counter[str] = Counter()
        self._others: list[str] = []

    def say(self, sentence: str) -> None:
        """Add a sentence; it must not hold the path of the source, only what lies below it."""
        self._others.append(sentence)

    def count(self, what: str, n: int = 1) -> None:
        """Count n more of a kind that `_SENTENCES` knows."""
        self._counts[what] += n

    def lines(self) -> list[str]:
        """The sentences, then one line for each kind that was counted."""
        lines = list(dict.fromkeys(self._others))
        for what, sentence in _SENTENCES.items():
            if n := self._counts[what]:
                unit = "archive member" if what == "special" else "text"
                lines.append(sentence.format(n=counted(n, unit)))
        return lines


class Source(Protocol):
    """A source of texts. Its methods raise DataError or OSError where it cannot be read."""

    @property
    def name(self) -> str:
        """The path that the user gave, for messages."""

    @property
    def settings(self) -> tuple[Any, ...]:
        """The settings that decide how the bytes are read; () where none is set."""

    @property
    def quoted(self) -> tuple[Any, ...]:
        """Facts that notes quote and the content does not hold, such as names of files."""

    def content_key(self, report: Report) -> str:
        """SHA-256 over all bytes (and names) that the examples are made from."""

    def examples(self, notes: Notes, report: Report) -> Iterator[Example]:
        """The texts in an order that depends on nothing but their content and names."""
