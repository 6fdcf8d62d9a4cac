"""Reads files of word vectors: their layout, and their rows one by one.

Text has a row a line: the word, then its numbers, spaces or tabs between; word2vec and
fastText put a line `ROWS LENGTH` above. Word2vec's binary has that line too, then for each
word its bytes, a space, and as many float32 (little endian). Any may be packed with gzip,
or lie alone in a zip archive. A word may hold spaces: some of GloVe's do.
"""

import gzip
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from rnn_tui.data.errors import DataError
from rnn_tui.io.faults import reason
from rnn_tui.io.reading import Stamp, open_to_read, stamp

Floats = NDArray[np.float32]

LONGEST = 16_384
"""Numbers of a vector: as many as an Embedding may have."""

_HEAD = 1 << 20  # bytes that are looked at
_LOOKED_AT = 500  # lines
_LINE_LIMIT = 1 << 20
_CHUNK = 4 << 20
_HEADER = re.compile(rb"(\d{1,10})[ \t]+(\d{1,6})[ \t]*\r?")
_FASTTEXT_MODEL = (793_712_314).to_bytes(4, "little")


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of a file; `announced` is the number of rows in its first line, None without one.

    `spaces` is the number in most lines of a text; a line with another number, or all where it is
    None, are parsed more closely.
    """

    length: int
    announced: int | None = None
    binary: bool = False
    spaces: int | None = None


@dataclass(slots=True)
class Rows:
    """An open file: `done()` of `total` bytes are read; `odd` lines have too few numbers."""

    path: Path
    layout: Layout
    stream: BinaryIO
    done: Callable[[], int]
    total: int
    odd: int = 0

    def __iter__(self) -> Iterator[tuple[bytes, bytes]]:
        """(word, its numbers as they are written) in the file's order; DataError where damaged."""
        if self.layout.announced is not None:
            self.stream.readline(_LINE_LIMIT)
        return self._binary() if self.layout.binary else self._lines()

    def numbers(self, written: bytes) -> Floats | None:
        """The vector, shape (length,); None where these are not numbers."""
        if self.layout.binary:
            return np.frombuffer(written, "<f4")
        return _numbers(written.split(), self.layout.length)

    def _lines(self) -> Iterator[tuple[bytes, bytes]]:
        length, spaces = self.layout.length, self.layout.spaces
        for line in iter(lambda: self.stream.readline(_LINE_LIMIT), b""):
            if line.count(b" ") == spaces:
                word, _, numbers = line.partition(b" ")
                yield word, numbers
                continue
            parts = line.rsplit(None, length)
            if len(parts) == length + 1:
                yield parts[0], b" ".join(parts[1:])
            elif line.strip():
                self.odd += 1

    def _binary(self) -> Iterator[tuple[bytes, bytes]]:
        width = 4 * self.layout.length
        held, at = b"", 0
        while True:
            space = held.find(b" ", at)
            end = space + 1 + width
            if space >= 0 and end <= len(held):
                yield held[at:space].lstrip(b"\n"), held[space + 1 : end]
                at = end
                continue
            more = self.stream.read(_CHUNK)
            if not more:
                break
            held, at = held[at:] + more, 0
            if len(held) > 2 * _CHUNK + width:
                raise DataError(f"{self.path} holds a word of over {_CHUNK:,} bytes")
        if held[at:].strip():
            raise DataError(f"{self.path} ends inside a vector: is the copy complete?")


@contextmanager
def open_rows(path: Path) -> Iterator[Rows]:
    """The rows of a file; DataError where it cannot be read or holds no vectors."""
    with _reading(path), _open(path) as (stream, _, _):
        layout = _layout(stream.read(_HEAD), path)
    with _reading(path), _open(path) as (stream, done, total):
        yield Rows(path, layout, stream, done, total)


def length_in(path: Path) -> int | None:
    """The length of a file's vectors; None where it cannot be read."""
    known = stamp(path)
    return None if known is None else _length(path, known)


