"""Class folders on disk."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from rnn_tui.data.progress import Progress, Report
from rnn_tui.data.text.example import TEXT_LIMIT, Example, Notes
from rnn_tui.data.text.layout import Place, places

_REPORT_EVERY = 500


@dataclass(frozen=True, slots=True)
class ClassFolder:
    """A folder with one folder for each class, or with such under train and test."""

    root: Path

    @property
    def name(self) -> str:
        """The folder's path."""
        return str(self.root)

    def content_key(self, report: Report) -> str:
        """Over the names and bytes of all texts that count."""
        digest = hashlib.sha256()
        for path, place, raw in self._contents(Notes(), report, "checking"):
            digest.update(f"{place.part}\0{path}\0{len(raw)}\0".encode(errors="surrogateescape"))
            digest.update(raw)
        return digest.hexdigest()

    def examples(self, notes: Notes, report: Report) -> Iterator[Example]:
        """In the order of their paths."""
        for _, place, raw in self._contents(notes, report, "reading"):
            if len(raw) > TEXT_LIMIT:
                notes.count("huge")
                continue
            yield Example(place.part, place.label, decoded(raw, notes))

    def _contents(
        self, notes: Notes, report: Report, doing: str
    ) -> Iterator[tuple[PurePosixPath, Place, bytes]]:
        """(path below the root, place, at most one byte more than the limit) of every text."""
        paths = self._files()
        chosen = places(paths, notes, self.name)
        for done, place in enumerate(chosen):
            if done % _REPORT_EVERY == 0:
                report(Progress(f"{doing} {self.root.name}", done, len(chosen), "texts"))
            path = paths[place.index]
            with (self.root / path).open("rb") as file:
                yield path, place, file.read(TEXT_LIMIT + 1)

    def _files(self) -> list[PurePosixPath]:
        """Regular files below the root, sorted; a pipe or device would block the reader."""
        found = []
        for folder, _, names in os.walk(self.root, onerror=_raise):
            for name in names:
                path = Path(folder, name)
                if path.is_file():
                    found.append(PurePosixPath(path.relative_to(self.root).as_posix()))
        return sorted(found)


def decoded(raw: bytes, notes: Notes) -> str:
    """UTF-8 as text; bytes that fit nowhere are replaced and counted."""
    text = raw.decode("utf-8-sig", errors="replace")
    if "\ufffd" in text:
        notes.count("replaced")
    return text


def _raise(error: OSError) -> None:
    raise error
