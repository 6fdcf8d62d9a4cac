"""The files of a folder, linked folders included."""

import os
from dataclasses import dataclass
from pathlib import Path

from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Progress, Report

FILE_LIMIT = 1_000_000
FOLDER_LIMIT = 100_000
DEEPEST = 64
_REPORT_EVERY = 50  # folders


@dataclass(frozen=True, slots=True)
class Listing:
    """Paths of the regular files below a folder, with `/` between names, in order.

    Pipes and devices, which would block a reader, are left out, and so are linked folders that
    lead back to one above them. `linked` are the paths that lie below a linked folder.
    """

    paths: tuple[str, ...]
    notes: tuple[str, ...]
    linked: frozenset[str] = frozenset()


def listing(root: Path, report: Report) -> Listing:
    """List a folder. Raises OSError, and DataError where it holds too much."""
    walk = _Walk(str(root), report)
    walk.into("", (_identity(str(root)),))
    walk.paths.sort(key=lambda path: path.split("/"))
    return Listing(tuple(walk.paths), walk.notes, frozenset(walk.linked))


class _Walk:
    """The walk through a folder, and the files found so far."""

    def __init__(self, root: str, report: Report) -> None:
        self.root = root
        self._report = report
        self.paths: list[str] = []
        self.linked: list[str] = []
        self._folders = 0
        self._loops: list[str] = []
        self._broken: list[str] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """One line for each kind of link that is not followed."""
        kinds = (
            (self._loops, "leads back to a folder above it"),
            (self._broken, "leads nowhere"),
        )
        return tuple(
            f"{links[0]} {what}: ignored"
            + (f" (and {len(links) - 1:,} more)" if len(links) > 1 else "")
            for links, what in kinds
            if links
        )

    def into(
        self, folder: str, above: tuple[tuple[int, int], ...], *, linked: bool = False
    ) -> None:
        """Add what is below a folder; `above` are the folders on the way to it.

        `linked` says that one of them is a link.
        """
        self._folders += 1
        before = len(self.paths)
        if self._folders > FOLDER_LIMIT or len(above) > DEEPEST:
            raise DataError(
                f"{self.root} holds more than {FOLDER_LIMIT:,} folders, or {DEEPEST} inside "
                "each other: name only the folder with the texts"
            )
        if self._folders % _REPORT_EVERY == 0:
            name = os.path.basename(self.root)  # noqa: PTH119
            self._report(Progress(f"listing {name}", len(self.paths), None, "files"))
        inner = []
        with os.scandir(f"{self.root}/{folder}") as entries:
            for entry in entries:
                path = f"{folder}/{entry.name}" if folder else entry.name
                match _kind_of(entry):
                    case "folder":
                        inner.append((path, entry.is_symlink()))
                    case "file":
                        self.paths.append(path)
                    case "broken":
                        self._broken.append(path)
        if linked:
            self.linked += self.paths[before:]
        if len(self.paths) > FILE_LIMIT:
            raise DataError(f"{self.root} holds more than {FILE_LIMIT:,} files")
        for path, is_link in sorted(inner):
            identity = _identity(f"{self.root}/{path}")
            if is_link and identity in above:
                self._loops.append(path)
            else:
                self.into(path, (*above, identity), linked=linked or is_link)


def _kind_of(entry: "os.DirEntry[str]") -> str:
    """The kind of an entry: "folder", "file", "broken" (a link to nowhere or itself) or "other"."""
    try:
        if entry.is_dir():
            return "folder"
        if entry.is_file():
            return "file"
    except OSError:
        if not entry.is_symlink():
            raise
    return "broken" if entry.is_symlink() else "other"


def _identity(path: str) -> tuple[int, int]:
    found = os.stat(path)  # noqa: PTH116 - a Path for each folder takes its time
    return found.st_dev, found.st_ino
