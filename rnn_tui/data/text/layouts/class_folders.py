"""Texts that are files in folders named after classes."""

import os.path
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rnn_tui.data.errors import DataError
from rnn_tui.data.text.example import Part
from rnn_tui.data.text.files.suffixes import NO_TEXTS, TABLES, suffix_of
from rnn_tui.data.text.layouts.class_files import class_files
from rnn_tui.data.text.layouts.layout import LabelledFile, Layout
from rnn_tui.data.text.layouts.parts import part_of
from rnn_tui.data.text.layouts.tree import File, Node, tree_of
from rnn_tui.wording.lists import first_of
from rnn_tui.wording.numbers import counted

UNLABELLED = frozenset({"unsup", "unlabeled", "unlabelled", "unlab"})
"""Names of folders whose texts have no class."""

_SHOWN = 3
_FEW = 5
_STRAY = 0.01

Found = list[tuple[Part | None, Node]]
"""Class folders, each with the part that it belongs to."""


def lay_out(paths: Sequence[str | None], where: str) -> Layout:
    """The texts among these paths, each labelled by the folder that holds it.

    `[...]/LABEL/[...]/TEXT` or `[...]/train/LABEL/[...]/TEXT` with validation and test beside
    train, or `[...]/LABEL/train/TEXT`; else one file for each class, with a text on each line:
    `reviews.pos` and `reviews.neg`, under the parts or not. Hidden files do not count; notes tell
    what else is left out. DataError where no text is left.
    """
    root = tree_of(paths)
    found = _class_folders(_unwrapped(root))
    if len(found) < 2:
        layout = class_files(paths, _by_part(_innermost(root)))
        if layout is not None:
            return layout
    texts, left = _labelled(found, where)
    if not texts:
        raise DataError(
            f"{where} holds no texts in class folders: expected files such as pos/1.txt and "
            "neg/2.txt, with or without train/ and test/ above them, or one file per class"
        )
    counted = {text.index for text in texts}
    counted.update(file.place for files in left.values() for file in files)
    left["outside of the class folders"] = [f for f in root.all_files if f.place not in counted]
    return Layout(tuple(texts), tuple(_note(what, files) for what, files in left.items() if files))


def has_class_folders(paths: Sequence[str | None]) -> bool:
    """True if folders among these paths are named after classes."""
    return len(_class_folders(_unwrapped(tree_of(paths)))) > 1


def _class_folders(node: Node) -> Found:
    parts = _part_folders(node)
    if not parts:
        return list(_by_folder_below(_classes(node)))
    others = [folder for folder in node.folders.values() if folder not in parts.values()]
    known = {name for folder in parts.values() for name in _unwrapped(folder).folders}
    found: Found = []
    for name, folder in parts.items():
        found += [(part_of(name), inner) for inner in _unwrapped(folder).folders.values()]
    # Without a folder train the classes beside the other parts are what is trained on.
    if not any(part == "train" for part, _ in found):
        found += [("train", folder) for folder in others if folder.name in known]
    return found


def _classes(node: Node) -> list[Node]:
    """The folders whose names are classes; `train` is one where no other part is beside it."""
    named = [folder for folder in node.folders.values() if part_of(folder.name)]
    if {part_of(folder.name) for folder in named} == {"train"} and len(named) < len(node.folders):
        named = []
    return [folder for folder in node.folders.values() if folder not in named]


def _part_folders(node: Node) -> dict[str, Node]:
    """The folders of the parts that hold class folders; none where the names mean no parts."""
    named = {name: folder for name, folder in node.folders.items() if part_of(name)}
    parts = {name: folder for name, folder in named.items() if folder.folders}
    if any(part_of(name) == "train" for name in parts):
        return parts
    inner = {name for folder in parts.values() for name in folder.folders}
    return parts if inner & (node.folders.keys() - named.keys()) else {}


