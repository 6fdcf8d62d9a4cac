"""Names of the parts of the data: `train`, `Valid`, `20news-bydate-test`."""

import re

from rnn_tui.data.text.example import Part

_NAMES: dict[Part, tuple[str, ...]] = {
    "train": ("train", "training"),
    "validation": ("validation", "validate", "valid", "val", "dev", "devel", "development"),
    "test": ("test", "testing", "tst"),
}
_PARTS = {
    name + end: part for part, names in _NAMES.items() for name in names for end in ("", "set")
}

_TAIL = frozenset({"set", "split", "data", "dataset", "part", "texts", "files", "of"})
"""Words that may follow the name of a part and mean nothing: `train_set`, `test-data`."""

_BETWEEN = re.compile(r"[-_.\s]+")


def words_of(name: str) -> list[str]:
    """The words of a file's or folder's name."""
    return [word for word in _BETWEEN.split(name) if word]


def part_of(name: str) -> Part | None:
    """The part that a folder's name, or a file's without its suffix, ends in.

    The number of a piece may follow, as in `train-00000-of-00002`.
    """
    words = words_of(name.casefold())
    while len(words) > 1 and (words[-1] in _TAIL or words[-1].isdecimal()):
        words.pop()
    return _PARTS.get(words[-1]) if words else None


def is_part(word: str) -> Part | None:
    """The part that a single word names."""
    return _PARTS.get(word.casefold())
