"""`rnn-tui runs`: a table with a line for each run, or JSON."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rnn_tui.io.text import visible
from rnn_tui.runs.lists.differences import differing
from rnn_tui.runs.lists.run_summary import UNREADABLE, RunSummary
from rnn_tui.runs.state.ranking import LOSS
from rnn_tui.wording.numbers import figure
from rnn_tui.wording.times import clock

if TYPE_CHECKING:
    from rnn_tui.runs import RunDirectory

MOST_METRICS = 4
GAP = "  "


def table(runs: Sequence[RunSummary], width: int | None) -> Iterator[str]:
    """The lines; those longer than `width` columns are cut, the runs' ids never."""
    metrics = _metrics(runs)
    rows = [_cells(run, metrics) for run in runs]
    heading = ["run", "state", "epochs", "time", *metrics]
    widths = [max(map(len, column)) for column in zip(heading, *rows, strict=True)]
    differ = differing([run.keys for run in runs])
    last = [run.error or words for run, words in zip(runs, differ, strict=True)]
    what = "what differs" if any(differ) else ""
    for cells, words in [(heading, what), *zip(rows, last, strict=True)]:
        yield _cut(_row(cells, widths, words), width, widths[0])


def json_lines_of(runs: "Iterable[RunDirectory]") -> Iterator[str]:
    """One JSON line a run; a run that cannot be read, or not at once, says why."""
    from rnn_tui.batch.documents.runs import Unreadable, listed
    from rnn_tui.batch.documents.text import json_line
    from rnn_tui.runs.lists.overview import look_once, too_long

    for entry in look_once(runs):
        if (state := entry.state) is not None:
            yield json_line(listed(state))
            continue
        run, error = entry.run, entry.error or too_long(entry.run)
        yield json_line(Unreadable(run=run.run_id, path=str(run.path), error=error))


def _row(cells: Sequence[str], widths: Sequence[int], words: str) -> str:
    left = [cell.ljust(size) for cell, size in zip(cells[:2], widths[:2], strict=True)]
    right = [cell.rjust(size) for cell, size in zip(cells[2:], widths[2:], strict=True)]
    return GAP.join([*left, *right, words]).rstrip()


def _cut(line: str, width: int | None, least: int) -> str:
    if width is None or len(line) <= width:
        return line
    return line[: max(least, width - 1)] + "…"


def _metrics(runs: Sequence[RunSummary]) -> list[str]:
    """The telling columns: loss and metric of the validation, or else of the training; the test."""
    found: dict[str, None] = {}
    for run in runs:
        validated = [name for name in run.logs if name.startswith("val_")]
        found |= dict.fromkeys((validated or list(run.logs))[:2])
    tested = [name for run in runs for name in run.test if name != LOSS]
    return [*found, *(f"test_{name}" for name in dict.fromkeys(tested))][:MOST_METRICS]


def _cells(run: RunSummary, metrics: Sequence[str]) -> list[str]:
    name = visible(run.run.run_id)
    if run.state == UNREADABLE:
        return [name, run.state, "", "", *("" for _ in metrics)]
    figures = [_figure(run, metric) for metric in metrics]
    return [name, run.state, f"{run.epochs}/{run.total}", clock(run.seconds), *figures]


def _figure(run: RunSummary, metric: str) -> str:
    value = run.logs.get(metric)
    if value is None:
        value = run.test.get(metric.removeprefix("test_")) if metric.startswith("test_") else None
    return "-" if value is None else figure(value)
