"""Runs as JSON, a line each."""

from collections.abc import Iterable, Iterator

from rnn_tui.batch.documents.runs import Unreadable, listed
from rnn_tui.batch.documents.text import json_line
from rnn_tui.runs import RunDirectory, RunError
from rnn_tui.runs.overview import readable_state


def list_lines(runs: Iterable[RunDirectory]) -> Iterator[str]:
    """One line a run; a run that cannot be read says why."""
    for run in runs:
        try:
            state = readable_state(run)
        except RunError as error:
            yield json_line(Unreadable(run=run.run_id, path=str(run.path), error=str(error)))
            continue
        yield json_line(listed(state))
