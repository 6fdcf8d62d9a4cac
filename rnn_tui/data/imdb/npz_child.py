"""Turns an untrusted `imdb.npz` into flat `.npy` files, in a process of its own.

Run as `python npz_child.py NPZ FOLDER`. The sequences in the file are pickles. A pickle can
name any function of any module and have it called, so the unpickler here knows the few names
that arrays need and nothing else, and even these stand for inert classes of this file: no
code of numpy sees the pickle's content. Memory and processor time are limited, and every size
in the file is checked before something of that size is made.

Prints events (`io/child_events.py`): the progress, and last `converted`, or `failed` (exit status
1) with `damaged`: whether another copy of the file would do. Imports only `rnn_tui.io`,
so that it starts quickly.
"""

import io
import pickle
import sys
import zipfile
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from rnn_tui.io.child_events import fail, say
from rnn_tui.io.faults import reason
from rnn_tui.io.npz import read_header

MEMORY_LIMIT = 2 << 30  # bytes; the published file needs 0.6 GB
CPU_LIMIT = 180  # seconds; the published file needs 3 s
MEMBER_LIMIT = 512 << 20  # bytes of an unpacked array; the published ones have 14 MB
TOKEN_LIMIT = 64 << 20  # tokens of a part; the published parts have 6 million
RANK_LIMIT = 10_000_000  # the largest word rank that is taken for one
LABEL_LIMIT = 1_000
PARTS = ("train", "test")


class BadFile(Exception):
    """A fault of the file, as the end of a sentence that begins with its name."""


def limit_resources() -> None:
    """Cap memory and processor time; a platform without such limits goes without."""
    try:
        import resource
    except ImportError:
        return
    for kind, limit in (("RLIMIT_AS", MEMORY_LIMIT), ("RLIMIT_CPU", CPU_LIMIT)):
        try:
            resource.setrlimit(getattr(resource, kind), (limit, limit))
        except (AttributeError, ValueError, OSError):
            continue


class Stand:
    """Stands in for numpy's ndarray and dtype: remembers what it was given, does nothing."""

    def __init__(self, *arguments: object) -> None:
        self.arguments = arguments
        self.state: object = None

    def __setstate__(self, state: object) -> None:
        self.state = state


class Scalar(Stand):
    """Stands in for a numpy integer: (dtype, raw bytes)."""


def latin1(text: object, encoding: object) -> bytes:
    """Stands in for `_codecs.encode`, by which old pickles write bytes."""
    if isinstance(text, str) and encoding == "latin1":
        return text.encode("latin1")
    raise BadFile("holds a pickle with bytes in an unknown encoding")


class Unpickler(pickle.Unpickler):
    """Knows the names that pickled arrays of integer lists need, of numpy 1 and 2."""

    def find_class(self, module: str, name: str) -> Any:
        """The stand-in for an allowed name; BadFile for any other."""
        if module in ("numpy.core.multiarray", "numpy._core.multiarray"):
            if name == "_reconstruct":
                return Stand
            if name == "scalar":
                return Scalar
        if (module, name) == ("_codecs", "encode"):
            return latin1
        if module == "numpy" and name in ("ndarray", "dtype"):
            return Stand
        raise BadFile(
            f"holds a pickle that asks for {module}.{name}, which lists of numbers never do: "
            "it was refused and nothing was run"
        )


def read_member(archive: zipfile.ZipFile, name: str) -> tuple[str, int, bytes]:
    """(dtype, rows, content) of a one-dimensional array in the archive."""
    try:
        info = archive.getinfo(f"{name}.npy")
    except KeyError:
        held = ", ".join(sorted(archive.namelist())[:8]) or "nothing"
        raise BadFile(f"has no array {name}: it holds {held}") from None
    if info.file_size > MEMBER_LIMIT:
        raise BadFile(f"unpacks {name} to {info.file_size:,} bytes, more than is reasonable")
    with archive.open(info) as file:
        stream = io.BytesIO(file.read(MEMBER_LIMIT))
    try:
        shape, _, dtype = read_header(stream)
    except Exception as error:  # numpy tokenizes what it cannot parse, with errors of its own
        raise BadFile(f"has no readable header in {name}: {error}") from None
    content = stream.read()
    if len(shape) != 1:
        raise BadFile(f"has {name} of shape {shape} where one row of sequences belongs")
    # A pickled row takes at least one byte, a number its own size.
    width = 1 if dtype.hasobject else dtype.itemsize
    if shape[0] * width > len(content):
        raise BadFile(
            f"announces {shape[0]:,} entries in {name} ({shape[0] * 8 / 2**30:,.1f} GB) "
            f"but holds {len(content):,} bytes of them"
        )
    return dtype.str, shape[0], content


def read_labels(archive: zipfile.ZipFile, name: str) -> Any:
    """The labels as int32, shape (n,)."""
    dtype, rows, content = read_member(archive, name)
    if np.dtype(dtype).kind not in "iub":
        raise BadFile(f"has {name} of type {dtype} where whole numbers belong")
    labels = np.frombuffer(content, dtype, rows)
    if rows == 0 or labels.min() < 0 or labels.max() >= LABEL_LIMIT:
        raise BadFile(f"has no labels from 0 to {LABEL_LIMIT - 1} in {name}")
    return labels.astype(np.int32)


