"""Checkpoints: everything that the rest of the run depends on, in one npz file.

Arrays: `model/0000` … in the order of Keras's `model.variables`, `optimizer/0000` …,
`metrics/0000` …, `history` with a row for each epoch, and `meta`, a JSON text as bytes: the
position, the names of the history's columns, and for each model variable its path, whether it
is trainable and whether it is a weight. No pickles.
"""

import errno
import io
import json
import math
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from rnn_tui.io.npz import Array as Array
from rnn_tui.io.npz import Npz, NpzError, open_npz
from rnn_tui.io.writing import TEMPORARY, link_atomically, make_folder, remove, write_atomically
from rnn_tui.runs.files.history_csv import EpochRecord
from rnn_tui.runs.position import Phase, Position

VERSION = 2
KEPT = 2
BEST = "best.npz"
GROUPS = ("model", "optimizer", "metrics")

_FILE = re.compile(r"epoch-\d{7}-[123]-(train|validate|test)-\d{8}\.npz")


class CheckpointError(NpzError):
    """The file is damaged, or of a version unknown to this program."""


@dataclass(frozen=True)
class Checkpoint:
    """All state at a position.

    `interval` are the metric totals at the start of the trace interval that is open,
    `trained` the training means of an epoch whose validation is under way, `extra` what a
    phase needs besides (the confusion matrix of the test).
    """

    position: Position
    history: tuple[EpochRecord, ...]
    model: tuple[Array, ...]
    optimizer: tuple[Array, ...]
    metrics: tuple[Array, ...]
    variables: tuple[dict[str, Any], ...] = ()
    trained: dict[str, float] = field(default_factory=dict)
    interval: tuple[float, ...] = ()
    trace_records: int = 0
    elapsed: float = 0.0
    extra: dict[str, Any] = field(default_factory=dict)


def file_name(position: Position) -> str:
    """The name of a checkpoint, such as `epoch-0000003-1-train-00001080.npz`: sorts by position."""
    order = {Phase.TRAIN: "1-train", Phase.VALIDATE: "2-validate", Phase.TEST: "3-test"}
    return f"epoch-{position.epoch:07d}-{order[position.phase]}-{position.batch:08d}.npz"


def save(folder: Path, checkpoint: Checkpoint, *, best: bool = False) -> Path:
    """Write the checkpoint, then remove all but it and the one before. Raises OSError.

    Those of later positions are removed too: what they hold was given up. The `best` one is
    written as such before it counts as the last: an engine killed in between comes there again.
    """
    if folder.is_symlink():
        raise OSError(errno.ELOOP, "links are not followed", str(folder))
    with suppress(FileExistsError):
        make_folder(folder)
    for torn in folder.glob(TEMPORARY):  # of an engine that was killed while it wrote
        remove(torn)
    path = folder / file_name(checkpoint.position)
    write_atomically(folder / BEST if best else path, _encode(checkpoint))
    if best:
        link_atomically(folder / BEST, path)
    there = list_checkpoints(folder)
    if path not in there:  # the folder was moved away meanwhile
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    kept = there[: there.index(path) + 1][-KEPT:]
    for old in there:
        if old not in kept:
            remove(old)
    return path


def list_checkpoints(folder: Path) -> list[Path]:
    """The checkpoints in the order of their positions; the best one is not among them."""
    return sorted(path for path in folder.glob("epoch-*.npz") if _FILE.fullmatch(path.name))


def load_last(folder: Path, limit: int | None = None) -> tuple[Checkpoint | None, list[str]]:
    """The last checkpoint that can be read, and a sentence about each that cannot.

    One of more than `limit` bytes (`bounds.checkpoint_bytes`) cannot.
    """
    complaints: list[str] = []
    for path in reversed(list_checkpoints(folder)):
        try:
            return load(path, limit), complaints
        except (CheckpointError, OSError) as error:
            complaints.append(f"checkpoint {path.name} cannot be used: {error}")
    return None, complaints


def drop_after(folder: Path, position: Position) -> None:
    """Remove checkpoints of later positions: damaged ones that were passed over."""
    for path in list_checkpoints(folder):
        if path.name > file_name(position):
            remove(path)


def load(path: Path, limit: int | None = None) -> Checkpoint:
    """Read a checkpoint of at most `limit` bytes. Raises CheckpointError, OSError."""
    with _opened(path, limit) as npz:
        arrays = {name: npz.read(name) for name in npz.names}
        meta = json.loads(arrays.pop("meta").tobytes())
        if meta["version"] != VERSION:
            raise CheckpointError(f"it has another version; this program reads {VERSION}")
        history = _records(meta["columns"], arrays.pop("history"))
        return _decode(meta, history, _grouped(arrays))


