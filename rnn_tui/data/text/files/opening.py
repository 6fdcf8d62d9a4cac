"""The bytes of a table: as they lie, or unpacked as they are read. Nothing goes to the disk."""

import gzip
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from rnn_tui.data.errors import DataError
from rnn_tui.data.text.files.signatures import LONGEST, foreign, opener_of
from rnn_tui.data.text.files.suffixes import COMPRESSED, TABLES

_DAMAGE = (
    *(EOFError, lzma.LZMAError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile),
    NotImplementedError,  # a compression that zipfile does not know
)
_ENCRYPTED = 1
_MOST_BESIDE = 4  # files in a zip with one table: the others are a licence and the like


@dataclass(frozen=True, slots=True)
class Opened:
    """The unpacked bytes, and how much of the file on disk has been read for them."""

    stream: BinaryIO
    position: Callable[[], int]


@contextmanager
def open_table(file: Path) -> Iterator[Opened]:
    """The table's own bytes. DataError where the file is damaged, or a zip of several tables."""
    try:
        with ExitStack() as stack:
            raw = stack.enter_context(file.open("rb"))
            inside = stack.enter_context(_only_file(file, raw)) if _is_zip(file) else raw
            # A browser may unpack a file and leave its name: the first bytes tell.
            opener = opener_of(inside.peek(LONGEST))
            stream = inside if opener is None else stack.enter_context(opener(inside))
            yield Opened(cast(BinaryIO, stream), raw.tell)
    except _DAMAGE as error:
        raise DataError(f"{file} is damaged ({error}): copy or pack it again") from error


def table_suffix(file: Path) -> str:
    """The suffix that tells the kind of table, in lower case; it may be empty.

    It is that of the one file in a zip. OSError where the zip cannot be read.
    """
    name = file.name.casefold()
    if _is_zip(file):
        only = _only_name(file)
        if only is None:
            return ".zip"
        name = PurePosixPath(only).name.casefold()
    return PurePosixPath(name.removesuffix(next(filter(name.endswith, COMPRESSED), ""))).suffix


def check_signature(file: Path) -> None:
    """DataError where the first bytes are not those of a table that is text."""
    with open_table(file) as opened:
        if what := foreign(opened.stream.read(LONGEST)):
            raise DataError(f"{file} is {what}")


def is_packed(file: Path) -> bool:
    """True if more may come out of a file than lies on the disk."""
    if _is_zip(file):
        return True
    with file.open("rb") as raw:
        return opener_of(raw.read(LONGEST)) is not None


def _is_zip(file: Path) -> bool:
    return file.name.casefold().endswith(".zip")


@contextmanager
def _only_file(file: Path, raw: BinaryIO) -> Iterator[BufferedReader]:
    """The content of the one file in a zip; DataError where there are more, or none."""
    name = _only_name(file)
    if name is None:
        raise DataError(f"{file} holds no table, or more than one: give the path of one")
    with zipfile.ZipFile(raw) as archive:
        info = archive.getinfo(name)
        if info.flag_bits & _ENCRYPTED:
            raise DataError(f"{file}:{name} is encrypted: unpack it first")
        with archive.open(info) as stream:
            yield cast(BufferedReader, stream)  # it can be peeked into, too


def _only_name(path: Path) -> str | None:
    """The name of the one file in a zip that is not hidden; None where there are more, or none."""
    try:
        with zipfile.ZipFile(path) as archive:
            files = [info.filename for info in archive.infolist() if not info.is_dir()]
    except _DAMAGE as error:
        raise DataError(f"{path} is damaged or not a zip archive ({error})") from error
    shown = [name for name in files if not _is_hidden(PurePosixPath(name))]
    tables = [name for name in shown if PurePosixPath(name).suffix.casefold() in TABLES]
    only = tables if len(tables) == 1 and len(shown) <= _MOST_BESIDE else shown
    return only[0] if len(only) == 1 else None


def _is_hidden(path: PurePosixPath) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in path.parts)
