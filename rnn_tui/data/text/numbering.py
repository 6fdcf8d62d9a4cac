"""Numbers the words of all texts, and writes them as flat arrays into the cache.

The numbers are alphabetical over all texts, so that the size of the vocabulary and the split
into parts can change without reading a text again.
"""

import re
from array import array
from collections import defaultdict
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from rnn_tui.data.cache import write_array, write_text
from rnn_tui.data.errors import DataError, reading
from rnn_tui.data.progress import Report
from rnn_tui.data.text.example import READING, Example, Notes, Source
from rnn_tui.data.words import WordSplitter
from rnn_tui.wording.lists import first_of

PART_CODES = {"train": 0, "test": 1, None: 2, "validation": 3}

FACTS = 2
"""Raise it when `write_numbered` writes other facts of the same texts: cached entries are then
made again."""

WORD_LIMIT = 500_000_000
CLASS_LIMIT = 1_000

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_WHOLE = re.compile(r"([+-]?\d+)\.0+")
_DIGITS = re.compile(r"(\d+)")


class NumberedTexts:
    """The texts read so far, as growing flat arrays."""

    def __init__(self) -> None:
        self.numbers: defaultdict[str, int] = defaultdict(count().__next__)
        self.tokens = array("i")
        self.lengths = array("q")
        self.labels = array("i")
        self.parts = array("b")
        self.label_numbers: defaultdict[str, int] = defaultdict(count().__next__)

    def add(self, example: Example, words: list[str]) -> None:
        """Append a text, given as its words."""
        self.tokens.extend(map(self.numbers.__getitem__, words))
        self.lengths.append(len(words))
        self.labels.append(self.label_numbers[_class_name(example.label)])
        self.parts.append(PART_CODES[example.part])

    def merge_equal_numbers(self, notes: Notes) -> None:
        """Make one class of 1 and 1.0 where all labels are numbers.

        Tools may write the same column differently in two parts.
        """
        numbers = self.label_numbers
        if not all(map(_NUMBER.fullmatch, numbers)):
            return
        same = {name: found[1] for name in numbers if (found := _WHOLE.fullmatch(name))}
        same = {name: whole for name, whole in same.items() if whole in numbers}
        if not same:
            return
        kept = {name: number for number, name in enumerate(n for n in numbers if n not in same)}
        table = np.array([kept[same.get(name, name)] for name in numbers], np.int32)
        self.labels = array("i", table[np.frombuffer(self.labels, np.int32)].tobytes())
        self.label_numbers = defaultdict(count(len(kept)).__next__, kept)
        pairs = first_of([f"{name} as {whole}" for name, whole in sorted(same.items())], 5)
        notes.say(f"labels that are equal as numbers are one class: {pairs}")
        notes.reading = READING


def write_numbered(
    folder: Path, source: Source, splitter: WordSplitter, report: Report
) -> dict[str, Any]:
    """Write tokens, lengths, labels, parts and words of a source; return the entry's facts.

    DataError where the texts cannot be classified: there are none, or all have one label.
    """
    notes, collected = Notes(), NumberedTexts()
    with reading(source.name):
        for example in source.examples(notes, report):
            words = splitter.split(example.text)
            if not words:
                notes.count("empty")
                continue
            collected.add(example, words)
            if len(collected.tokens) > WORD_LIMIT:
                raise DataError(f"{source.name} holds over {WORD_LIMIT:,} words: use fewer texts")
    collected.merge_equal_numbers(notes)
    _check(collected, source.name, notes)
    classes = sorted_labels(list(collected.label_numbers))
    write_text(folder, "words", "\n".join(sorted(collected.numbers)))
    for name, values, dtype in (
        ("tokens", _renumbered(collected.tokens, collected.numbers), np.int32),
        ("lengths", np.array(collected.lengths), np.int64),
        ("labels", _renumbered(collected.labels, collected.label_numbers, classes), np.int32),
        ("parts", np.array(collected.parts), np.int8),
    ):
        write_array(folder, name, values.astype(dtype, copy=False))
    read_as = notes.read_as.to_dict() if notes.read_as else None
    return {"classes": classes, "notes": notes.lines(), "taken": read_as, "reading": notes.reading}


def _class_name(label: str) -> str:
    """The label with U+FFFD for every character that `str.isprintable` rejects.

    Stricter than `io.text`, which only protects a terminal: the rule decides which labels are one
    class. Runs store the names and the order of their classes, so it must not change.
    """
    if label.isprintable():
        return label
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in label)


def sorted_labels(labels: list[str]) -> list[str]:
    """Labels in natural order: numbers by value, also inside of a name."""
    if all(_NUMBER.fullmatch(label) for label in labels):
        return sorted(labels, key=lambda label: (float(label), label))
    return sorted(labels, key=lambda label: (_natural(label), label))


def _natural(label: str) -> list[tuple[int, int, str]]:
    pieces = _DIGITS.split(label.casefold())
    return [(0, int(p[:18]), p) if p.isdecimal() else (1, 0, p) for p in pieces if p]


def _renumbered(
    numbers: "array[int]", numbering: dict[str, int], order: list[str] | None = None
) -> np.ndarray[Any, np.dtype[np.int32]]:
    """Numbers by first occurrence as places in the given (else the alphabetical) order."""
    table = np.empty(len(numbering), np.int32)
    for new, name in enumerate(order or sorted(numbering)):
        table[numbering[name]] = new
    return table[np.frombuffer(numbers, np.int32)]


def _column(notes: Notes) -> str:
    """The column of the labels, if there is one, as part of a sentence."""
    column = notes.read_as.label_column if notes.read_as else None
    return "" if column is None else f" in the column {column!r}"


def _check(collected: NumberedTexts, where: str, notes: Notes) -> None:
    labels, texts = collected.label_numbers, len(collected.labels)
    if not texts:
        found = f" ({'; '.join(notes.lines())})" if notes.lines() else ""
        raise DataError(f"{where} holds no text that has a word and a label{found}")
    if len(labels) < 2:
        raise DataError(
            f"{where} has only the class {next(iter(labels))!r}{_column(notes)}: at least two are "
            "needed"
        )
    if len(labels) > CLASS_LIMIT or (texts > 20 and len(labels) * 2 > texts):
        raise DataError(
            f"{where} has {len(labels):,} different labels for {texts:,} texts, such as "
            f"{next(iter(labels))[:40]!r}{_column(notes)}: does data.label_column name the right "
            "column?"
        )
    parts = np.frombuffer(collected.parts, np.int8)
    held_out = (parts == PART_CODES["test"]) | (parts == PART_CODES["validation"])
    trained = set(np.frombuffer(collected.labels, np.int32)[~held_out].tolist())
    missing = [name for name, number in labels.items() if number not in trained]
    if missing:
        raise DataError(
            f"{where} has no text of class {missing[0][:40]!r} to train on, only to validate "
            "or to test on"
        )
