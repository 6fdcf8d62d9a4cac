"""The table of `rnn-tui runs`: a heading, and a line for each run."""

from collections.abc import Iterator, Sequence

from rnn_tui.clock import clock
from rnn_tui.io.text import visible
from rnn_tui.runs.lists.differences import differing
from rnn_tui.runs.lists.run_summary import UNREADABLE, Glance
from rnn_tui.runs.state.ranking import lower_is_better

MOST_METRICS = 4
GAP = "  "


def table(runs: Sequence[Glance], width: int | None) -> Iterator[str]:
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


def _row(cells: Sequence[str], widths: Sequence[int], words: str) -> str:
    left = [cell.ljust(size) for cell, size in zip(cells[:2], widths[:2], strict=True)]
    right = [cell.rjust(size) for cell, size in zip(cells[2:], widths[2:], strict=True)]
    return GAP.join([*left, *right, words]).rstrip()


def _cut(line: str, width: int | None, least: int) -> str:
    if width is None or len(line) <= width:
        return line
    return line[: max(least, width - 1)] + "…"


def _metrics(runs: Sequence[Glance]) -> list[str]:
    """What tells most: loss and metric of the validation, or of the training, and of the test."""
    found: dict[str, None] = {}
    for run in runs:
        validated = [name for name in run.logs if name.startswith("val_")]
        found |= dict.fromkeys((validated or list(run.logs))[:2])
    tested = [name for run in runs for name in run.test if not lower_is_better(name)]
    return [*found, *(f"test_{name}" for name in dict.fromkeys(tested))][:MOST_METRICS]


def _cells(run: Glance, metrics: Sequence[str]) -> list[str]:
    name = visible(run.run.run_id)
    if run.state == UNREADABLE:
        return [name, run.state, "", "", *("" for _ in metrics)]
    figures = [_figure(run, metric) for metric in metrics]
    return [name, run.state, f"{run.epochs}/{run.total}", clock(run.seconds), *figures]


def _figure(run: Glance, metric: str) -> str:
    value = run.logs.get(metric)
    if value is None:
        value = run.test.get(metric.removeprefix("test_")) if metric.startswith("test_") else None
    return "-" if value is None else f"{value:.4f}"
