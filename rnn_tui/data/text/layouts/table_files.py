"""The tables of a folder, and the part that each is named after."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from rnn_tui.data.text.example import PARTS, Part
from rnn_tui.data.text.files.suffixes import MAYBE_TABLES, is_table_name, stem_of, suffix_of
from rnn_tui.data.text.layouts.parts import part_of
from rnn_tui.data.text.layouts.tree import Node, tree_of


@dataclass(frozen=True, slots=True)
class TableFiles:
    """Paths with their parts; `aside` are files beside them that are not used."""

    files: tuple[tuple[str, Part | None], ...]
    aside: tuple[str, ...] = ()


def named_tables(
    paths: Sequence[str | None], is_table: Callable[[str], bool] = is_table_name
) -> TableFiles | None:
    """The tables of a folder that has one called train; None where there is none.

    `train.csv` with `valid.csv` and `test.csv` beside it, several of a part included, or
    `train/1.csv`; `is_table` looks into files whose name does not say it.
    """
    node = _level(tree_of(paths))
    with_parts = [*_with_parts(node)]
    named = [
        (path, part)
        for path, part in with_parts
        if part and (is_table_name(path) or (suffix_of(path) in MAYBE_TABLES and is_table(path)))
    ]
    if not any(part == "train" for _, part in named):
        return None
    taken = {path for path, _ in named}
    beside = [path for path, _ in with_parts if path not in taken]
    aside = (*beside, *_tables_below(node, {*taken, *beside}))
    alone = all(part == "train" for _, part in named)
    named.sort(key=lambda file: PARTS.index(file[1] or "train"))
    return TableFiles(tuple((path, None if alone else part) for path, part in named), aside)


def other_tables(paths: Sequence[str | None], is_table: Callable[[str], bool]) -> TableFiles | None:
    """All tables of a folder whose names say no part, to be read as one."""
    node = _level(tree_of(paths))
    own = [file.path for file in node.files]
    tables = [path for path in own if is_table_name(path)]
    if not tables:
        tables = [path for path in own if suffix_of(path) in MAYBE_TABLES and is_table(path)]
    if not tables:
        return None
    beside = [path for path in own if path not in tables]
    aside = (*beside, *_tables_below(node, {*own}))
    return TableFiles(tuple((path, None) for path in tables), aside)


def _tables_below(node: Node, seen: Collection[str]) -> Iterator[str]:
    """The tables in folders further down that are not among those seen."""
    for folder in node.folders.values():
        for _, path in folder.files:
            if path not in seen and is_table_name(path):
                yield path
        yield from _tables_below(folder, seen)


def _level(node: Node) -> Node:
    """The folder of the tables: further down where there is nothing but one folder."""
    while len(node.folders) == 1:
        (inner,) = node.folders.values()
        if part_of(inner.name) or any(is_table_name(file.path) for file in node.files):
            return node
        node = inner
    return node


def _with_parts(node: Node) -> Iterator[tuple[str, Part | None]]:
    """The files of a folder by the parts of their names, those of its parts' folders too."""
    for file in node.files:
        yield file.path, part_of(stem_of(file.name))
    for folder in node.folders.values():
        if part := part_of(folder.name):
            yield from ((file.path, part) for file in folder.files)
