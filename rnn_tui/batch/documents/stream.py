"""The lines of `--batch --json` and `resume --json`: the run, its events, its trace."""

from dataclasses import dataclass
from typing import Any, Literal

from rnn_tui.runs import RunDirectory


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The first line of a stream, and the only one of `--detach`: which run it is.

    `run` is its id, `path` its folder.
    """

    v: Literal[1] = 1
    event: Literal["run"] = "run"
    run: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceRecord:
    """Means over the steps since the record before, with one more key for each metric.

    `step` counts the batches of the run from 0; `epoch` from 0 and `batch` are the position
    after it; `time` in seconds since 1970.
    """

    v: Literal[1] = 1
    event: Literal["trace"] = "trace"
    step: int
    time: float
    epoch: int
    batch: int
    loss: float


def named(run: RunDirectory) -> Named:
    """The line that names the run."""
    return Named(run=run.run_id, path=str(run.path))


def trace_record(record: Any) -> dict[str, Any]:
    """A record of the trace, in the shape of `TraceRecord`, with all its metrics."""
    values = {name: record[name].item() for name in record.dtype.names}
    return {"v": 1, "event": "trace"} | values
