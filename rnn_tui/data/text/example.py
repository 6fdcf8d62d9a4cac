"""One labelled text, and the count of those that had to be left out or repaired."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from rnn_tui.data.progress import Report
from rnn_tui.data.text.read_as import ReadAs

Part = Literal["train", "validation", "test"]
PARTS: tuple[Part, ...] = ("train", "validation", "test")

READING = 4
"""Raise it when the same bytes give other texts: what the cache holds of them is made again."""

TEXT_LIMIT = 16 << 20
"""Characters (bytes in a class folder) of a text; what is longer is no text to classify."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text with the name of its class; `part` is None where the data does not say."""

    part: Part | None
    label: str
    text: str


_SENTENCES = {
    "empty": "{n} without a word left out",
    "unlabelled": "{n} without a label left out",
    "replaced": "bytes that are not UTF-8 in {n} replaced (iconv converts files, for example "
    "from GB18030 or LATIN1)",
    "headings": "{n} left out: the heading again",
    "named": "{n} of a part that another path is named for left out",
    "huge": f"{{n}} longer than {TEXT_LIMIT:,} bytes left out",
    "special": "{n} archive members that are links, devices or lead outside ignored",
}


class Notes:
    """What a person should know about texts that were dropped or changed, counted.

    A source sets `taken` when its examples have been read. `reading` is the version of the
    reader from which on the same bytes give the same texts: it belongs to the fingerprint.
    """

    def __init__(self) -> None:
        self.reading = 1
        self.read_as: ReadAs | None = None
        self._counts: Counter[str] = Counter()
        self._others: list[str] = []

    def say(self, sentence: str) -> None:
        """A note in words; it must not hold the path of the source, only what lies below it."""
        self._others.append(sentence)

    def count(self, what: str, n: int = 1) -> None:
        """n more of a kind that `_SENTENCES` knows."""
        self._counts[what] += n

    def lines(self) -> list[str]:
        """What was said, then one line for each kind that occurred."""
        lines = list(dict.fromkeys(self._others))
        for what, sentence in _SENTENCES.items():
            if n := self._counts[what]:
                things = "" if what == "special" else " text" if n == 1 else " texts"
                lines.append(sentence.format(n=f"{n:,}{things}"))
        return lines


class Source(Protocol):
    """Where texts lie. The methods raise DataError or OSError where they cannot be read."""

    @property
    def name(self) -> str:
        """The path that the user gave, for messages."""

    @property
    def settings(self) -> tuple[Any, ...]:
        """What decides how the bytes are read; nothing where all is found out."""

    @property
    def quoted(self) -> tuple[Any, ...]:
        """What notes may quote beside the content: names of files, say."""

    def content_key(self, report: Report) -> str:
        """SHA-256 over all bytes (and names) that the examples are made from."""

    def examples(self, notes: Notes, report: Report) -> Iterator[Example]:
        """The texts in an order that depends on nothing but their content and names."""


def listed(names: Sequence[str], most: int) -> str:
    """The first names, divided by commas, and three dots for the others."""
    return ", ".join(names[:most]) + (", ..." if len(names) > most else "")
