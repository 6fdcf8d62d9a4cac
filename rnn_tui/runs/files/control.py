"""Requests to a running engine: a control file with an id, which the engine reads.

No signal is needed, so that none can ever reach the wrong process, and a run on another
host is asked in the same way.
"""

import json
import time
import uuid
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from rnn_tui.io.faults import reason
from rnn_tui.io.reading import MALFORMED, read_bounded
from rnn_tui.io.text import one_line, visible
from rnn_tui.io.writing import write_atomically
from rnn_tui.runs.directory import RunDirectory, RunError

VERSION = 1
MAX_BYTES = 10_000
REPEAT_SECONDS = 1.0
"""Requests of one kind within this time are one request."""


class Ask(StrEnum):
    """The requests that an engine understands."""

    STOP = "stop"
    STOP_AFTER_EPOCH = "stop-after-epoch"
    PAUSE = "pause"
    CONTINUE = "continue"


@dataclass(frozen=True, slots=True)
class Control:
    """One request; `by` says who asks, for the log (`batch`, `app`, `SIGTERM` …)."""

    ask: Ask
    id: str
    at: float
    by: str = ""

    def repeats(self, earlier: "Control | None") -> bool:
        """Check whether this repeats `earlier`: a held key, or a signal beside the file."""
        return (
            earlier is not None
            and self.ask == earlier.ask
            and (self.id == earlier.id or abs(self.at - earlier.at) < REPEAT_SECONDS)
        )


@dataclass(frozen=True, slots=True)
class Pending:
    """The requests that an engine has not fulfilled yet."""

    stop: Control | None = None
    pause: Control | None = None
    after_epoch: Control | None = None

    def plus(self, control: Control) -> "Pending":
        """Add a request: nothing takes back a stop, and a stop after the epoch ends a pause."""
        match control.ask:
            case _ if self.stop is not None:
                return self
            case Ask.STOP:
                return Pending(stop=control)
            case Ask.PAUSE:
                return replace(self, pause=control)
            case Ask.STOP_AFTER_EPOCH:
                return Pending(after_epoch=control)
            case Ask.CONTINUE if self.pause is not None:
                return replace(self, pause=None)
            case Ask.CONTINUE:
                return Pending()


def ask_run(run: RunDirectory, ask: Ask, by: str) -> Control:
    """Ask the run's engine, wherever it runs. Raises RunError where that cannot be written.

    Also where a stop was asked for, which it may not have seen: the file holds one request.
    """
    last = read_control(run.control)
    if last is not None and last.ask == Ask.STOP and ask != Ask.STOP:
        raise RunError(f"{run.label} was already asked to stop")
    try:
        return request(run.control, ask, by)
    except OSError as error:
        raise RunError(
            f"cannot ask {run.label}: {reason(error)}: {visible(str(run.control))}"
        ) from error


def request(path: Path, ask: Ask, by: str) -> Control:
    """Write a request into the control file. Raises OSError."""
    control = Control(ask, uuid.uuid4().hex, time.time(), by)
    record = {"v": VERSION, "ask": ask.value, "id": control.id, "at": control.at, "by": by}
    write_atomically(path, json.dumps(record).encode(), durable=False)
    return control


def read_control(path: Path) -> Control | None:
    """The last request, or None where none can be read."""
    try:
        record = json.loads(read_bounded(path, MAX_BYTES))
        if record["v"] != VERSION:
            return None
        by = one_line(str(record.get("by", "")))
        return Control(Ask(record["ask"]), str(record["id"]), float(record["at"]), by)
    except (OSError, *MALFORMED):
        return None
