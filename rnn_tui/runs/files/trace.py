"""The trace `trace.bin`: the numbers of every few batches, as records of a fixed size.

Layout: 8 bytes magic, 4 bytes length of the header (little-endian), the header as JSON
(`version`, `columns`), spaces up to a multiple of 64, then the records: step (from 0 over
the whole run, the interval's last), epoch (from 0), batch (how many of the epoch are done),
time, and one float32 for each column, the mean over the interval alone.
"""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from rnn_tui.io.reading import MALFORMED, open_to_read
from rnn_tui.io.writing import append_whole, open_to_append, replacing, write_atomically

MAGIC = b"RNNTRACE"
VERSION = 1
ALIGN = 64
MAX_HEADER = 65_536
MAX_COLUMNS = 64

if TYPE_CHECKING:  # numpy is imported by the first trace: the app is on the screen before
    import numpy as np
    import numpy.typing as npt

    Records = npt.NDArray[Any]
else:
    Records = Any

FIXED = [("step", "<u8"), ("epoch", "<u4"), ("batch", "<u4"), ("time", "<f8")]


GRADIENT = "gradient_"
"""Begins the columns that hold the norm of a layer's gradient."""


def gradient_column(number: int, kind: str) -> str:
    """`gradient_1_GRU`, for the layer of that number, from 0."""
    return f"{GRADIENT}{number}_{kind}"


def layer_of_gradient(column: str) -> str:
    """`1 GRU`, the layer to which such a column belongs."""
    return column.removeprefix(GRADIENT).replace("_", " ", 1)


class TraceError(ValueError):
    """The file is not a trace, or of a version unknown to this program."""


def record_type(columns: Sequence[str]) -> "np.dtype[Any]":
    """The numpy type of one record."""
    import numpy as np

    return np.dtype(FIXED + [(name, "<f4") for name in columns])


class TraceWriter:
    """Appends records; a resume cuts the file back to `keep` of them, or makes a new one.

    A file that may be mapped somewhere must only ever grow: whoever touches a page after the
    end of a file that was cut dies of SIGBUS. So a shorter copy replaces it.
    """

    def __init__(self, path: Path, columns: Sequence[str], keep: int = 0) -> None:
        """Raises OSError."""
        self._type = record_type(columns)
        self._columns = tuple(columns)
        self._path = path
        self.count = _cut_back(path, self._type, keep) if keep else 0
        if not self.count:
            write_atomically(path, _header(columns), durable=False)
        self._file = open_to_append(path)

    def append(
        self, step: int, epoch: int, batch: int, time: float, values: Mapping[str, float]
    ) -> Records:
        """The record that was written. Raises OSError, with the trace as it was, when the disk is
        full."""
        import numpy as np

        row = (step, epoch, batch, time, *(values[name] for name in self._columns))
        # A record that does not fit is taken back before it is whole, and so mapped nowhere.
        written = np.array(row, self._type)
        append_whole(self._file, written.tobytes(), self._path)
        self.count += 1
        return written

    def sync(self) -> None:
        """Wait until the records are on the disk."""
        os.fsync(self._file)

    def close(self) -> None:
        os.close(self._file)


def read_header(path: Path) -> "tuple[np.dtype[Any], int]":
    """Record type and offset of the first record. Raises TraceError, OSError."""
    with open_to_read(path) as file:
        return _read_header(file, path.name)


def read_trace(path: Path, most: int | None = None) -> Records:
    """All whole records, or the first `most`, memory-mapped. Raises TraceError, OSError."""
    import numpy as np

    with open_to_read(path) as file:
        kind, offset = _read_header(file, path.name)
        count = (os.fstat(file.fileno()).st_size - offset) // kind.itemsize
        count = count if most is None else min(count, most)
        if count <= 0:
            return np.empty(0, kind)
        return np.memmap(file, kind, "r", offset, (count,))


def _read_header(file: BinaryIO, name: str) -> "tuple[np.dtype[Any], int]":
    start = file.read(len(MAGIC) + 4)
    length = int.from_bytes(start[len(MAGIC) :], "little")
    if not start.startswith(MAGIC) or length > MAX_HEADER:
        raise TraceError(f"{name} is not a trace")
    try:
        header = json.loads(file.read(length))
        version, columns = header["version"], header["columns"]
        if version == VERSION and _are_columns(columns):
            return record_type(columns), _padded(len(start) + length)
    except MALFORMED as error:
        raise TraceError(f"the header of {name} is damaged") from error
    if version == VERSION:
        raise TraceError(f"the header of {name} names columns that cannot exist")
    raise TraceError(f"{name} has another version; this program reads version {VERSION}")


def _are_columns(columns: Any) -> bool:
    """Check whether a record can have columns of these names beside the fixed ones."""
    if not isinstance(columns, list) or len(columns) > MAX_COLUMNS:
        return False
    if not all(isinstance(name, str) and name.isidentifier() for name in columns):
        return False
    return len({*columns, *dict(FIXED)}) == len(columns) + len(FIXED)


def _cut_back(path: Path, kind: "np.dtype[Any]", keep: int) -> int:
    """Leave the first `keep` records, and return how many there are; 0 if none can be kept."""
    try:
        with open_to_read(path) as old:
            found, offset = _read_header(old, path.name)
            size = os.fstat(old.fileno()).st_size
            count = min(keep, (size - offset) // kind.itemsize)
            if found != kind or count <= 0:
                return 0
            length = offset + count * kind.itemsize
            if length < size:
                _shorten(old, length, path)
            return count
    except (FileNotFoundError, TraceError):
        return 0


def _shorten(old: BinaryIO, length: int, path: Path) -> None:
    old.seek(0)
    with replacing(path) as copy:
        shutil.copyfileobj(old, copy, 1 << 20)
        copy.truncate(length)


def _header(columns: Sequence[str]) -> bytes:
    text = json.dumps({"version": VERSION, "columns": list(columns)}).encode()
    start = MAGIC + len(text).to_bytes(4, "little") + text
    return start.ljust(_padded(len(start)))


def _padded(size: int) -> int:
    return -(-size // ALIGN) * ALIGN
