"""Writing files so that a reader finds the old one or the new one, never half of one.

Others may write to the same folder. So a new file gets a name that nobody can guess, is made
exclusively and through no link, in a folder that is open meanwhile, and takes its place by a
rename: whatever lies at any name, nothing outside is touched.

Files are as open as the folder they lie in, less the umask, and `make_folder` makes folders
that are private unless the one above is shared on purpose: it has the set-group-ID bit.
"""

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rnn_tui.io.reading import open_to_read

TEMPORARY = ".*.tmp"
"""Names of files that are being written; those of a killed process stay."""

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_APPEND = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC

_NAME_KEPT = 40
"""Characters of a file's name in that of its draft: names have at most 255 bytes."""

_held: dict[Path, int] = {}


@contextmanager
def held(folder: Path) -> Iterator[int]:
    """Keep the folder open. Yields its descriptor; raises OSError.

    Whatever this module then writes into `folder`, or into a folder in it, lands in that very
    folder, even if another one, or a link, takes its name meanwhile.
    """
    descriptor = os.open(folder, _FOLDER)
    _held[folder] = descriptor
    try:
        yield descriptor
    finally:
        del _held[folder]
        os.close(descriptor)


@contextmanager
def opened(folder: Path) -> Iterator[int]:
    """The descriptor of the folder: the one that is held, or a temporary one."""
    if (descriptor := _held.get(folder)) is not None:
        yield descriptor
        return
    if (above := _held.get(folder.parent)) is not None:
        descriptor = os.open(folder.name, _FOLDER | os.O_NOFOLLOW, dir_fd=above)
    else:
        descriptor = os.open(folder, _FOLDER)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True)
class Draft:
    """A new file beside `path`, which can replace it when it is complete."""

    path: Path
    file: BinaryIO
    folder: int
    name: str

    def settle(self, *, durable: bool = True, replace: bool = True) -> None:
        """Close the file and give it its name; `durable` waits for the disk.

        Without `replace` raises FileExistsError where the name is taken.
        """
        self.file.flush()
        if durable:
            os.fsync(self.file.fileno())
        self.file.close()
        if replace or not self._linked():
            os.replace(self.name, self.path.name, src_dir_fd=self.folder, dst_dir_fd=self.folder)
        if durable:
            _sync(self.folder)

    def _linked(self) -> bool:
        """Unlike a rename, a link fails where the name was taken meanwhile."""
        try:
            os.link(
                self.name,
                self.path.name,
                src_dir_fd=self.folder,
                dst_dir_fd=self.folder,
                follow_symlinks=False,
            )
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            with suppress(FileNotFoundError):
                os.lstat(self.path.name, dir_fd=self.folder)
                raise FileExistsError(
                    errno.EEXIST, os.strerror(errno.EEXIST), str(self.path)
                ) from None
            return False
        os.unlink(self.name, dir_fd=self.folder)
        return True


@contextmanager
def draft(path: Path, mode: int | None = None) -> Iterator[Draft]:
    """A draft of `path`, which is deleted unless it is settled inside.

    `mode` are its permissions before the umask; without it they are those of its folder.
    Raises OSError, which names `path`.
    """
    with named(path), opened(path.parent) as folder:
        name = f".{path.name[:_NAME_KEPT]}.{secrets.token_hex(8)}.tmp"
        mode = _file_mode(folder) if mode is None else mode
        file = os.fdopen(os.open(name, _NEW, mode, dir_fd=folder), "wb")
        try:
            yield Draft(path, file, folder, name)
        finally:
            with suppress(OSError):  # what could not be written cannot be flushed either
                file.close()
            with suppress(OSError):
                os.unlink(name, dir_fd=folder)


@contextmanager
def replacing(path: Path, *, durable: bool = True) -> Iterator[BinaryIO]:
    """A file to fill, which replaces `path` when the block ends without an error.

    Raises OSError; the old file is then still there.
    """
    with draft(path) as new:
        yield new.file
        new.settle(durable=durable)


def write_atomically(path: Path, content: bytes | memoryview, *, durable: bool = True) -> None:
    """Replace `path` by `content`; `durable` also waits for the disk.

    Raises OSError; the old file is then still there.
    """
    with replacing(path, durable=durable) as file:
        file.write(content)


