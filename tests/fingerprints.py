"""What a run has come to, down to the last bit: for comparing a disturbed one with another."""

import hashlib
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rnn_tui.runs import RunDirectory, read_state
from rnn_tui.runs.files import checkpoints as saved
from rnn_tui.runs.files.tfevents import Point, read_events
from rnn_tui.runs.files.trace import read_trace


def fingerprint(run: RunDirectory) -> dict[str, str]:
    """SHA-256 of each part that an interruption must not change."""
    checkpoint, complaints = saved.load_last(run.checkpoints)
    assert checkpoint is not None, complaints
    state = read_state(run)
    trace = read_trace(run.trace)
    columns = [name for name in trace.dtype.names or () if name != "time"]
    best = saved.load(run.checkpoints / saved.BEST)
    return {
        "position": str(checkpoint.position),
        "variables": _of_arrays(checkpoint.model),
        "optimizer": _of_arrays(checkpoint.optimizer),
        "metrics": _of_arrays(checkpoint.metrics),
        "best": _of_arrays([*best.model, *best.optimizer]) + f" {best.position}",
        "history": _of_json(
            [[e.epoch, exact(e.logs), e.learning_rate.hex()] for e in state.epochs]
        ),
        "checkpointed history": _of_json(
            [[e.epoch, exact(e.logs), e.learning_rate.hex()] for e in checkpoint.history]
        ),
        "history.csv": _of_bytes(run.history.read_bytes()),
        "exported model": _of_model(run.model) if run.model.is_file() else "",
        "trace": _of_arrays(trace[name] for name in columns) + f" {len(trace)}",
        "tensorboard": _of_json(event_points(run.tensorboard)),
        "test": _of_json([exact(state.test.logs), state.test.confusion] if state.test else None),
        "end": f"{state.state} {state.finish_reason}",
    }


def event_points(folder: Path) -> list[tuple[str, str, int, str]]:
    """All numbers in the event files of a folder, by place, tag and step, but not by time."""
    points = []
    for path in sorted(folder.glob("**/events.out.tfevents.*")):
        with path.open("rb") as file:
            for point in read_events(file):
                if isinstance(point, Point):
                    place = str(path.parent.relative_to(folder))
                    points.append((place, point.tag, point.step, point.value.hex()))
    return sorted(points)


def exact(logs: dict[str, float]) -> dict[str, str]:
    """Numbers with all their bits."""
    return {name: float(value).hex() for name, value in logs.items()}


def _of_model(path: Path) -> str:
    """Of a `.keras` file all but the time in its metadata and the addresses in its config."""
    with zipfile.ZipFile(path) as archive:
        config = json.loads(archive.read("config.json"), object_hook=_without_address)
        return _of_bytes(archive.read("model.weights.h5")) + " " + _of_json(config)


def _without_address(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != "shared_object_id"}


def _of_arrays(arrays: Iterable[Any]) -> str:
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(f"{array.dtype} {array.shape} ".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def _of_json(value: Any) -> str:
    return _of_bytes(json.dumps(value).encode())


def _of_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
