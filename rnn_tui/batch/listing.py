"""Runs as lines, one each."""

from collections.abc import Iterable, Iterator

from rnn_tui.batch.documents.runs import Unreadable, listed
from rnn_tui.batch.documents.text import json_line
from rnn_tui.batch.lines import clock
from rnn_tui.runs import RunDirectory, RunState
from rnn_tui.runs.history import numbers
from rnn_tui.runs.overview import UNREADABLE, look_once, reason


def list_lines(runs: Iterable[RunDirectory], json_lines: bool) -> Iterator[str]:
    """One line a run; a run that cannot be read, or not at once, says why."""
    for entry in look_once(runs):
        if (state := entry.state) is None:
            yield _unreadable(entry.run, entry.error or _too_long(entry.run), json_lines)
        else:
            yield json_line(listed(state)) if json_lines else _line(state)


def _too_long(run: RunDirectory) -> str:
    return f"its event log {run.events.name} is too long to be read at a glance; show reads it"


def _unreadable(run: RunDirectory, error: str, json_lines: bool) -> str:
    if json_lines:
        return json_line(Unreadable(run=run.run_id, path=str(run.path), error=error))
    return f"{run.label:<28} {UNREADABLE:<9} {reason(run, error)}"


def _line(state: RunState) -> str:
    best = state.best
    figures = numbers({state.monitor: best.logs[state.monitor]}) if best else ""
    done = f"{len(state.epochs)}/{state.total_epochs} epochs"
    return (
        f"{state.label:<28} {state.state.value:<9} {done:<14} "
        f"{clock(state.worked_so_far)}  {figures}"
    ).rstrip()
