"""Runs side by side, as lines: a column for each."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len, set_cell_size

from rnn_tui.io.text import visible
from rnn_tui.results.compare import differences
from rnn_tui.runs import RunDirectory, RunState
from rnn_tui.runs.lists.overview import readable_state
from rnn_tui.wording.numbers import figure
from rnn_tui.wording.times import clock

ABSENT = "-"
Row = tuple[str, list[str]]


def compare_lines(runs: Sequence[RunDirectory]) -> Iterator[str]:
    """The differences of the experiments, then the results of each run. Raises RunError."""
    states = [readable_state(run) for run in runs]
    rows: list[Row] = [("", [state.label for state in states])]
    experiments = [state.experiment for state in states if state.experiment is not None]
    found = differences(experiments)
    rows += [(each.key, [visible(value) for value in each.values]) for each in found]
    if not found:
        yield "the experiments are the same"
    rows += _facts(states)
    return (yield from _aligned(rows))


def _facts(states: Sequence[RunState]) -> Iterator[Row]:
    yield "state", [state.state.value for state in states]
    yield "epochs", [f"{len(state.epochs)}/{state.total_epochs}" for state in states]
    yield "time", [clock(state.worked_so_far) for state in states]
    yield "parameters", [_count(state.parameters) for state in states]
    best = [state.best for state in states]
    yield "best epoch", [str(record.epoch + 1) if record else ABSENT for record in best]
    for name in dict.fromkeys(name for record in best if record for name in record.logs):
        yield name, [_figure(record.logs.get(name) if record else None) for record in best]
    tested = dict.fromkeys(name for state in states if state.test for name in state.test.logs)
    for name in tested:
        values = [state.test.logs.get(name) if state.test else None for state in states]
        yield f"test {name}", [_figure(value) for value in values]


def _aligned(rows: Sequence[Row]) -> Iterator[str]:
    heads = max(cell_len(head) for head, _ in rows)
    columns = zip(*(cells for _, cells in rows), strict=True)
    widths = [max(map(cell_len, column)) for column in columns]
    for head, cells in rows:
        row = [set_cell_size(head, heads)]
        row += [set_cell_size(cell, width) for cell, width in zip(cells, widths, strict=True)]
        yield "  ".join(row).rstrip()


def _count(number: int | None) -> str:
    return ABSENT if number is None else f"{number:,}"


def _figure(value: float | None) -> str:
    return ABSENT if value is None else figure(value)
