"""The bytes of a table: as they lie, unpacked as they are read, or as a member of an archive.

Nothing is ever unpacked to the disk.
"""

import gzip
import hashlib
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from rnn_tui.data.cache import file_hash
from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Report
from rnn_tui.data.text.files.signatures import LONGEST, foreign, opener_of

COMPRESSED = (".gz", ".xz", ".bz2", ".zip")
LINED = (".csv", ".tsv", ".tab", ".psv", ".jsonl", ".ndjson", ".json")
"""Suffixes of tables that are text."""
FRAMES = (".parquet", ".feather", ".arrow", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
"""Suffixes of tables that are not, which an optional package reads."""
TABLES = (*LINED, *FRAMES)

_NO_TABLES = (
    *(".tar", ".tgz", ".tbz", ".txz", ".zip", ".npz", ".npy", ".py", ".toml", ".yaml", ".yml"),
    *(".md", ".html", ".htm", ".xml", ".pdf", ".doc", ".docx", ".rtf"),
)
_DAMAGE = (
    *(EOFError, lzma.LZMAError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile),
    NotImplementedError,  # a way to pack that zipfile does not know
)
_ENCRYPTED = 1
_ASIDE = 4  # files in a zip with one table beside which others are a licence and the like


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside of a zip archive, by its name there."""

    archive: Path
    member: str

    @property
    def name(self) -> str:
        """The last part of its name."""
        return PurePosixPath(self.member).name

    def __str__(self) -> str:
        return f"{self.archive}:{self.member}"


TableFile = Path | Member
"""Where one table lies. `str` is what messages call it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The unpacked bytes, and how much of the file on disk has been read for them."""

    stream: BinaryIO
    position: Callable[[], int]


def inner_name(file: TableFile) -> str:
    """The name of the table itself, in lower case, without what compresses it.

    The member's name where a zip holds one file. OSError where the zip cannot be read.
    """
    name = file.name.casefold()
    if isinstance(file, Path) and name.endswith(".zip"):
        only = _only_member(file)
        return name if only is None else inner_name(only)
    return name.removesuffix(next(filter(name.endswith, COMPRESSED), ""))


def suffix_of(file: TableFile) -> str:
    """The suffix that tells the kind of table, in lower case; it may be empty."""
    return PurePosixPath(inner_name(file)).suffix


def is_table(file: TableFile) -> bool:
    """Whether a file holds one table: by its suffix, else by its first lines.

    OSError or DataError where it cannot be read.
    """
    suffix = suffix_of(file)
    if suffix in TABLES:
        return True
    if suffix in _NO_TABLES:
        return False
    from rnn_tui.data.text.tables.reading import looks_like_table  # it stands on this module

    return looks_like_table(file)


@contextmanager
def open_table(file: TableFile) -> Iterator[Opened]:
    """The table's own bytes. DataError where what holds them is damaged, or holds several."""
    try:
        with ExitStack() as stack:
            yield _opened(file, stack)
    except _DAMAGE as error:
        raise DataError(f"{file} is damaged ({error}): copy or pack it again") from error


def check_signature(file: TableFile) -> None:
    """DataError where a file begins as none does that is a table of text."""
    with open_table(file) as opened:
        if what := foreign(opened.stream.read(LONGEST)):
            raise DataError(f"{file} is {what}")


def is_packed(file: TableFile) -> bool:
    """Whether more may come out of a file than lies on the disk."""
    if isinstance(file, Member) or file.name.casefold().endswith(".zip"):
        return True
    with file.open("rb") as raw:
        return opener_of(raw.read(LONGEST)) is not None


def size_of(file: TableFile) -> int:
    """Bytes on the disk, to measure progress by."""
    return (file if isinstance(file, Path) else file.archive).stat().st_size


def hash_of(file: TableFile, report: Report) -> str:
    """SHA-256 of the file as it lies; a member's own bytes."""
    if isinstance(file, Path):
        return file_hash(file, report)
    digest = hashlib.sha256()
    with open_table(file) as opened:
        while block := opened.stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _opened(file: TableFile, stack: ExitStack) -> Opened:
    if isinstance(file, Member):
        raw = stack.enter_context(file.archive.open("rb"))
        inside = stack.enter_context(_member(file, raw))
        return Opened(_unpacked(inside, stack), raw.tell)
    if file.name.casefold().endswith(".zip"):
        only = _only_member(file)
        if only is None:
            raise DataError(f"{file} holds no table, or more than one: give the path of one")
        return _opened(only, stack)
    raw = stack.enter_context(file.open("rb"))
    return Opened(_unpacked(raw, stack), raw.tell)


def _unpacked(raw: BufferedReader, stack: ExitStack) -> BinaryIO:
    """The stream unpacked where it is packed: a browser may unpack a file and leave its name."""
    opener = opener_of(raw.peek(LONGEST))
    return raw if opener is None else cast(BinaryIO, stack.enter_context(opener(raw)))


@contextmanager
def _member(file: Member, raw: BinaryIO) -> Iterator[BufferedReader]:
    with zipfile.ZipFile(raw) as archive:
        info = archive.getinfo(file.member)
        if info.flag_bits & _ENCRYPTED:
            raise DataError(f"{file} is encrypted: unpack it first")
        with archive.open(info) as stream:
            yield cast(BufferedReader, stream)  # it can be peeked into, too


def _only_member(path: Path) -> Member | None:
    """The one file in a zip that is not hidden; None where there are more, or none."""
    try:
        with zipfile.ZipFile(path) as archive:
            files = [info.filename for info in archive.infolist() if not info.is_dir()]
    except _DAMAGE as error:
        raise DataError(f"{path} is damaged or no zip archive ({error})") from error
    shown = [name for name in files if not _is_hidden(PurePosixPath(name))]
    tables = [name for name in shown if PurePosixPath(name).suffix.casefold() in TABLES]
    only = tables if len(tables) == 1 and len(shown) <= _ASIDE else shown
    return Member(path, only[0]) if len(only) == 1 else None


def _is_hidden(path: PurePosixPath) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in path.parts)