def read_rows(archive: zipfile.ZipFile, name: str) -> list[Any]:
    """The sequences of a pickled object array, each a list or tuple of unchecked content."""
    dtype, rows, content = read_member(archive, name)
    if dtype != "|O":
        raise BadFile(f"has {name} of type {dtype} where lists of word ranks belong")
    found = Unpickler(io.BytesIO(content), encoding="latin1").load()
    state = found.state if isinstance(found, Stand) else None
    if not isinstance(state, tuple) or not state or not isinstance(state[-1], list):
        raise BadFile(f"holds something other than an array of lists in {name}")
    sequences = [row_of(row, name) for row in state[-1]]
    if len(sequences) != rows:
        raise BadFile(f"announces {rows:,} entries in {name} but holds {len(sequences):,}")
    return sequences


def row_of(row: object, name: str) -> Any:
    """A sequence as a list or tuple; one that was pickled as an array is unpacked."""
    if isinstance(row, (list, tuple)):
        return row
    if isinstance(row, Stand) and isinstance(row.state, tuple) and len(row.state) == 5:
        _, shape, dtype, _, raw = row.state
        kind = dtype_of(dtype)
        if isinstance(raw, bytes) and kind is not None and shape == (len(raw) // kind.itemsize,):
            return np.frombuffer(raw, kind).tolist()
    raise BadFile(f"holds a {type(row).__name__} in {name} where a list of word ranks belongs")


def dtype_of(stand: object) -> Any:
    """The integer dtype that a stand-in describes, or None if it is another."""
    allowed = {f"{kind}{size}" for kind in "iu" for size in (1, 2, 4, 8)}
    if isinstance(stand, Stand) and stand.arguments and stand.arguments[0] in allowed:
        order = stand.state[1] if isinstance(stand.state, tuple) and len(stand.state) > 1 else "<"
        return np.dtype(f"{'>' if order == '>' else '<'}{stand.arguments[0]}")
    return None


def number_of(value: object) -> object:
    """A pickled numpy integer as int; anything else as it is."""
    if isinstance(value, Scalar) and len(value.arguments) == 2:
        dtype, raw = value.arguments
        kind = dtype_of(dtype)
        if isinstance(raw, bytes) and kind is not None and len(raw) == kind.itemsize:
            return int.from_bytes(
                raw, "big" if kind.str[0] == ">" else "little", signed=kind.kind == "i"
            )
    return value


def flatten(rows: list[Any], name: str) -> tuple[Any, Any]:
    """(tokens int32, offsets int64) of the sequences; BadFile for anything but word ranks."""
    lengths = np.fromiter(map(len, rows), np.int64, len(rows))
    total = int(lengths.sum())
    if total > TOKEN_LIMIT:
        raise BadFile(f"has {total:,} word ranks in {name}, more than is reasonable")
    kinds = set(map(type, chain.from_iterable(rows)))
    if Scalar in kinds:
        rows = [[number_of(value) for value in row] for row in rows]
        kinds = set(map(type, chain.from_iterable(rows)))
    if kinds - {int}:
        found = ", ".join(sorted(kind.__name__ for kind in kinds - {int}))
        raise BadFile(f"holds {found} in {name} where word ranks, whole numbers, belong")
    try:
        tokens = np.fromiter(chain.from_iterable(rows), np.int64, total)
    except OverflowError:
        tokens = np.array([-1])
    if total and (tokens.min() < 0 or tokens.max() > RANK_LIMIT):
        raise BadFile(f"holds word ranks below 0 or above {RANK_LIMIT:,} in {name}")
    offsets = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return tokens.astype(np.int32), offsets


def convert(archive: zipfile.ZipFile, folder: Path) -> None:
    """Write tokens, offsets and labels of both parts into the folder."""
    stage = f"reading {Path(archive.filename or '').name}"
    for done, part in enumerate(PARTS):
        labels = read_labels(archive, f"y_{part}")
        rows = read_rows(archive, f"x_{part}")
        if len(rows) != len(labels):
            raise BadFile(
                f"has {len(rows):,} sequences in x_{part} but {len(labels):,} labels in y_{part}"
            )
        tokens, offsets = flatten(rows, f"x_{part}")
        del rows
        for kind, array in (("tokens", tokens), ("offsets", offsets), ("labels", labels)):
            np.save(folder / f"{part}_{kind}.npy", array, allow_pickle=False)
        say("progress", stage=stage, done=done + 1, total=len(PARTS), unit="parts")


def main(path: str, folder: str) -> None:
    """Convert; every way in which a file can be bad ends in one message."""
    limit_resources()
    try:
        with zipfile.ZipFile(path) as archive:
            convert(archive, Path(folder))
            say("converted")
    except BadFile as error:
        fail(str(error), 1, damaged=True)
    except MemoryError:
        why = "asks for more memory than lists of word ranks need: it is damaged or hostile"
        fail(why, 1, damaged=True)
    except OSError as error:
        fail(f"cannot be read or unpacked: {reason(error)}", 1, damaged=False)
    except Exception as error:  # pickles and zips fail in dozens of ways; all mean the same
        fail(
            f"is damaged or not an .npz file ({type(error).__name__}: {error})"[:400],
            1,
            damaged=True,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