def _by_folder_below(classes: Iterable[Node]) -> Iterator[tuple[Part | None, Node]]:
    """Class folders; where all hold nothing but folders of the parts, these in their place."""
    nodes = list(classes)
    split = all(
        node.folders and not node.files and all(map(part_of, node.folders)) for node in nodes
    )
    if not split or not any(part_of(name) == "train" for node in nodes for name in node.folders):
        yield from ((None, node) for node in nodes)
        return
    for node in nodes:
        for name, folder in node.folders.items():
            yield part_of(name), Node(node.name, folder.files, folder.folders)


def _by_part(node: Node) -> list[tuple[Part | None, Node]]:
    """The folder itself, or its folders of parts where it has them."""
    parts = [(part_of(name), folder) for name, folder in node.folders.items() if part_of(name)]
    return parts if any(part == "train" for part, _ in parts) else [(None, node)]


def _innermost(node: Node) -> Node:
    """The folder in which the first files lie, or more than one folder."""
    while not node.files and len(node.folders) == 1:
        (node,) = node.folders.values()
    return node


def _unwrapped(node: Node) -> Node:
    """The folder in which the parts or the classes lie: further down where all is in one."""
    while True:
        if _part_folders(node):
            return node
        inner = _wrapped(node) or _pieces(node)
        if inner is None:
            return node
        node = inner


def _wrapped(node: Node) -> Node | None:
    """The one folder that holds nearly everything, where folders lie in it."""
    largest = max(node.folders.values(), key=lambda folder: folder.size, default=None)
    if largest is None or not largest.folders:
        return None
    if len(node.folders) == 1:
        return largest
    others = node.size - largest.size
    return largest if others < _FEW and others < _STRAY * node.size else None


def _pieces(node: Node) -> Node | None:
    """One folder in place of `enron1`, `enron2`, ..., each of which has the same class folders."""
    folders = list(node.folders.values())
    stems = {folder.name.rstrip("0123456789") for folder in folders}
    numbered = all(folder.name[-1:].isdecimal() for folder in folders)
    if len(folders) < 2 or len(stems) > 1 or not numbered or not all(stems):
        return None
    names = set.intersection(*(set(folder.folders) for folder in folders))
    inner = {name.rstrip("0123456789") for name in names}
    if len(names) < 2 or len(inner) < 2:
        return None
    merged = Node(node.name)
    for folder in folders:
        for name, own in folder.folders.items():
            merged.folders.setdefault(name, Node(name)).folders[folder.name] = own
    return merged


def _labelled(found: Found, where: str) -> tuple[list[LabelledFile], dict[str, list[File]]]:
    """The texts of the class folders in the order of the listing; what is left out, and why."""
    unlabelled: list[File] = []
    texts, others = [], []
    labelled: list[tuple[File, Part | None, str]] = []
    for part, node in found:
        if node.name.casefold() in UNLABELLED:
            unlabelled += node.all_files
        else:
            labelled += ((file, part, node.name) for file in node.all_files)
    chosen = _chosen(Counter(suffix_of(file.path) for file, _, _ in labelled), where)
    for file, part, label in labelled:
        if suffix_of(file.path) == chosen:
            texts.append(LabelledFile(file.place, part, label))
        else:
            others.append(file)
    texts.sort(key=lambda text: text.index)
    end = f"that do not end in {chosen}" if chosen else "with a suffix"
    return texts, {"in folders without a class": unlabelled, end: others}


def _chosen(suffixes: Counter[str], where: str) -> str:
    """The suffix of the texts: .txt where there is any, else the most frequent one."""
    texts = {suffix: count for suffix, count in suffixes.items() if suffix not in NO_TEXTS}
    if ".txt" in texts:
        return ".txt"
    if suffixes and not texts:
        kinds = ", ".join(sorted(suffixes)[:_SHOWN])
        raise DataError(f"{where} holds no texts, only {kinds} files in its folders")
    chosen = max(texts, key=lambda suffix: (texts[suffix], suffix), default="")
    if chosen in TABLES:
        raise DataError(
            f"{where} holds {chosen} files in its folders: name one of them, or a folder with "
            "train and test tables, in data.path"
        )
    return chosen


def _note(what: str, left: Sequence[File]) -> str:
    names = [os.path.normpath(path) for path in sorted(file.path for file in left)]
    return f"ignored {counted(len(left), 'file')} {what} ({first_of(names, _SHOWN)})"
