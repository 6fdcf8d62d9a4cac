"""One file for each class, with a text on each line: `reviews.pos`, `reviews.neg`."""

import os.path
from collections import defaultdict
from collections.abc import Mapping, Sequence

from rnn_tui.data.text.example import Part
from rnn_tui.data.text.files.suffixes import NO_TEXTS, TABLES, suffix_of
from rnn_tui.data.text.layouts.layout import LabelledFile, Layout
from rnn_tui.data.text.layouts.parts import is_part, words_of
from rnn_tui.data.text.layouts.tree import Node
from rnn_tui.wording.lists import first_of
from rnn_tui.wording.numbers import counted

MOST_CLASSES = 50
"""More files than these are texts without a class."""

HIGHEST_RATING = 10
"""Files called 1 to 10 count as ratings."""

Named = dict[int, tuple[Part | None, tuple[str, ...]]]
"""The place of a file in the listing -> (its part, the words of its name that name no part)."""

_NO_CLASSES = frozenset({"readme", "license", "licence", "changelog", "notes", "citation", "about"})
_NO_LABEL = frozenset({"unlabeled", "unlabelled", "unlab", "unsup"})


def class_files(
    paths: Sequence[str | None], folders: Sequence[tuple[Part | None, Node]]
) -> Layout | None:
    """The layout of a folder, or of those of the parts, with a file for each class.

    None where the names do not show it: fewer than two files, too many, or the files of the
    parts are not called alike.
    """
    named: Named = {}
    aside: list[str] = []
    for part, folder in folders:
        for index, path in folder.files:
            words = words_of(path.rpartition("/")[2])
            if suffix_of(path) in NO_TEXTS.union(TABLES) or _is_aside(words):
                aside.append(path)
                continue
            own_part = next((found for word in words if (found := is_part(word))), None)
            named[index] = (part or own_part, _own_words(words))
    labels = _labels({words for _, words in named.values()})
    inside = any(part is None and folder.name for part, folder in folders)
    if not 2 <= len(labels) <= MOST_CLASSES or _numbered(labels, inside):
        return None
    if not all(labels.values()) or not _parts_agree(named):
        return None
    places = [
        LabelledFile(index, part, labels[words]) for index, (part, words) in sorted(named.items())
    ]
    known = {*named, *(i for i, path in enumerate(paths) if path in aside)}
    left = [path for i, path in enumerate(paths) if path and i not in known]
    notes = ["each file is a class, each line in it a text"]
    if others := [*aside, *left]:
        names = first_of([os.path.normpath(path) for path in others], 3)
        count = counted(len(others), "file")
        notes.append(f"ignored {count} outside of the classes ({names})")
    return Layout(tuple(places), tuple(notes), lines=True)


def labels_of_files(named: Mapping[int, tuple[Part | None, str]]) -> dict[int, str] | None:
    """The classes that files of tables, given as (part, stem), are named after.

    None where they are not: where the names count, or the files of the parts differ.
    """
    words = {at: (part, _own_words(words_of(stem))) for at, (part, stem) in named.items()}
    labels = _labels({own for _, own in words.values()})
    if not 2 <= len(labels) <= MOST_CLASSES or not all(labels.values()):
        return None
    if _numbered(labels, inside=True) or not _parts_agree(words):
        return None
    if all(len(label) == 1 and label.isascii() for label in labels.values()):
        return None  # a.csv and b.csv
    return {index: labels[own] for index, (_, own) in words.items()}


def is_no_class(stem: str) -> bool:
    """True if a file of this name holds texts without a class, or none at all."""
    return _is_aside(words_of(stem))


def _own_words(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in words if is_part(word) is None)


def _is_aside(words: Sequence[str]) -> bool:
    return not {word.casefold() for word in words}.isdisjoint(_NO_CLASSES | _NO_LABEL)


def _numbered(labels: dict[tuple[str, ...], str], inside: bool) -> bool:
    """True if the names count documents (`essay1`, `essay2`), which are not classes.

    Inside of a folder that may be a class itself, ratings are such numbers too.
    """
    stems = {label.rstrip("0123456789") for label in labels.values()}
    counted = all(label[-1:].isdecimal() for label in labels.values())
    ratings = all(label.isdecimal() and int(label) <= HIGHEST_RATING for label in labels.values())
    return counted and len(stems) == 1 and (inside or not ratings)


def _labels(names: set[tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    """Names in words -> what tells them apart: the words that not all begin or end with."""
    if len(names) < 2:
        return {words: " ".join(words) for words in names}
    shortest = min(map(len, names))
    head = 0
    while head < shortest - 1 and len({words[head] for words in names}) == 1:
        head += 1
    tail = 0
    while (
        tail < shortest - 1 - head and len({words[len(words) - 1 - tail] for words in names}) == 1
    ):
        tail += 1
    return {words: "_".join(words[head : len(words) - tail]) for words in names}


def _parts_agree(named: Named) -> bool:
    """True if every part has files of the same names, and all have a part or none."""
    by_part: defaultdict[Part | None, set[tuple[str, ...]]] = defaultdict(set)
    for part, words in named.values():
        by_part[part].add(words)
    if len(by_part) == 1:
        return None in by_part or "train" in by_part
    return None not in by_part and all(names <= by_part["train"] for names in by_part.values())
