"""The trace `trace.bin`: the numbers of every few batches, as records of a fixed size.

Layout: 8 bytes magic, 4 bytes length of the header (little-endian), the header as JSON
(`version`, `columns`), spaces up to a multiple of 64, then the records: step (from 0 over
the whole run, the interval's last), epoch, batch, time, and one float32 for each column,
the mean over the interval alone.
"""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

MAGIC = b"RNNTRACE"
VERSION = 1
ALIGN = 64
MAX_HEADER = 65_536

Records = npt.NDArray[Any]


class TraceError(ValueError):
    """The file is no trace, or of a version that this program does not know."""


def record_type(columns: Sequence[str]) -> np.dtype[Any]:
    """The numpy type of one record."""
    fixed = [("step", "<u8"), ("epoch", "<u4"), ("batch", "<u4"), ("time", "<f8")]
    return np.dtype(fixed + [(name, "<f4") for name in columns])


class TraceWriter:
    """Appends records; made anew or cut back to `keep` records on a resume."""

    def __init__(self, path: Path, columns: Sequence[str], keep: int = 0) -> None:
        self._type = record_type(columns)
        self._columns = tuple(columns)
        self.count = 0
        if keep:
            try:
                old, offset = read_header(path)
                if old == self._type:
                    size = path.stat().st_size
                    self.count = min(keep, (size - offset) // old.itemsize)
                    os.truncate(path, offset + self.count * old.itemsize)
            except (OSError, TraceError):
                self.count = 0
        if not self.count:
            path.write_bytes(_header(columns))
        self._file = path.open("ab", buffering=0)

    def append(
        self, step: int, epoch: int, batch: int, time: float, values: Mapping[str, float]
    ) -> None:
        """Raises OSError, with the trace as it was, when the disk is full."""
        row = (step, epoch, batch, time, *(values[name] for name in self._columns))
        data = np.array(row, self._type).tobytes()
        written = self._file.write(data)
        if written != len(data):
            self._file.truncate(self._file.tell() - (written or 0))
            raise OSError(28, "no space left for the trace")
        self.count += 1

    def sync(self) -> None:
        """Wait until the records are on the disk."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()


def read_header(path: Path) -> tuple[np.dtype[Any], int]:
    """Record type and offset of the first record. Raises TraceError, OSError."""
    with path.open("rb") as file:
        start = file.read(len(MAGIC) + 4)
        length = int.from_bytes(start[len(MAGIC) :], "little")
        if not start.startswith(MAGIC) or length > MAX_HEADER:
            raise TraceError(f"{path.name} is no trace")
        try:
            header = json.loads(file.read(length))
            version, columns = header["version"], list(header["columns"])
            if version != VERSION:
                raise TraceError(
                    f"{path.name} has version {version}; this program reads version {VERSION}"
                )
            return record_type(columns), _padded(len(start) + length)
        except TraceError:
            raise
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise TraceError(f"the header of {path.name} is damaged") from error


def read_trace(path: Path) -> Records:
    """All whole records, memory-mapped. Raises TraceError, OSError."""
    kind, offset = read_header(path)
    count = (path.stat().st_size - offset) // kind.itemsize
    if count <= 0:
        return np.empty(0, kind)
    return np.memmap(path, kind, "r", offset, (count,))


def _header(columns: Sequence[str]) -> bytes:
    text = json.dumps({"version": VERSION, "columns": list(columns)}).encode()
    start = MAGIC + len(text).to_bytes(4, "little") + text
    return start.ljust(_padded(len(start)))


def _padded(size: int) -> int:
    return -(-size // ALIGN) * ALIGN
