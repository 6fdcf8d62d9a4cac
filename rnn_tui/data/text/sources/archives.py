"""Archives with class folders, or with tables.

Texts that are files of their own are read in memory: nothing is unpacked to the disk. Tables are
read more than once; they are unpacked, within bounds, into a folder of the cache meanwhile.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rnn_tui.data.cache import building, file_hash
from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Progress, Report, ignore
from rnn_tui.data.text.encodings.decoder import Decoder
from rnn_tui.data.text.example import READING, TEXT_LIMIT, Example, Notes, Source
from rnn_tui.data.text.files import archive
from rnn_tui.data.text.files.archive import Member
from rnn_tui.data.text.first_version import is_first_layout
from rnn_tui.data.text.layouts.class_folders import has_class_folders, lay_out
from rnn_tui.data.text.layouts.layout import LabelledFile, Layout
from rnn_tui.data.text.layouts.table_files import named_tables
from rnn_tui.data.text.options import TableOptions
from rnn_tui.data.text.read_as import ReadAs
from rnn_tui.data.text.sources.folders import FOLDERS

_REPORT_EVERY = 500

Unpacked = Callable[[Path, Notes], Source]
"""Makes a source of the folder of an unpacked archive; it may add notes."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A tar archive, packed or not, or a zip; `unpacked` reads one without class folders."""

    path: Path
    options: TableOptions
    unpacked: Unpacked

    @property
    def settings(self) -> tuple[Any, ...]:
        """The options, where any is set."""
        return () if self.options == TableOptions() else self.options.key

    @property
    def quoted(self) -> tuple[Any, ...]:
        """Nothing: its bytes hold the names."""
        return ()

    @property
    def name(self) -> str:
        """The file's path."""
        return str(self.path)

    def content_key(self, report: Report) -> str:
        """Over the archive's bytes."""
        return file_hash(self.path, report)

    def examples(self, notes: Notes, report: Report) -> Iterator[Example]:
        """The texts in the archive's order; a first pass lists the names, which make the layout."""
        names = [member.path for member in self._members(report, "listing")]
        notes.count("special", sum(name is None for name in names))
        if named_tables(names) is None and has_class_folders(names):
            layout = lay_out(names, self.name)
            yield from self._from_memory(layout, len(names), notes, report)
            if not is_first_layout(layout, names):
                notes.reading = READING
        else:
            notes.reading = READING  # the first version read no tables in archives
            yield from self._from_disk(notes, report)

    def _from_memory(
        self, layout: Layout, total: int, notes: Notes, report: Report
    ) -> Iterator[Example]:
        for note in layout.notes:
            notes.say(note)
        decoder = Decoder(self.options.encoding, lambda: self._contents(layout), notes, self.name)
        for place, member in self._texts(layout, report, "reading", total):
            if member.size > TEXT_LIMIT:
                notes.count("huge")
                continue
            raw = archive.text_of(member, self.path)
            yield Example(place.part, decoder.name(place.label), decoder.text(raw))
        if not decoder.as_first:
            notes.reading = READING
        notes.read_as = ReadAs(FOLDERS, decoder.encodings)

    def _contents(self, layout: Layout) -> Iterator[bytes]:
        """The bytes of all texts."""
        for _, member in self._texts(layout, ignore, "looking into"):
            if member.size <= TEXT_LIMIT:
                yield archive.text_of(member, self.path)

    def _from_disk(self, notes: Notes, report: Report) -> Iterator[Example]:
        """Unpack, read what came of it, and throw it away."""
        with building() as folder:
            self._unpack(folder, report)
            try:
                yield from self.unpacked(folder, notes).examples(notes, report)
            except DataError as error:
                raise DataError(str(error).replace(str(folder), self.name)) from error

    def _unpack(self, folder: Path, report: Report) -> None:
        room = archive.UNPACKED_LIMIT
        for member in self._members(report, "unpacking"):
            if member.path is None:
                continue
            target = folder / member.path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                room -= archive.copy(member, self.path, file)
            if room < 0:
                raise archive.too_much(self.path)

    def _texts(
        self, layout: Layout, report: Report, doing: str, total: int | None = None
    ) -> Iterator[tuple[LabelledFile, Member]]:
        """The members that the layout places."""
        wanted = {place.index: place for place in layout.files}
        for index, member in enumerate(self._members(report, doing, total)):
            if (place := wanted.get(index)) is not None:
                yield place, member

    def _members(self, report: Report, doing: str, total: int | None = None) -> Iterator[Member]:
        """All members but folders, within the limits."""
        with archive.members(self.path) as members:
            for count, member in enumerate(members):
                if count % _REPORT_EVERY == 0:
                    report(Progress(f"{doing} {self.path.name}", count, total, "files"))
                yield member
