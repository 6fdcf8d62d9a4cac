"""Paths as they are typed into a dialog, and the entries of a folder that go on from there."""

import os
from pathlib import Path

from rich.text import Text

from rnn_tui.io.places import expanded, short, shown_folder
from rnn_tui.io.text import printable

ABOVE = ".."

SHOWN = 300
"""Entries of a folder that are listed; typing narrows them."""


def path_of(typed: str) -> Path:
    """The path that was typed, from the working folder."""
    return expanded(typed.strip(), shown_folder())


def exists(path: Path) -> bool:
    """Tell whether anything has this path; False for impossible names, as in `is_folder`."""
    return os.path.lexists(path)


def is_folder(path: Path) -> bool:
    """Tell whether a path is a folder; False for impossible names, where `Path.is_dir` raises."""
    return os.path.isdir(path)  # noqa: PTH112


def written(path: Path) -> str:
    """The path as short as it is clear: from the working folder or the home folder if inside."""
    text = "" if path == shown_folder() else short(path)
    return text + os.sep if text and is_folder(path) and not text.endswith(os.sep) else text


def split(typed: str) -> tuple[Path, str]:
    """The folder that is meant so far and the beginning of a name in it."""
    head, _, tail = typed.strip().rpartition(os.sep)
    return path_of(head + os.sep if head or typed.strip().startswith(os.sep) else "."), tail


def entries(folder: Path, prefix: str, suffixes: tuple[str, ...]) -> list[Path]:
    """The folder above, folders, then files that end so; hidden ones only where a dot is typed."""
    found = []
    for entry in folder.iterdir():
        hidden = entry.name.startswith(".") and not prefix.startswith(".")
        if hidden or not entry.name.lower().startswith(prefix.lower()):
            continue
        if entry.is_dir() or entry.name.lower().endswith(suffixes):
            found.append(entry)
    found.sort(key=lambda entry: (not entry.is_dir(), entry.name.lower()))
    above = [folder / ABOVE] if ABOVE.startswith(prefix) and folder != folder.parent else []
    return [*above, *found[:SHOWN]]


def line_of(entry: Path) -> Text:
    """The name of an entry as a list shows it."""
    name = f"{entry.name}{os.sep}" if entry.is_dir() else entry.name
    return Text(printable(name), no_wrap=True, overflow="ellipsis")
