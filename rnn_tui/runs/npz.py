"""Arrays in npz files, read without trusting the file.

Stricter than numpy: members are stored, not compressed, hold plain numbers, and nothing is
allocated before the size that a header announces is found to be that of the member.
"""

import errno
import os
import zipfile
import zlib
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from rnn_tui.io.reading import MALFORMED, open_to_read

MAX_HEADER = 10_000
KINDS = "biuf"

Array = npt.NDArray[Any]

_BROKEN = (
    *MALFORMED,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    MemoryError,
    RuntimeError,  # an encrypted member, a compression that is not built in
)


class NpzError(ValueError):
    """The file is damaged, or none that `numpy.savez` would write from plain numbers."""


def read_npz(path: Path, limit: int | None = None) -> dict[str, Array]:
    """All arrays by name; they cannot be written to. Raises NpzError, OSError.

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
                members = archive.infolist()
                if sum(member.file_size for member in members) > size:
                    raise NpzError("it is smaller than what it holds")
                return dict(_member(archive, member) for member in members)
        except NpzError:
            raise
        except _BROKEN as error:
            raise NpzError(f"it is damaged ({type(error).__name__})") from error
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            raise NpzError("it is damaged") from error  # zipfile seeks where it is told to


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> tuple[str, Array]:
    if info.compress_type != zipfile.ZIP_STORED or not info.filename.endswith(".npy"):
        raise NpzError("it holds something else than plain arrays")
    with archive.open(info) as member:
        shape, fortran, kind = _header(member)
        length = prod(shape) * kind.itemsize
        if kind.kind not in KINDS or info.file_size - member.tell() != length:
            raise NpzError("an array is not of the size that its header says")
        content = member.read(length + 1)  # to the very end: then the checksum is compared
    if len(content) != length:
        raise NpzError("it is cut off")
    array = np.frombuffer(content, kind).reshape(shape, order="F" if fortran else "C")
    return info.filename.removesuffix(".npy"), array


def _header(member: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, order and type. Raises ValueError."""
    version = np.lib.format.read_magic(member)
    if version == (1, 0):
        return np.lib.format.read_array_header_1_0(member, MAX_HEADER)
    return np.lib.format.read_array_header_2_0(member, MAX_HEADER)