def save_for_user(path: Path, content: bytes) -> None:
    """Replace a file that a person has named, atomically if the folder allows it.

    The target of a link is replaced, not the link; permissions stay. Raises OSError.
    """
    target = Path(os.path.realpath(path))
    try:
        mode = stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mode = None
    try:
        with draft(target, 0o666 if mode is None else mode) as new:
            if mode is not None:
                os.fchmod(new.file.fileno(), mode)
            new.file.write(content)
            new.settle()
    except OSError as error:
        # The file alone may be open to us, or be mounted by itself, as containers do.
        if mode is None or error.errno not in (errno.EACCES, errno.EPERM, errno.EBUSY):
            raise
        with named(target), target.open("r+b") as file:
            file.write(content)
            file.truncate()
            file.flush()
            os.fsync(file.fileno())


def link_atomically(source: Path, target: Path) -> None:
    """Give the file a second name in its folder, or copy it where that is not possible.

    Raises OSError.
    """
    with named(target), opened(target.parent) as folder:
        name = f".{target.name}.{secrets.token_hex(8)}.tmp"
        try:
            os.link(source.name, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
        except OSError:
            with open_to_read(source) as old, replacing(target) as new:
                shutil.copyfileobj(old, new, 1 << 20)
            return
        try:
            os.replace(name, target.name, src_dir_fd=folder, dst_dir_fd=folder)
        finally:
            with suppress(FileNotFoundError):  # still there where both were one file already
                os.unlink(name, dir_fd=folder)
        _sync(folder)


def remove(path: Path) -> None:
    """Remove the file, or the link, if there is one. Raises OSError."""
    with named(path), suppress(FileNotFoundError), opened(path.parent) as folder:
        os.unlink(path.name, dir_fd=folder)


def make_folder(path: Path) -> None:
    """Make the folder: private, or as open as the one above where that has the set-group-ID bit.

    Raises OSError, FileExistsError where the name is taken.
    """
    with named(path), opened(path.parent) as above:
        os.mkdir(path.name, folder_mode(above), dir_fd=above)


def folder_mode(above: int) -> int:
    """Permissions, before the umask, of a new folder in the one with this descriptor."""
    mode = os.fstat(above).st_mode
    return 0o700 | (mode & 0o077 if mode & stat.S_ISGID else 0)


def open_to_append(path: Path) -> int:
    """A descriptor to read from and append to; makes the file.

    Raises OSError, also for a link, for anything but a regular file, and for a file that has
    another name elsewhere.
    """
    with named(path), opened(path.parent) as folder:
        descriptor = os.open(path.name, _APPEND, _file_mode(folder), dir_fd=folder)
        found = os.fstat(descriptor)
        if stat.S_ISREG(found.st_mode) and found.st_nlink <= 1:
            return descriptor
        os.close(descriptor)
        if found.st_nlink > 1:
            raise OSError(errno.EMLINK, "it has a second name (a hard link)", str(path))
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))


def append_whole(descriptor: int, content: bytes, path: Path) -> None:
    """Append to the open file, or leave it as it was and raise OSError: the disk is full.

    The system reports a full disk only when not a single byte fits: after a short write the
    rest is tried.
    """
    size = os.fstat(descriptor).st_size
    try:
        while content:
            content = content[os.write(descriptor, content) :]
    except OSError as error:
        os.ftruncate(descriptor, size)
        raise OSError(error.errno, error.strerror, str(path)) from error


def sync_folder(folder: Path) -> None:
    """Make a rename inside `folder` survive a power cut, where the system can."""
    with suppress(OSError), opened(folder) as descriptor:
        _sync(descriptor)


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Let an OSError inside name the file that was meant, not the temporary one."""
    try:
        yield
    except OSError as error:
        if error.errno is None or error.filename == str(path):
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error


def _file_mode(folder: int) -> int:
    return 0o600 | (os.fstat(folder).st_mode & 0o066)


def _sync(folder: int) -> None:
    with suppress(OSError):
        os.fsync(folder)
