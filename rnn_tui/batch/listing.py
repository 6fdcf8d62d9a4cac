"""Runs as JSON, a line each."""

from collections.abc import Iterable, Iterator

from rnn_tui.batch.documents.runs import Unreadable, listed
from rnn_tui.batch.documents.text import json_line
from rnn_tui.runs import RunDirectory
from rnn_tui.runs.lists.overview import look_once, too_long


def list_lines(runs: Iterable[RunDirectory]) -> Iterator[str]:
    """One line a run; a run that cannot be read, or not at once, says why."""
    for entry in look_once(runs):
        if (state := entry.state) is not None:
            yield json_line(listed(state))
            continue
        run, error = entry.run, entry.error or too_long(entry.run)
        yield json_line(Unreadable(run=run.run_id, path=str(run.path), error=error))
