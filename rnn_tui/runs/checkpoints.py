"""Checkpoints: everything that the rest of the run depends on, in one npz file.

Arrays: `model/0000` … in the order of Keras's `model.variables`, `optimizer/0000` …,
`metrics/0000` …, and `meta`, a JSON text as bytes: the position, the history, and for each
model variable its path, whether it is trainable and whether it is a weight. No pickles.
"""

import io
import json
import math
import os
import shutil
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rnn_tui.runs.files import write_atomically
from rnn_tui.runs.position import Phase, Position
from rnn_tui.runs.state import EpochRecord

VERSION = 1
KEPT = 2
BEST = "best.npz"
MAX_META = 200_000_000

Array = npt.NDArray[Any]


class CheckpointError(ValueError):
    """The file is damaged, or of a version that this program does not know."""


@dataclass(frozen=True)
class Checkpoint:
    """A position and all state there.

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
    """Sorts like the positions: `epoch-000003-train-00001080.npz`."""
    order = {Phase.TRAIN: "1-train", Phase.VALIDATE: "2-validate", Phase.TEST: "3-test"}
    return f"epoch-{position.epoch:06d}-{order[position.phase]}-{position.batch:08d}.npz"


def save(folder: Path, checkpoint: Checkpoint) -> Path:
    """Write the checkpoint, then drop all but the last two. Raises OSError."""
    folder.mkdir(exist_ok=True)
    path = folder / file_name(checkpoint.position)
    write_atomically(path, _encode(checkpoint))
    for old in list_checkpoints(folder)[:-KEPT]:
        old.unlink(missing_ok=True)
    return path


def keep_as_best(path: Path) -> None:
    """Let the checkpoint stand as the best one too, without writing it twice where possible."""
    temporary = path.with_name(f".{BEST}.{os.getpid()}.tmp")
    temporary.unlink(missing_ok=True)
    try:
        os.link(path, temporary)
    except OSError:
        shutil.copyfile(path, temporary)
    temporary.replace(path.with_name(BEST))


def list_checkpoints(folder: Path) -> list[Path]:
    """The checkpoints in the order of their positions; the best one is not among them."""
    return sorted(folder.glob("epoch-*.npz"))


def load_last(folder: Path) -> tuple[Checkpoint | None, list[str]]:
    """The last checkpoint that can be read, and a sentence about each that cannot."""
    complaints: list[str] = []
    for path in reversed(list_checkpoints(folder)):
        try:
            return load(path), complaints
        except (CheckpointError, OSError) as error:
            complaints.append(f"checkpoint {path.name} cannot be used: {error}")
    return None, complaints


def drop_after(folder: Path, position: Position) -> None:
    """Remove checkpoints that lie behind `position`: damaged ones that were passed over."""
    for path in list_checkpoints(folder):
        if path.name > file_name(position):
            path.unlink(missing_ok=True)


def load(path: Path) -> Checkpoint:
    """Read a checkpoint. Raises CheckpointError, OSError."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            meta = json.loads(archive["meta"].tobytes())
            if meta["version"] != VERSION:
                raise CheckpointError(
                    f"it has version {meta['version']}; this program reads version {VERSION}"
                )
            groups = {
                group: tuple(
                    archive[name] for name in sorted(archive.files) if name.startswith(f"{group}/")
                )
                for group in ("model", "optimizer", "metrics")
            }
        return _decode(meta, groups)
    except CheckpointError:
        raise
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, RecursionError) as error:
        raise CheckpointError(f"it is damaged ({type(error).__name__})") from error


def _encode(checkpoint: Checkpoint) -> bytes:
    place = checkpoint.position
    meta = {
        "version": VERSION,
        "position": {"epoch": place.epoch, "batch": place.batch, "phase": place.phase.value},
        "history": [
            {
                "epoch": record.epoch,
                "logs": _encode_logs(record.logs),
                "learning_rate": record.learning_rate,
                "seconds": record.seconds,
                "samples_per_second": record.samples_per_second,
            }
            for record in checkpoint.history
        ],
        "model": list(checkpoint.variables),
        "trained": _encode_logs(checkpoint.trained),
        "interval": list(checkpoint.interval),
        "trace_records": checkpoint.trace_records,
        "elapsed": checkpoint.elapsed,
        "extra": checkpoint.extra,
    }
    arrays = {"meta": np.frombuffer(json.dumps(meta).encode(), np.uint8)}
    for group in ("model", "optimizer", "metrics"):
        for index, array in enumerate(getattr(checkpoint, group)):
            arrays[f"{group}/{index:04d}"] = array
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def _decode(meta: dict[str, Any], groups: dict[str, tuple[Array, ...]]) -> Checkpoint:
    place = meta["position"]
    return Checkpoint(
        position=Position(int(place["epoch"]), int(place["batch"]), Phase(place["phase"])),
        history=tuple(
            EpochRecord(
                int(record["epoch"]),
                _decode_logs(record["logs"]),
                float(record["learning_rate"]),
                float(record["seconds"]),
                float(record["samples_per_second"]),
            )
            for record in meta["history"]
        ),
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
