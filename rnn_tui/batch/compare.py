"""`rnn-tui compare`: runs side by side, as lines with a column for each, or as JSON."""

from collections.abc import Iterator, Sequence

from rnn_tui.batch.compare_texts import on_texts, pair_of, text_lines
from rnn_tui.batch.documents.compared import Compared, OnTexts
from rnn_tui.batch.documents.runs import listed
from rnn_tui.batch.documents.text import json_line
from rnn_tui.batch.tables import aligned
from rnn_tui.io.streams import write
from rnn_tui.io.text import visible
from rnn_tui.results.compare import differences_of
from rnn_tui.runs import RunDirectory, RunState
from rnn_tui.runs.lists.overview import readable_state
from rnn_tui.wording.language import tr
from rnn_tui.wording.numbers import figure
from rnn_tui.wording.times import clock

ABSENT = "-"
Row = tuple[str, list[str]]


def compare_runs(
    runs: Sequence[RunDirectory], json_lines: bool, evaluated: bool = False, most: int = 0
) -> None:
    """Print the runs; two that are `evaluated` with `most` of the texts on which they differ.

    Raises RunError, PredictError, DataError, UserError.
    """
    states = [readable_state(run) for run in runs]
    found = pair_of(runs) if evaluated else None
    test = on_texts(found, most) if found else None
    if json_lines:
        write(json_line(_document(states, test)))
        return
    for line in compare_lines(states, test):
        write(line)
    if found is not None and test is not None:
        for line in text_lines(test, found.test.words):
            write(line)


def _document(states: Sequence[RunState], test: OnTexts | None) -> Compared:
    return Compared(
        runs=[listed(state) for state in states],
        differences=list(differences_of(states)),
        test=test,
    )


def compare_lines(states: Sequence[RunState], test: OnTexts | None = None) -> Iterator[str]:
    """The differences of the experiments, then the results of each run.

    The figures of a `test` stand in place of those that the runs have of their own.
    """
    rows: list[Row] = [("", [state.label for state in states])]
    found = differences_of(states)
    rows += [(each.key, [visible(value) for value in each.values]) for each in found]
    if not found and all(not state.imported for state in states):
        yield tr("the experiments are the same")
    rows += _facts(states)
    rows += _tests(states, test)
    yield from aligned([(head, *cells) for head, cells in rows])


def _facts(states: Sequence[RunState]) -> Iterator[Row]:
    yield tr("state"), [tr(state.state.value) for state in states]
    yield tr("epochs"), [f"{len(state.epochs)}/{state.total_epochs}" for state in states]
    yield tr("time"), [clock(state.worked_so_far) for state in states]
    yield tr("parameters"), [_count(state.parameters) for state in states]
    best = [state.best for state in states]
    yield tr("best epoch"), [str(record.epoch + 1) if record else ABSENT for record in best]
    for name in dict.fromkeys(name for record in best if record for name in record.logs):
        yield name, [_figure(record.logs.get(name) if record else None) for record in best]


def _tests(states: Sequence[RunState], test: OnTexts | None) -> Iterator[Row]:
    logs = test.logs if test else [state.test.logs if state.test else {} for state in states]
    for name in dict.fromkeys(name for each in logs for name in each):
        yield tr("test {name}", name=name), [_figure(each.get(name)) for each in logs]
    if test is not None:
        yield tr("only this one right"), [f"{count:,}" for count in (test.first, test.second)]


def _count(number: int | None) -> str:
    return ABSENT if number is None else f"{number:,}"


def _figure(value: float | None) -> str:
    return ABSENT if value is None else figure(value)
