"""`show --json`: all that is known of one run. Whatever a RunState holds is in it."""

import os
from dataclasses import dataclass, fields, make_dataclass
from functools import cache
from typing import Any, Literal, get_type_hints

from rnn_tui.io.faults import reason
from rnn_tui.results.course import Finding
from rnn_tui.results.verdict import findings, scores_of
from rnn_tui.runs import RunDirectory, RunError, RunState
from rnn_tui.runs.files.event_log import LogReader
from rnn_tui.runs.files.events import Event
from rnn_tui.runs.files.note import note_of
from rnn_tui.runs.state.class_scores import ClassScores

_OTHERWISE = {"run_id", "path", "trace"}
"""Fields of a RunState that have another name, or another type, in the document."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the run: its name in the run's folder, its bytes, seconds since 1970."""

    name: str
    bytes: int
    changed_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The keys that are not fields of a RunState, or have another type there.

    `best_epoch` counts from 0, `seconds` are those of work up to now; `by_class` are the scores of
    the test and `findings` what the epochs and the test say; `trace_records` are in
    `trace.bin`; `events` is the whole log, as `--batch --json` prints it.
    """

    v: Literal[1] = 1
    run: str
    path: str
    name: str
    note: str
    best_epoch: int | None
    seconds: float
    by_class: list[ClassScores]
    findings: list[Finding]
    trace_records: int
    events: list[Event]
    files: list[File]


@cache
def run_type() -> type:
    """The dataclass of the document: the head, then each field of a RunState."""
    head, state = get_type_hints(Head), get_type_hints(RunState)
    entries = [(name, head[name]) for name in _names(Head)]
    entries += [(name, state[name]) for name in _names(RunState)]
    made = make_dataclass("Run", entries, frozen=True)
    made.__doc__ = "All that is known of a run; epochs and batches count from 0."
    return made


def shown(run: RunDirectory, state: RunState) -> Any:
    """The run with its events and its files. Raises RunError where they cannot be read."""
    best = state.best
    head = Head(
        run=state.run_id,
        path=str(state.path),
        name=state.name,
        note=note_of(run),
        best_epoch=best.epoch if best else None,
        seconds=state.worked_so_far,
        by_class=scores_of(state),
        findings=list(findings(state)),
        trace_records=len(state.trace),
        events=_events(run),
        files=files_of(run),
    )
    values = {name: getattr(head, name) for name in _names(Head)}
    return run_type()(**values | {name: getattr(state, name) for name in _names(RunState)})


def _names(shape: type) -> list[str]:
    return [entry.name for entry in fields(shape) if shape is Head or entry.name not in _OTHERWISE]


def files_of(run: RunDirectory) -> list[File]:
    """The files of the run and of its folders; links are not followed."""
    found = []
    for folder, _, names in os.walk(run.path):
        for name in names:
            path = os.path.join(folder, name)  # noqa: PTH118 - as os.walk gives it
            try:
                stat = os.lstat(path)
            except OSError:  # an engine replaces files all the time
                continue
            found.append(File(os.path.relpath(path, run.path), stat.st_size, stat.st_mtime))
    return sorted(found, key=lambda file: file.name)


def _events(run: RunDirectory) -> list[Event]:
    try:
        return list(LogReader(run.events).read())
    except OSError as error:
        raise RunError(f"run {run.label} cannot be read: {reason(error)}") from error