@lru_cache(maxsize=32)
def _length(path: Path, _stamp: Stamp) -> int | None:
    try:
        with open_rows(path) as rows:
            return rows.layout.length
    except DataError:
        return None


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn what goes wrong while a file is read and unpacked into a DataError."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, RuntimeError) as error:
        raise DataError(f"{path} is damaged or incomplete ({error})") from error
    except OSError as error:
        raise DataError(f"cannot read {path}: {reason(error)}") from error


@contextmanager
def _open(path: Path) -> Iterator[tuple[BinaryIO, Callable[[], int], int]]:
    """(unpacked bytes, how far the file is read, its size)."""
    with open_to_read(path) as file:
        total = file.seek(0, io.SEEK_END)
        file.seek(0)
        start = file.read(4)
        file.seek(0)
        if start[:2] == b"\x1f\x8b":
            yield cast(BinaryIO, gzip.GzipFile(fileobj=file)), file.tell, total
        elif start == b"PK\x03\x04":
            with zipfile.ZipFile(file) as archive:
                member = _only_member(archive, path)
                with archive.open(member) as unpacked:
                    yield cast(BinaryIO, unpacked), file.tell, total
        else:
            yield file, file.tell, total


def _only_member(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) != 1:
        names = ", ".join(member.filename for member in members[:6]) or "nothing"
        raise DataError(f"{path} holds {names}: unpack it, and name one file of vectors")
    return members[0]


def _layout(head: bytes, path: Path) -> Layout:
    """The layout, by the first bytes of a file; DataError where they are not vectors."""
    if head.startswith(_FASTTEXT_MODEL):
        raise DataError(f"{path} is a whole fastText model: name the file of vectors, .vec")
    whole = len(head) < _HEAD
    first, _, rest = head.partition(b"\n")
    header = _HEADER.fullmatch(first)
    lines = (rest if header else head).splitlines()
    lines = lines if whole else lines[:-1]
    if header is None:
        lengths = Counter(filter(None, map(_length_of_line, lines[:_LOOKED_AT])))
        length = max(lengths, key=lambda n: (lengths[n], -n), default=0)
        layout = Layout(length, spaces=_usual_spaces(lines, length))
    else:
        rows, length = map(int, header.groups())
        text = bool(lines) and _is_row(lines[0], length)
        layout = Layout(length, rows, not text, _usual_spaces(lines, length))
    usable = 1 <= layout.length <= LONGEST and (
        b" " in rest if layout.binary else any(_is_row(one, layout.length) for one in lines[:5])
    )
    if not usable:
        raise DataError(
            f"{path} holds no word vectors: each line must have a word and its numbers, as GloVe, "
            "fastText (.vec) and word2vec write them, or the file must be in word2vec's binary form"
        )
    return layout


def _length_of_line(line: bytes) -> int:
    """The number of fields at the end of a line that are numbers; the word stands before them."""
    _word, *rest = line.split() or [b""]
    return sum(1 for _ in takewhile(_is_number, reversed(rest)))


def _is_number(field: bytes) -> bool:
    try:
        float(field)
    except ValueError:
        return False
    return True


def _usual_spaces(lines: list[bytes], length: int) -> int | None:
    """The spaces of a line whose word has none; None where tabs, say, divide the numbers."""
    looked_at = lines[:_LOOKED_AT]
    at_the_end = sum(line.endswith(b" ") for line in looked_at) > len(looked_at) / 2
    spaces = length + at_the_end
    return spaces if any(line.count(b" ") == spaces for line in looked_at) else None


def _is_row(line: bytes, length: int) -> bool:
    parts = line.rsplit(None, length) if length > 0 else []
    return len(parts) == length + 1 and _numbers(parts[1:], length) is not None


def _numbers(fields: list[bytes], length: int) -> Floats | None:
    if len(fields) != length:
        return None
    try:
        return np.array(fields, np.float32)
    except ValueError:
        return None
