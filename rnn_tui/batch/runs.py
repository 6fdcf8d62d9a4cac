"""`rnn-tui runs`: a table with a line for each run, or JSON."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rnn_tui.batch.tables import aligned, cut, widths_of
from rnn_tui.io.text import visible
from rnn_tui.results.groups import SEED, Group
from rnn_tui.runs.lists.differences import ABSENT, Differences
from rnn_tui.runs.lists.run_summary import UNREADABLE, RunSummary
from rnn_tui.runs.lists.values import TEST, first_value, metrics_of
from rnn_tui.runs.state.ranking import LOSS
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import figure
from rnn_tui.wording.times import clock

if TYPE_CHECKING:
    from rnn_tui.runs import RunDirectory

MOST_METRICS = 4


def table(runs: Sequence[RunSummary], width: int | None) -> Iterator[str]:
    """The lines; those longer than `width` columns are cut, the runs' ids never."""
    metrics = _metrics(runs)
    rows = [_cells(run, metrics) for run in runs]
    found = Differences.of([run.keys for run in runs])
    last = [told(run.error) or found.words(run.keys) for run in runs]
    heading = [tr("run"), tr("state"), tr("epochs"), tr("time"), *metrics]
    return _aligned(heading, rows, last, width, left=2)


def group_table(groups: Sequence[Group], width: int | None) -> Iterator[str]:
    """A line for each group: the number of its runs, the mean and deviation of each figure."""
    metrics = _metrics([run for group in groups for run in group.runs])
    rows = [_group_cells(group, metrics) for group in groups]
    found = Differences.of([group.keys for group in groups], ignored=(SEED,))
    last = [told(group.runs[0].error) or found.words(group.keys) for group in groups]
    return _aligned([tr("experiment"), tr("runs"), *metrics], rows, last, width, left=1)


def _aligned(
    heading: list[str], rows: list[list[str]], last: list[str], width: int | None, left: int
) -> Iterator[str]:
    """The rows under their heading; the first `left` columns are words, the others figures."""
    what = tr("what differs") if any(last) else ""
    whole = [(*cells, words) for cells, words in zip([heading, *rows], [what, *last], strict=True)]
    least = widths_of(whole)[0] + 1
    for line in aligned(whole, range(left, len(heading))):
        yield line if width is None else cut(line, max(width, least))


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


def group_lines_of(groups: Iterable[Group]) -> Iterator[str]:
    """One JSON line a group."""
    from rnn_tui.batch.documents.runs import grouped
    from rnn_tui.batch.documents.text import json_line

    for group in groups:
        yield json_line(grouped(group, _metrics(group.runs)))


def _metrics(runs: Sequence[RunSummary]) -> list[str]:
    """The telling columns: two metrics of each run, and those of the test but for its loss."""
    found = dict.fromkeys(name for run in runs for name in metrics_of([run])[:2])
    tested = dict.fromkeys(name for run in runs for name in run.test if name != LOSS)
    return [*found, *(f"{TEST}{name}" for name in tested)][:MOST_METRICS]


def _cells(run: RunSummary, metrics: Sequence[str]) -> list[str]:
    name = visible(run.run.run_id)
    if run.state == UNREADABLE:
        return [name, tr(run.state), "", "", *("" for _ in metrics)]
    figures = [_figure(run, metric) for metric in metrics]
    return [name, tr(run.state), f"{run.epochs}/{run.total}", clock(run.seconds), *figures]


def _group_cells(group: Group, metrics: Sequence[str]) -> list[str]:
    counted, runs = len(group.counted), len(group.runs)
    number = f"{counted}/{runs}" if counted < runs else str(runs)
    spreads = [group.spread(metric) for metric in metrics]
    figures = [spread.short if spread else ABSENT for spread in spreads]
    return [visible(group.name), number, *figures]


def _figure(run: RunSummary, metric: str) -> str:
    value = first_value(run, metric)
    return ABSENT if value is None else figure(value)
