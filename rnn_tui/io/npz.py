"""Arrays in npz files, read without trusting the file. The one module of this room with numpy.

Stricter than numpy: members are stored, not compressed, hold plain numbers, and nothing is
allocated before the size that a header announces is found to be that of the member.
"""

import errno
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from rnn_tui.io.reading import MALFORMED, open_to_read

MAX_HEADER = 10_000
KINDS = "biuf"

Array = npt.NDArray[Any]
Header = tuple[tuple[int, ...], bool, np.dtype[Any]]
"""Shape, whether in Fortran's order, type."""

_BROKEN = (
    *MALFORMED,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    MemoryError,
    RuntimeError,  # an encrypted member, a compression that is not built in
)


class NpzError(ValueError):
    """The file is damaged, or not what `numpy.savez` writes from plain numbers."""


class Npz:
    """The arrays of an open file, each read when it is asked for."""

    def __init__(self, archive: zipfile.ZipFile, size: int) -> None:
        """Raises NpzError."""
        self._archive = archive
        members = archive.infolist()
        if sum(member.file_size for member in members) > size:
            raise NpzError("it is smaller than what it holds")
        if any(
            member.compress_type != zipfile.ZIP_STORED or not member.filename.endswith(".npy")
            for member in members
        ):
            raise NpzError("it holds something other than plain arrays")
        self.names = tuple(member.filename.removesuffix(".npy") for member in members)

    def read(self, name: str) -> Array:
        """The array of that name; it cannot be written to. Raises NpzError."""
        if name not in self.names:
            raise NpzError(f"it holds no array {name}")
        info = self._archive.getinfo(f"{name}.npy")
        with self._archive.open(info) as member:
            shape, fortran, kind = read_header(member)
            length = prod(shape) * kind.itemsize
            if kind.kind not in KINDS or info.file_size - member.tell() != length:
                raise NpzError(f"the array {name} does not have the size that its header states")
            content = member.read(length + 1)  # to the very end: then the checksum is compared
        if len(content) != length:
            raise NpzError("it is cut off")
        return np.frombuffer(content, kind).reshape(shape, order="F" if fortran else "C")


@contextmanager
def open_npz(path: Path, limit: int | None = None) -> Iterator[Npz]:
    """The file, to be read inside. Raises NpzError, also for what goes wrong inside, and OSError.

    A file of more than `limit` bytes is not looked into.
    """
    with open_to_read(path) as file:
        size = os.fstat(file.fileno()).st_size
        if limit is not None and size > limit:
            raise NpzError(
                f"its {size:,} bytes are more than the {limit:,} that its experiment allows"
            )
        try:
            with zipfile.ZipFile(file) as archive:
                yield Npz(archive, size)
        except NpzError:
            raise
        except _BROKEN as error:
            raise NpzError(f"it is damaged ({type(error).__name__})") from error
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            raise NpzError("it is damaged") from error  # zipfile seeks where it is told to


def read_header(member: IO[bytes]) -> Header:
    """The header at the beginning of an npy file. Raises ValueError, and whatever numpy does."""
    version = np.lib.format.read_magic(member)
    if version == (1, 0):
        return np.lib.format.read_array_header_1_0(member, MAX_HEADER)
    return np.lib.format.read_array_header_2_0(member, MAX_HEADER)
