"""Checks of the classes: notes on odd ones, before anybody trains on them."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence

from rnn_tui.wording.lists import first_of, joined
from rnn_tui.wording.numbers import counted

FEW = 5
_SHOWN = 5
_DIVIDERS = re.compile(r"[,;|]")
_INVISIBLE = {"\ufffd", *map(chr, range(0xFE00, 0xFE10))}
"""U+FFFD, which stands for unprintable characters in class names, and emoji's selectors."""
_NO_LABELS = frozenset(
    {
        *("nan", "null", "na", "n/a", "#n/a", "<na>", "nat", "\\n", "?"),
        *("#value!", "#ref!", "#name?", "undefined"),
    }
)
"""Texts that programs write into cells without a value."""


def class_notes(names: Sequence[str], counts: Sequence[int]) -> list[str]:
    """Notes on the classes, given with the number of their texts in all parts."""
    return [
        *_few(names, counts),
        *_alike(names),
        *_several_in_one(names),
        *_no_labels(names, counts),
    ]


def part_notes(part: str, names: Sequence[str], counts: Sequence[int]) -> list[str]:
    """A note on the classes that a part lacks; none without such a part."""
    missing = [name for name, n in zip(names, counts, strict=True) if not n]
    if not missing or len(missing) == len(names):
        return []
    shown = first_of([*map(_quoted, missing)], _SHOWN)
    return [f"the {part} part has no texts for {len(missing)} of {len(names)} classes: {shown}"]


def _few(names: Sequence[str], counts: Sequence[int]) -> list[str]:
    few = [(name, n) for name, n in zip(names, counts, strict=True) if n < FEW]
    if len(few) == 1:
        ((name, n),) = few
        texts = counted(n, "text")
        return [
            f"class {_quoted(name)} has only {texts}: is that intended, or is a label misspelled?"
        ]
    if few:
        shown = first_of([f"{_quoted(name)} ({n})" for name, n in few], _SHOWN)
        return [f"{len(few)} classes have fewer than {FEW} texts: {shown}"]
    return []


def _alike(names: Sequence[str]) -> list[str]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[_plain(name)].append(name)
    return [
        f"classes {joined(map(_quoted, group[:_SHOWN]))} differ only in {_difference(group)}"
        for group in groups.values()
        if len(group) > 1
    ]


def _plain(name: str) -> str:
    """The name without case, width, spaces and invisible characters, which show as U+FFFD."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    kept = (c for c in folded if c.isprintable() and not c.isspace() and c not in _INVISIBLE)
    return "".join(kept) or name


def _several_in_one(names: Sequence[str]) -> list[str]:
    """A note where labels look like lists of labels, such as `crime, drama` beside `drama`."""
    pieces = {name: {piece.strip() for piece in _DIVIDERS.split(name)} - {""} for name in names}
    often = Counter(piece for parts in pieces.values() for piece in parts)
    again = [
        name
        for name, parts in pieces.items()
        if len(parts) > 1
        and (any(part in pieces for part in parts) or all(often[part] > 1 for part in parts))
    ]
    if not again:
        return []
    shown = _quoted(again[0])
    return [
        f"{len(again)} of {len(names)} classes look like several labels in one cell, such as "
        f"{shown}: each combination counts as a class of its own"
    ]


def _difference(group: Sequence[str]) -> str:
    if len({name.casefold() for name in group}) == 1:
        return "case"
    spaceless = {"".join(unicodedata.normalize("NFKC", n).casefold().split()) for n in group}
    return "space or width" if len(spaceless) == 1 else "invisible characters"


def _no_labels(names: Sequence[str], counts: Sequence[int]) -> list[str]:
    return [
        f"class {_quoted(name)} ({n:,} texts) may come from cells without a label"
        for name, n in zip(names, counts, strict=True)
        if name.casefold() in _NO_LABELS
    ]


def _quoted(name: str) -> str:
    return repr(name[:40])
