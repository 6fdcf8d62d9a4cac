"""A configuration that a person wrote, changed to mean another experiment.

Only the keys that differ are written: comments, order and the spelling of everything else
stay. A layer keeps its comments where it is moved, and takes them away where it is removed.
"""

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import Any

from rnn_tui.experiment.dumping import TAGS, brief, plain
from rnn_tui.experiment.experiment import Experiment
from rnn_tui.experiment.sections import Section, Sections, Way

LAYERS: Way = ("layers",)


def revised(text: str, before: Experiment, after: Experiment) -> str:
    """The text, which means `before`, changed to mean `after`."""
    old, new, told = plain(before), plain(after), brief(after)
    layers = [table.pop("layers", []) for table in (old, new, told)]

    def revise(sections: Sections) -> None:
        _revise(sections, (), old, new, told)
        if layers[0] != layers[1]:
            _revise_layers(sections, *layers)

    return _written(text, revise)


def revised_table(text: str, before: dict[str, Any], after: dict[str, Any]) -> str:
    """The text of a table, which means `before`, changed to mean `after`."""
    return _written(text, lambda sections: _revise(sections, (), before, after, after))


def _written(text: str, revise: Callable[[Sections], None]) -> str:
    """The text once its sections are revised, with its own ends of lines."""
    newline = "\r\n" if 0 < text.count("\r\n") == text.count("\n") else "\n"
    text = text.replace(newline, "\n")
    sections = Sections.of(text)
    revise(sections)
    written = str(sections)
    if not text.startswith("\n"):
        written = written.lstrip("\n")
    if not text.endswith("\n"):
        written = written.removesuffix("\n")
    return written.replace("\n", newline)


_Table = dict[str, Any]


def _revise(place: Sections | Section, way: Way, old: _Table, new: _Table, told: _Table) -> None:
    """Write the keys of the table at `way` that differ, new ones only where `told` has them."""
    for key, value in new.items():
        before, here = old.get(key), (*way, key)
        if isinstance(value, dict) and isinstance(before, dict):
            _revise(place, here, before, value, told.get(key, {}))
        elif value != before and (key in old or key in told):
            for tag in TAGS:
                if tag in new and not place.holds((*way, tag)):
                    place.put((*way, tag), new[tag])
            place.put(here, told.get(key, value))
    for key in old:
        if key not in new:
            place.drop((*way, key))


def _revise_layers(
    sections: Sections, old: list[_Table], new: list[_Table], told: list[_Table]
) -> None:
    """Write the layers that differ: each in a table of its own, or all in one list."""
    tables = [section for section in sections if section.is_entry and section.way == LAYERS]
    if not old:  # the key may still be there, with an empty list
        sections.drop(LAYERS)
    if len(tables) == len(old):
        written = []
        for origin, layer, brief_layer in zip(_origins(old, new), new, told, strict=True):
            table = Section.entry(LAYERS) if origin is None else tables[origin]
            _revise(table, LAYERS, {} if origin is None else old[origin], layer, brief_layer)
            written.append(table)
        sections.replace(tables, written)
    elif [layer["kind"] for layer in old] == [layer["kind"] for layer in new]:
        for index, layers in enumerate(zip(old, new, told, strict=True)):
            _revise(sections, (*LAYERS, str(index)), *layers)
    else:
        sections.put(LAYERS, told)


def _origins(old: Sequence[Any], new: Sequence[Any]) -> list[int | None]:
    """For each new layer the index of the old one that it was; None for one that was added."""
    origins: list[int | None] = [None] * len(new)
    free = list(range(len(old)))

    def pair(index: int, origin: int) -> None:
        origins[index] = origin
        free.remove(origin)

    before, after = [repr(layer) for layer in old], [repr(layer) for layer in new]
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        for offset in range(block.size):
            pair(block.b + offset, block.a + offset)
    for is_like in (_is_same, _is_of_same_kind):
        for index, layer in enumerate(new):
            like = next((origin for origin in free if is_like(old[origin], layer)), None)
            if origins[index] is None and like is not None:
                pair(index, like)
    rest = [index for index, origin in enumerate(origins) if origin is None]
    if len(rest) == len(free):  # their kinds were changed
        for index in rest:
            pair(index, free[0])
    return origins


def _is_same(one: _Table, other: _Table) -> bool:
    return one == other


def _is_of_same_kind(one: _Table, other: _Table) -> bool:
    return bool(one["kind"] == other["kind"])
