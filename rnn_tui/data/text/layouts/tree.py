"""Files in their folders, as a tree: what the layout of a source is read from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_CLUTTER = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(slots=True)
class Node:
    """A folder: the places of its own files in the listing, and the folders in it."""

    name: str = ""
    files: list[int] = field(default_factory=list)
    folders: dict[str, "Node"] = field(default_factory=dict)

    @property
    def all_files(self) -> Iterator[int]:
        """The files in it at any depth, those of the folder itself first."""
        yield from self.files
        for folder in self.folders.values():
            yield from folder.all_files

    @property
    def size(self) -> int:
        """The number of files in it at any depth."""
        return len(self.files) + sum(folder.size for folder in self.folders.values())


def tree_of(paths: Sequence[str | None]) -> Node:
    """The tree of these paths, with `/` between folders; hidden files and None are left out."""
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
            node.files.append(index)
    return root


def _folder(root: Node, path: str) -> Node | None:
    names = path.split("/")
    if any(map(is_hidden, names)):
        return None
    node = root
    for name in names:
        node = node.folders.setdefault(name, Node(name))
    return node


def is_hidden(name: str) -> bool:
    """Whether a file or folder of this name takes no part: what systems leave behind."""
    return name.startswith((".", "__MACOSX")) or name.casefold() in _CLUTTER
