"""The cache: flat arrays on disk, found by the content that they were made from.

An entry is a folder of `.npy` files (and texts) with `entry.json`, which lists them with
size and checksum. It is built in a folder of its own, synced and renamed into place, so
that a reader sees a whole entry or none; a damaged one is built again. Where two processes build
the same entry at once, the second discards its own.
"""

import hashlib
import json
import os
import secrets
import shutil
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Progress, Report
from rnn_tui.io.faults import reason
from rnn_tui.io.places import user_folder
from rnn_tui.io.writing import held, make_folder, replacing, write_atomically

FORMAT = 1
"""Raise it when the content of an entry changes: older entries are then left alone."""

_BUILDING = ".building-"
_ABANDONED_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Entry:
    """The arrays (memory-mapped, read-only), the texts, and a few facts beside them."""

    arrays: dict[str, NDArray[Any]]
    texts: dict[str, str]
    facts: dict[str, Any]


Build = Callable[[Path], dict[str, Any]]
"""Writes the files of an entry into a folder and returns its facts (JSON)."""


def cache_folder() -> Path:
    """`$RNN_TUI_CACHE`, or the user's cache folder of the platform; it may not exist yet."""
    return user_folder("cache")


def entry(kind: str, key: str, build: Build) -> Entry:
    """The entry of this kind and key, read or built; DataError where it can be neither."""
    folder = _folder(kind, key)
    found = _read(folder)
    if found is not None:
        return found
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _sweep(folder.parent)
        with building() as built:
            with held(built):
                _seal(built, build(built))
            _publish(built, folder)
    except OSError as error:
        raise DataError(
            f"cannot write the cache folder {folder.parent}: {reason(error)}. "
            "Free some space, or set RNN_TUI_CACHE to a folder that can be written"
        ) from error
    found = _read(folder)
    if found is None:
        raise DataError(
            f"the cache entry {folder} cannot be read back. "
            "Delete it, or set RNN_TUI_CACHE to another folder"
        )
    return found


def holds(kind: str, key: str) -> bool:
    """True if there is an entry of this kind and key; it may be damaged."""
    try:
        return bool(key) and (_folder(kind, key) / "entry.json").is_file()
    except (OSError, ValueError):
        return False


def _folder(kind: str, key: str) -> Path:
    return cache_folder() / "data" / f"{kind}-{FORMAT}-{key[:40]}"


@contextmanager
def building() -> Iterator[Path]:
    """A folder of the cache for unfinished files; removed at the end, unless it was renamed.

    OSError where it cannot be made.
    """
    parent = cache_folder() / "data"
    parent.mkdir(parents=True, exist_ok=True)
    folder = _new_folder(parent)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_array(folder: Path, name: str, array: NDArray[Any]) -> None:
    """Add an array to an entry that is being built."""
    with replacing(folder / f"{name}.npy", durable=False) as file:
        np.save(file, array, allow_pickle=False)


def write_text(folder: Path, name: str, text: str) -> None:
    """Add a text to an entry that is being built."""
    content = text.encode("utf-8", "replace")
    write_atomically(folder / f"{name}.txt", content, durable=False)


def file_hash(path: Path, report: Report, algorithm: str = "sha256") -> str:
    """The hash of a file's bytes in hexadecimal; OSError where it cannot be read."""
    digest = hashlib.new(algorithm, usedforsecurity=False)
    total, done = path.stat().st_size, 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            done += len(block)
            if done % (16 << 20) == 0:
                report(Progress(f"checking {path.name}", done, total, "bytes"))
    return digest.hexdigest()


def _read(folder: Path) -> Entry | None:
    """The entry in this folder, or None where it is missing or damaged in any way."""
    try:
        listing = json.loads((folder / "entry.json").read_bytes())
        found = Entry({}, {}, dict(listing["facts"]))
        for name, (size, checksum) in listing["files"].items():
            path = folder / name
            if path.stat().st_size != size:
                return None
            content, actual = _content(path)
            if actual != checksum:
                return None
            if isinstance(content, str):
                found.texts[path.stem] = content
            else:
                found.arrays[path.stem] = content
        return found
    except (OSError, ValueError, KeyError, TypeError, EOFError):
        return None


def _content(path: Path) -> tuple[str | NDArray[Any], int]:
    """The text or the array (memory-mapped, unless it is small) in a file, and its checksum."""
    if path.suffix == ".txt":
        raw = path.read_bytes()
        return raw.decode(), zlib.crc32(raw)
    mode: Literal["r"] | None = "r" if path.stat().st_size > 4096 else None
    array = np.load(path, mmap_mode=mode, allow_pickle=False)
    return array, zlib.crc32(np.ascontiguousarray(array).view(np.uint8).data)


def _seal(folder: Path, facts: dict[str, Any]) -> None:
    """List the files with size and checksum, and bring all to the disk."""
    paths = sorted(folder.iterdir())
    files = {path.name: (path.stat().st_size, _content(path)[1]) for path in paths}
    listing = json.dumps({"files": files, "facts": facts}).encode()
    write_atomically(folder / "entry.json", listing, durable=False)
    for path in [*folder.iterdir(), folder]:
        _sync(path)


def _new_folder(parent: Path) -> Path:
    """A folder with a name that nobody can guess; private, unless users share the cache."""
    path = parent / f"{_BUILDING}{secrets.token_hex(8)}"
    make_folder(path)
    return path


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _publish(built: Path, folder: Path) -> None:
    """Rename a built entry into place, unless another process was first."""
    for _ in range(3):
        try:
            built.rename(folder)
        except OSError:
            # Something is there: a whole entry of another process, or the damaged one.
            if _read(folder) is not None:
                return
            if not folder.exists():
                raise
            aside = _new_folder(folder.parent)
            folder.rename(aside / "damaged")
            shutil.rmtree(aside, ignore_errors=True)
        else:
            _sync(folder.parent)
            return
    raise DataError(f"the cache entry {folder} cannot be replaced: delete it")


def _sweep(parent: Path) -> None:
    """Remove unfinished entries of killed processes, once they are a day old."""
    for path in parent.glob(f"{_BUILDING}*"):
        try:
            if time.time() - path.stat().st_mtime > _ABANDONED_S:
                shutil.rmtree(path, ignore_errors=True)
        except OSError:
            continue  # another process removed it first
