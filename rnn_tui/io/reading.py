"""Reading files that somebody else may have put there: a pipe would block, a device do worse."""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

MALFORMED = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""All that reading values out of a JSON text may raise."""

Stamp = tuple[int, int, int]

CHUNK = 1 << 16


def open_to_read(path: Path, *, follow: bool = True) -> BinaryIO:
    """Open the regular file `path`. Raises OSError, also for anything else.

    Without `follow` that includes a link.
    """
    flags = os.O_RDONLY | os.O_NONBLOCK | (0 if follow else os.O_NOFOLLOW)
    descriptor = os.open(path, flags)
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        raise OSError(f"{path.name} is not a regular file")
    return os.fdopen(descriptor, "rb")


def read_bounded(path: Path, limit: int) -> bytes:
    """The file's bytes. Raises OSError, and ValueError where there are more than `limit`."""
    parts, left = [], limit + 1
    with open_to_read(path) as file:  # in pieces: one read would allocate all that is allowed
        while left > 0 and (part := os.read(file.fileno(), min(left, CHUNK))):
            parts.append(part)
            left -= len(part)
    if left <= 0:
        raise ValueError(f"{path.name} is larger than {limit:,} bytes")
    return b"".join(parts)


def stamp(path: Path) -> Stamp | None:
    """A value that changes whenever the file does; None without a file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_ino, found.st_size, found.st_mtime_ns)
