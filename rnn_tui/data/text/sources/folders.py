"""Class folders on disk, and files of which each is a class."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from rnn_tui.data.cache import file_hash
from rnn_tui.data.progress import Progress, Report, ignore
from rnn_tui.data.text.encodings.decoder import Decoder
from rnn_tui.data.text.encodings.detection import find
from rnn_tui.data.text.example import READING, TEXT_LIMIT, Example, Notes
from rnn_tui.data.text.files.listing import Listing
from rnn_tui.data.text.first_version import is_first_layout
from rnn_tui.data.text.layouts.class_folders import lay_out
from rnn_tui.data.text.layouts.layout import LabelledFile, Layout
from rnn_tui.data.text.read_as import ReadAs

FOLDERS, FILES = "class folders", "a file for each class"
_REPORT_EVERY = 500


@dataclass(frozen=True, slots=True)
class ClassFolder:
    """A folder whose files are laid out by class.

    `as_first` says that the first version of the reader saw the same texts in it.
    """

    root: Path
    paths: tuple[str, ...]
    layout: Layout
    encoding: str | None = None
    as_first: bool = False

    @classmethod
    def of(cls, root: Path, found: Listing, encoding: str | None) -> "ClassFolder":
        """The source of the files in a folder; DataError where these are not labelled texts."""
        layout = lay_out(found.paths, str(root))
        unlinked = [None if path in found.linked else path for path in found.paths]
        return cls(root, found.paths, layout, encoding, is_first_layout(layout, unlinked))

    @property
    def name(self) -> str:
        """The folder's path."""
        return str(self.root)

    @property
    def settings(self) -> tuple[Any, ...]:
        """The encoding, where it is set."""
        return () if self.encoding is None else (self.encoding,)

    @property
    def quoted(self) -> tuple[Any, ...]:
        """A fact of the cached entry: the first version read the same, or did not."""
        return (self.as_first,)

    def content_key(self, report: Report) -> str:
        """Over the names and bytes of all texts that count."""
        digest = hashlib.sha256()
        for path, place, file in self._files(report, "checking"):
            head = f"{place.part}\0{path}\0"
            if self.layout.lines:
                digest.update(f"{head}{place.label}\0".encode(errors="surrogateescape"))
                digest.update(bytes.fromhex(file_hash(self.root / path, ignore)))
            else:
                raw = file.read(TEXT_LIMIT + 1)
                digest.update(f"{head}{len(raw)}\0".encode(errors="surrogateescape"))
                digest.update(raw)
        return digest.hexdigest()

    def examples(self, notes: Notes, report: Report) -> Iterator[Example]:
        """The texts in the order of their paths."""
        decoder = Decoder(self.encoding, self._contents, notes, self.name)
        for path, place, file in self._files(report, "reading"):
            label = decoder.name(place.label)
            if self.layout.lines:
                for line in self._lines(path, decoder, notes):
                    yield Example(place.part, label, line)
                continue
            raw = file.read(TEXT_LIMIT + 1)
            if len(raw) > TEXT_LIMIT:
                notes.count("huge")
                continue
            yield Example(place.part, label, decoder.text(raw))
        if not (self.as_first and decoder.as_first):
            notes.reading = READING
        notes.read_as = ReadAs(FILES if self.layout.lines else FOLDERS, decoder.encodings)

    def _lines(self, path: str, decoder: Decoder, notes: Notes) -> Iterator[str]:
        """The lines of a file that are not blank."""
        file = self.root / path
        encoding = find(lambda: file.open("rb"), self.encoding, str(file))
        decoder.add(encoding.name)
        errors = "replace" if encoding.damaged else "strict"
        with file.open(encoding=encoding.codec, errors=errors) as lines:
            while line := lines.readline(TEXT_LIMIT):
                if encoding.damaged and "\ufffd" in line:
                    notes.count("replaced")
                if line.strip():
                    yield line

    def _contents(self) -> Iterator[bytes]:
        """The bytes of all texts."""
        for place in self.layout.files:
            with (self.root / self.paths[place.index]).open("rb") as file:
                yield file.read(TEXT_LIMIT)

    def _files(self, report: Report, doing: str) -> Iterator[tuple[str, LabelledFile, BinaryIO]]:
        """(path below the root, place, open file) of every file that counts."""
        places = self.layout.files
        for done, place in enumerate(places):
            if done % _REPORT_EVERY == 0:
                report(Progress(f"{doing} {self.root.name}", done, len(places), "files"))
            path = self.paths[place.index]
            with (self.root / path).open("rb") as file:
                yield path, place, file