def load_weights(path: Path, limit: int | None = None) -> list[Array]:
    """The arrays of Keras's `model.weights`, in that order, as float32.

    States of random generators, optimizer and metrics are not read. Raises CheckpointError,
    OSError.
    """
    with _opened(path, limit) as npz:
        variables = json.loads(npz.read("meta").tobytes())["model"]
        stored = sum(name.startswith("model/") for name in npz.names)
        if stored != len(variables):
            raise CheckpointError(f"it describes {len(variables)} variables and holds {stored}")
        return [
            npz.read(_name("model", number)).astype(np.float32, casting="same_kind", copy=False)
            for number, variable in enumerate(variables)
            if variable["weight"]
        ]


@contextmanager
def _opened(path: Path, limit: int | None) -> Iterator[Npz]:
    """The file to be taken apart inside. Raises CheckpointError for whatever is wrong with it."""
    try:
        with open_npz(path, limit) as npz:
            yield npz
    except CheckpointError:
        raise
    except NpzError as error:
        raise CheckpointError(str(error)) from error


def _name(group: str, number: int) -> str:
    return f"{group}/{number:04d}"


def _grouped(arrays: Mapping[str, Array]) -> dict[str, tuple[Array, ...]]:
    """The arrays of each group in their order. Raises CheckpointError unless all are ours."""
    groups: dict[str, list[Array]] = {group: [] for group in GROUPS}
    for name in sorted(arrays):
        group = name.partition("/")[0]
        if group not in GROUPS or name != _name(group, len(groups[group])):
            raise CheckpointError("it holds arrays that do not belong to a checkpoint")
        groups[group].append(arrays[name])
    return {group: tuple(found) for group, found in groups.items()}


def _encode(checkpoint: Checkpoint) -> bytes:
    place = checkpoint.position
    columns = list(dict.fromkeys(name for record in checkpoint.history for name in record.logs))
    meta = {
        "version": VERSION,
        "position": {"epoch": place.epoch, "batch": place.batch, "phase": place.phase.value},
        "columns": columns,
        "model": list(checkpoint.variables),
        "trained": _encode_logs(checkpoint.trained),
        "interval": list(checkpoint.interval),
        "trace_records": checkpoint.trace_records,
        "elapsed": checkpoint.elapsed,
        "extra": checkpoint.extra,
    }
    arrays: dict[str, Array] = {"meta": np.frombuffer(json.dumps(meta).encode(), np.uint8)}
    arrays["history"] = _rows(columns, checkpoint.history)
    for group in GROUPS:
        for index, array in enumerate(getattr(checkpoint, group)):
            arrays[_name(group, index)] = array
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def _rows(columns: list[str], history: tuple[EpochRecord, ...]) -> Array:
    """The history as numbers, shape (epochs, 4 + columns): as text it would take ten times as
    long to write, at each checkpoint of a long run."""
    rows = [
        [at.epoch, at.learning_rate, at.seconds, at.samples_per_second]
        + [at.logs.get(name, math.nan) for name in columns]
        for at in history
    ]
    return np.array(rows, np.float64).reshape(len(rows), 4 + len(columns))


def _records(columns: list[str], rows: Array) -> tuple[EpochRecord, ...]:
    if rows.dtype != np.float64 or rows.shape[1:] != (4 + len(columns),):
        raise CheckpointError("its history has the wrong shape")
    return tuple(
        EpochRecord(int(epoch), dict(zip(map(str, columns), logs, strict=True)), rate, time, speed)
        for epoch, rate, time, speed, *logs in rows.tolist()
    )


def _decode(
    meta: dict[str, Any], history: tuple[EpochRecord, ...], groups: dict[str, tuple[Array, ...]]
) -> Checkpoint:
    place = meta["position"]
    return Checkpoint(
        position=Position(int(place["epoch"]), int(place["batch"]), Phase(place["phase"])),
        history=history,
        variables=tuple(meta["model"]),
        trained=_decode_logs(meta["trained"]),
        interval=tuple(float(value) for value in meta["interval"]),
        trace_records=int(meta["trace_records"]),
        elapsed=float(meta["elapsed"]),
        extra=dict(meta["extra"]),
        **groups,
    )


def _encode_logs(logs: dict[str, float]) -> dict[str, float | None]:
    return {name: value if math.isfinite(value) else None for name, value in logs.items()}


def _decode_logs(logs: dict[str, float | None]) -> dict[str, float]:
    return {str(n): math.nan if value is None else float(value) for n, value in logs.items()}
