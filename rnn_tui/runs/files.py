"""Writing files so that a reader finds the old one or the new one, never half of one.

A run directory may come from somebody else: links in place of our files are not followed
when writing, and nothing but regular files is opened for reading (a pipe would block).
"""

import os
import secrets
from pathlib import Path

from rnn_tui.regular import open_to_read

MALFORMED = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What taking a JSON text to pieces may raise, whatever is in it."""

Stamp = tuple[int, int, int]


def write_atomically(path: Path, content: bytes | memoryview, *, durable: bool = True) -> None:
    """Replace `path` by `content`; `durable` also waits for the disk.

    Raises OSError; the old file is then still there.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno is not None:
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise
    if durable:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename inside `folder` survive a power cut, where the system can."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)


def open_to_append(path: Path) -> int:
    """A descriptor to read from and append to; makes the file. Raises OSError, for a link too."""
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
    return os.open(path, flags, 0o666)


def append_whole(descriptor: int, content: bytes, path: Path) -> None:
    """Append to the open file, or leave it as it was and raise OSError: the disk is full.

    The system tells of a full disk only where not a single byte fits any more: after a write
    that came short, the rest is tried.
    """
    size = os.fstat(descriptor).st_size
    try:
        while content:
            content = content[os.write(descriptor, content) :]
    except OSError as error:
        os.ftruncate(descriptor, size)
        raise OSError(error.errno, error.strerror, str(path)) from error


def read_bounded(path: Path, limit: int) -> bytes:
    """The file's bytes. Raises OSError, and ValueError where there are more than `limit`."""
    with open_to_read(path) as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise ValueError(f"{path.name} is larger than {limit:,} bytes")
    return content


def stamp(path: Path) -> Stamp | None:
    """Changes whenever the file does; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_ino, found.st_size, found.st_mtime_ns)
