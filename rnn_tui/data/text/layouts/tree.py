"""Files in their folders, as a tree: layouts are read from it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

_CLUTTER = frozenset({"thumbs.db", "desktop.ini"})


class File(NamedTuple):
    """A file: its place in the listing, and its path with `/` between folders."""

    place: int
    path: str

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition("/")[2]


@dataclass(slots=True)
class Node:
    """A folder: its own files, and the folders in it."""

    name: str = ""
    files: list[File] = field(default_factory=list)
    folders: dict[str, "Node"] = field(default_factory=dict)

    @property
    def all_files(self) -> Iterator[File]:
        """The files in it at any depth, those of the folder itself first."""
        yield from self.files
        for folder in self.folders.values():
            yield from folder.all_files

    @property
    def size(self) -> int:
        """The number of files in it at any depth."""
        return len(self.files) + sum(folder.size for folder in self.folders.values())


def tree_of(paths: Sequence[str | None]) -> Node:
    """The tree of these paths, without hidden files and None."""
    root = Node()
    known: dict[str, Node | None] = {"": root}
    for index, path in enumerate(paths):
        if path is None:
            continue
        folder, _, name = path.rpartition("/")
        if folder not in known:
            known[folder] = _folder(root, folder)
        node = known[folder]
        if node is not None and not is_hidden(name):
            node.files.append(File(index, path))
    return root


def is_hidden(name: str) -> bool:
    """True if a file or folder of this name is one that systems leave behind, and is ignored."""
    return name.startswith((".", "__MACOSX")) or name.casefold() in _CLUTTER


def _folder(root: Node, path: str) -> Node | None:
    names = path.split("/")
    if any(map(is_hidden, names)):
        return None
    node = root
    for name in names:
        node = node.folders.setdefault(name, Node(name))
    return node
