"""`status.json`: the run at this moment, replaced as a whole at each heartbeat."""

import json
import math
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rnn_tui.io.reading import MALFORMED, read_bounded
from rnn_tui.io.text import one_line
from rnn_tui.io.writing import write_atomically
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.position import Phase, Position, State

VERSION = 1
MAX_BYTES = 1_000_000

HEARTBEAT_SECONDS = 0.5
SILENT_SECONDS = 180.0
"""Silence after which an engine or a worker on another host counts as ended."""


@dataclass(frozen=True, slots=True)
class Status:
    """`logs` are the running means of the phase; rates in samples/s, 0 where unknown.

    `cpu` is the engine's load in percent of one core, `memory` its resident bytes.
    `doing` says what a start is waiting for, with `done` of `total` where known. `home` are the
    numbers of the device and of the directory that the engine writes to: in a copy of the run
    they are those of the original.
    """

    state: State
    position: Position = field(default_factory=Position)
    process: Identity | None = None
    heartbeat: float = 0.0
    logs: dict[str, float] = field(default_factory=dict)
    train_rate: float = 0.0
    evaluation_rate: float = 0.0
    cpu: float = 0.0
    memory: int = 0
    doing: str = ""
    done: int = 0
    total: int | None = None
    unit: str = ""
    home: tuple[int, int] | None = None

    def write(self, path: Path) -> None:
        """Raises OSError; the old status is then still there."""
        record = asdict(self)
        record["v"] = VERSION
        record["logs"] = {
            name: value if math.isfinite(value) else None for name, value in self.logs.items()
        }
        write_atomically(path, json.dumps(record).encode(), durable=False)


def read_status(path: Path) -> Status | None:
    """The status, or None where none can be read."""
    try:
        record = json.loads(read_bounded(path, MAX_BYTES))
        return _status(record) if record["v"] == VERSION else None
    except (OSError, *MALFORMED):
        return None


def _status(record: dict[str, Any]) -> Status:
    place = record["position"]
    total = record.get("total")
    return Status(
        state=State(record["state"]),
        position=Position(_count(place["epoch"]), _count(place["batch"]), Phase(place["phase"])),
        process=Identity.from_json(record.get("process")),
        heartbeat=_amount(record["heartbeat"]),
        logs={
            one_line(str(name)): math.nan if value is None else float(value)
            for name, value in record.get("logs", {}).items()
        },
        train_rate=_amount(record.get("train_rate", 0.0)),
        evaluation_rate=_amount(record.get("evaluation_rate", 0.0)),
        cpu=_amount(record.get("cpu", 0.0)),
        memory=_count(record.get("memory", 0)),
        doing=one_line(str(record.get("doing", ""))),
        done=_count(record.get("done", 0)),
        total=None if total is None else _count(total),
        unit=one_line(str(record.get("unit", ""))),
        home=_home(record.get("home")),
    )


def home_of(folder: Path) -> tuple[int, int]:
    """The `home` of an engine that writes to this directory. Raises OSError."""
    found = folder.stat()
    return found.st_dev, found.st_ino


def _home(value: Any) -> tuple[int, int] | None:
    if value is None:
        return None
    device, inode = value
    return int(device), int(inode)


def _count(value: Any) -> int:
    """Raises ValueError where a float cannot hold it exactly."""
    count = int(value)
    if not 0 <= count <= 2**53:
        raise ValueError("not a count")
    return count


def _amount(value: Any) -> float:
    amount = float(value)
    if not math.isfinite(amount):
        raise ValueError("not finite")
    return amount
