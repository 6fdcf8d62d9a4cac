"""The summary of a stack as Keras prints it, drawn with Rich and without Keras."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from rnn_tui.experiment import DataFacts, Experiment, Problem, Row, Severity, Stack, infer, problems
from rnn_tui.experiment.stack import BYTES_PER_WEIGHT
from rnn_tui.results.data.facts import informed
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import parameters

UNKNOWN = "?"


def summary_table(experiment: Experiment, facts: DataFacts | None = None) -> Group:
    """Title, layers, totals and what is wrong with the experiment.

    All of it is text, never markup, and is folded where the console is too narrow: nothing
    is left out. `facts` as in `spec.problems`.
    """
    stack = infer(experiment.layers, experiment.data.maxlen)
    parts: list[RenderableType] = [
        Text(f'{tr("Model: ")}"{experiment.name}"', style="bold", overflow="fold"),
        _layers(stack.rows),
        _totals(stack),
    ]
    if found := problems(experiment, informed(experiment, facts)):
        parts += [Text(""), Text(tr("Problems"), style="bold"), _problems(found)]
    return Group(*parts)


def shape_text(row: Row) -> str:
    """`(None, None, 32)` as Keras writes it, `?` from the first layer that fails on."""
    return UNKNOWN if row.shape is None else str(row.shape)


def _layers(rows: Iterable[Row]) -> Table:
    table = Table()
    table.add_column(tr("Layer (type)"), overflow="fold")
    table.add_column(tr("Output Shape"), overflow="fold")
    table.add_column(tr("Param #"), justify="right", overflow="fold")
    for row in rows:
        table.add_row(
            Text(f"{row.name} ({row.kind})"),
            Text(shape_text(row)),
            Text(UNKNOWN if row.params is None else f"{row.params:,}"),
        )
    return table


def _totals(stack: Stack) -> Text:
    """Of a stack that fails the layers before the failing one are counted, and it says so."""
    known = "" if all(row.params is not None for row in stack.rows) else tr("at least ")
    counts = {
        tr("Total params: "): stack.total,
        tr("Trainable params: "): stack.trainable,
        tr("Non-trainable params: "): stack.non_trainable,
    }
    lines = (
        f" {label}{known}{parameters(count, BYTES_PER_WEIGHT * count)}"
        for label, count in counts.items()
    )
    return Text("\n".join(lines), overflow="fold")


def _problems(found: Iterable[Problem]) -> Table:
    """One line a problem with its fix, below it the options that would apply the fix."""
    table = Table.grid(padding=(0, 1))
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for problem in found:
        style = "red" if problem.severity == Severity.ERROR else "yellow"
        sentence = Text(told(problem.sentence))
        if options := problem.fix and problem.fix.as_options:
            sentence.append(f"\n{options}", style="dim")
        table.add_row(Text(f" {tr(problem.severity)}", style=style), sentence)
    return table
