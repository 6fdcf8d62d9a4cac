"""Class folders in a tar archive, read in memory: nothing is ever unpacked to the disk."""

import gzip
import io
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from rnn_tui.data.cache import file_hash
from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Progress, Report
from rnn_tui.data.text.example import TEXT_LIMIT, Example, Notes
from rnn_tui.data.text.folders import decoded
from rnn_tui.data.text.layout import places

SUFFIXES = (".tar.gz", ".tgz", ".tar")

MEMBER_LIMIT = 1_000_000
UNPACKED_LIMIT = 4 << 30  # bytes; aclImdb has 0.1 GB
_REPORT_EVERY = 500

_DAMAGE = (tarfile.TarError, EOFError, ValueError, OverflowError, RecursionError)
"""What tarfile raises on headers that make no sense."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A .tar, .tar.gz or .tgz file with class folders, such as aclImdb_v1.tar.gz."""

    path: Path

    @property
    def name(self) -> str:
        """The file's path."""
        return str(self.path)

    def content_key(self, report: Report) -> str:
        """Over the archive's bytes."""
        return file_hash(self.path, report)

    def examples(self, notes: Notes, report: Report) -> Iterator[Example]:
        """In the archive's order. A first pass lists the names, which decide what counts."""
        names = []
        with self._members(report, "listing") as members:
            for member, _ in members:
                names.append(_place_of(member))
        notes.count("special", sum(name is None for name in names))
        chosen = places([name or PurePosixPath() for name in names], notes, self.name)
        wanted = {place.index: place for place in chosen}
        with self._members(report, "reading", len(names)) as members:
            for index, (member, archive) in enumerate(members):
                place = wanted.get(index)
                if place is None:
                    continue
                if member.size > TEXT_LIMIT:
                    notes.count("huge")
                    continue
                file = archive.extractfile(member)
                raw = file.read() if file is not None else b""
                yield Example(place.part, place.label, decoded(raw, notes))

    @contextmanager
    def _members(
        self, report: Report, doing: str, total: int | None = None
    ) -> Iterator[Iterator[tuple[tarfile.TarInfo, tarfile.TarFile]]]:
        """All members but folders, within the limits."""
        stage = f"{doing} {self.path.name}"

        def walk(archive: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, tarfile.TarFile]]:
            count = 0
            while (member := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # it would keep them all
                if member.isdir():
                    continue
                if count % _REPORT_EVERY == 0:
                    report(Progress(stage, count, total, "texts"))
                count += 1
                if count > MEMBER_LIMIT:
                    raise DataError(f"{self.path} holds more than {MEMBER_LIMIT:,} files")
                yield member, archive
            _drain(archive.fileobj)

        try:
            with (
                self.path.open("rb") as file,
                tarfile.open(
                    fileobj=cast(BinaryIO, _Bounded(file, self.path)), mode="r:"
                ) as archive,
            ):
                yield walk(archive)
        except (*_DAMAGE, gzip.BadGzipFile, zlib.error) as error:
            raise DataError(f"{self.path} is damaged or no tar archive ({error})") from error


class _Bounded:
    """The unpacked bytes of a .tar or .tar.gz; DataError where they would not end.

    A few kilobytes can announce, or unpack to, more than any memory holds: the
    size of a single read is limited, and the place up to which anything is unpacked.
    """

    def __init__(self, file: BinaryIO, path: Path) -> None:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        self._stream: BinaryIO = cast(BinaryIO, gzip.GzipFile(fileobj=file)) if packed else file
        self._path = path

    def tell(self) -> int:
        return self._stream.tell()

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET or place < self.tell():
            raise tarfile.ReadError("a member lies before its own header")
        if place > UNPACKED_LIMIT:
            self._refuse()
        return self._stream.seek(place, whence)

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= TEXT_LIMIT + tarfile.BLOCKSIZE:
            self._refuse()
        return self._stream.read(size)

    def _refuse(self) -> None:
        raise DataError(
            f"{self._path} would unpack to more than texts need "
            f"(at most {UNPACKED_LIMIT >> 30} GiB in all, {TEXT_LIMIT >> 20} MiB at once)"
        )


def _drain(file: object) -> None:
    """Read to the end: only there does a gzip file tell whether its bytes were damaged."""
    if isinstance(file, _Bounded):
        while file.tell() <= UNPACKED_LIMIT and file.read(TEXT_LIMIT):
            pass


def _place_of(member: tarfile.TarInfo) -> PurePosixPath | None:
    """The path of a text file; None for links, devices and names that lead elsewhere."""
    path = PurePosixPath(member.name)
    regular = member.isreg() and not member.issparse()
    return path if regular and not path.is_absolute() and ".." not in path.parts else None
