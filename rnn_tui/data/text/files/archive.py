"""The members of an archive, one after the other, within bounds on number and size."""

import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from rnn_tui.data.errors import DataError
from rnn_tui.data.text.example import TEXT_LIMIT
from rnn_tui.data.text.files.listing import DEEPEST
from rnn_tui.data.text.files.signatures import LONGEST, opener_of
from rnn_tui.data.text.files.suffixes import ARCHIVES

MEMBER_LIMIT = 1_000_000
UNPACKED_LIMIT = 4 << 30  # bytes; aclImdb has 0.1 GB

_BLOCK = 1 << 20
_DAMAGE = (
    *(tarfile.TarError, zipfile.BadZipFile, EOFError, ValueError, OverflowError, RecursionError),
    *(gzip.BadGzipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError),
)
"""Exceptions that the modules raise on damaged bytes."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, which can be read until the next one is asked for.

    `name` is as written there, None for links and devices; `size` are the bytes that it announces.
    """

    name: str | None
    size: int
    open: Callable[[], BinaryIO]

    @property
    def path(self) -> str | None:
        """Its path with `/` between names; None for links, devices and paths that lead outside."""
        if self.name is None or "\0" in self.name:
            return None
        path = PurePosixPath(self.name)
        leads_away = path.is_absolute() or ".." in path.parts or len(path.parts) > DEEPEST
        return None if leads_away or not path.parts else str(path)


@contextmanager
def members(archive: Path) -> Iterator[Iterator[Member]]:
    """All members but folders. DataError where the archive is damaged or too large."""
    with _damage_reported(archive), archive.open("rb") as file:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as content:
                yield _counted(_of_zip(content, archive), archive)
        else:
            bounded = cast(BinaryIO, _Bounded(file, archive))
            with tarfile.open(fileobj=bounded, mode="r:") as tar:
                yield _counted(_of_tar(tar), archive)


def is_archive(path: Path) -> bool:
    """True if a file is a tar archive, packed or not, or a zip, by its content or its name."""
    with path.open("rb") as file:
        if zipfile.is_zipfile(file):
            return True
        file.seek(0)
        try:
            head = _unpacked(file).read(tarfile.BLOCKSIZE)
            tarfile.TarInfo.frombuf(head, tarfile.ENCODING, "surrogateescape")
        except (OSError, *_DAMAGE):
            return path.name.casefold().endswith(ARCHIVES)
    return True


def text_of(member: Member, archive: Path) -> bytes:
    """The bytes of a member, at most one more than a text may have."""
    with _damage_reported(archive), member.open() as file:
        return file.read(TEXT_LIMIT + 1)


def copy(member: Member, archive: Path, target: BinaryIO) -> int:
    """Unpack a member into a file; the number of its bytes."""
    done = 0
    with _damage_reported(archive), member.open() as file:
        while block := file.read(_BLOCK):
            done += target.write(block)
    return done


@contextmanager
def _damage_reported(archive: Path) -> Iterator[None]:
    """Turn the exceptions of the modules into a DataError."""
    try:
        yield
    except OSError as error:
        if isinstance(error, gzip.BadGzipFile) or error.errno is None:  # bz2 raises bare ones
            raise _damaged(archive, error) from error
        raise
    except _DAMAGE as error:
        raise _damaged(archive, error) from error


def _damaged(archive: Path, error: Exception) -> DataError:
    if "encrypted" in str(error) or "password" in str(error):
        return DataError(f"{archive} is encrypted: unpack it and name the folder")
    return DataError(f"{archive} is damaged or not an archive ({error})")


def _counted(found: Iterator[Member], archive: Path) -> Iterator[Member]:
    for count, member in enumerate(found, 1):
        if count > MEMBER_LIMIT:
            raise DataError(f"{archive} holds more than {MEMBER_LIMIT:,} files")
        yield member


def _of_tar(archive: tarfile.TarFile) -> Iterator[Member]:
    while (info := archive.next()) is not None:
        archive.members.clear()  # type: ignore[attr-defined]  # it would keep them all
        if not info.isdir():
            is_file = info.isreg() and not info.issparse()
            content = cast(Callable[[], BinaryIO], partial(archive.extractfile, info))
            yield Member(info.name if is_file else None, info.size, content)
    _drain(archive.fileobj)


def _of_zip(archive: zipfile.ZipFile, path: Path) -> Iterator[Member]:
    room = UNPACKED_LIMIT

    def content(info: zipfile.ZipInfo) -> BinaryIO:
        nonlocal room
        room -= info.file_size  # the module gives no byte more than that
        if room < 0:
            raise too_much(path)
        return cast(BinaryIO, archive.open(info))

    for info in archive.infolist():
        if not info.is_dir():
            kind = info.external_attr >> 28  # of a Unix file; 0 where none was written
            is_file = kind in (0, 8)
            yield Member(_name(info) if is_file else None, info.file_size, partial(content, info))


def _name(info: zipfile.ZipInfo) -> str:
    """The name as its bytes are: many programs write others than the header says."""
    if info.flag_bits & 0x800:
        return info.filename
    return info.filename.encode("cp437", "replace").decode("utf-8", "surrogateescape")


def _unpacked(file: BinaryIO) -> BinaryIO:
    """The bytes of a .gz, .bz2 or .xz file, or the file itself."""
    opener = opener_of(file.read(LONGEST))
    file.seek(0)
    return file if opener is None else cast(BinaryIO, opener(file))


def too_much(archive: Path) -> DataError:
    """The error for an archive that unpacks to more than the limits."""
    return DataError(
        f"{archive} would unpack to more than is allowed (at most {UNPACKED_LIMIT >> 30} GiB in "
        f"all, {TEXT_LIMIT >> 20} MiB at once)"
    )


class _Bounded:
    """The unpacked bytes of a tar archive; DataError where they would not end.

    A few kilobytes can announce, or unpack to, more than any memory holds: the
    size of a single read is limited, and the place up to which anything is unpacked.
    """

    def __init__(self, file: BinaryIO, path: Path) -> None:
        file.seek(0)
        self._stream = _unpacked(file)
        self._path = path

    def tell(self) -> int:
        return self._stream.tell()

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET or place < self.tell():
            raise tarfile.ReadError("a member lies before its own header")
        if place > UNPACKED_LIMIT:
            raise too_much(self._path)
        return self._stream.seek(place, whence)

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= TEXT_LIMIT + tarfile.BLOCKSIZE:
            raise too_much(self._path)
        return self._stream.read(size)


def _drain(file: object) -> None:
    """Read to the end, where the checksum of a packed file lies."""
    if isinstance(file, _Bounded):
        while file.tell() <= UNPACKED_LIMIT and file.read(TEXT_LIMIT):
            pass
