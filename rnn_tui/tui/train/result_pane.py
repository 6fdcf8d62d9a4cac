"""The result of a run: test figures and confusion matrix, or why it failed and what helps."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import reactive

from rnn_tui.io.text import one_line
from rnn_tui.results.verdict import findings, yardsticks
from rnn_tui.runs import RunState, State
from rnn_tui.tui import sentences
from rnn_tui.tui.train.run_lines import RunLines
from rnn_tui.tui.widgets.confusion import COUNT, LEAST_NAME, confusion_lines
from rnn_tui.tui.widgets.line import filled
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import figure

GAP = 2
"""Columns between the figures and the matrix."""

NARROW = 40
"""Columns below which the pane is a column beside the curves, with lines to spare."""

FEW_CLASSES = 2
"""So many classes have a matrix that such a column takes whole."""


class ResultPane(VerticalScroll, can_focus=False):
    """Only there for a run that has finished or failed."""

    run_state: reactive[RunState | None] = reactive[RunState | None](None, repaint=False)
    displaced: reactive[bool] = reactive(False, repaint=False)
    """True if something else takes its place: the curves need theirs."""

    def __init__(self) -> None:
        super().__init__(classes="pane")

    def compose(self) -> ComposeResult:
        yield Outcome().data_bind(ResultPane.run_state)

    def watch_displaced(self) -> None:
        self.watch_run_state()

    def watch_run_state(self) -> None:
        run = self.run_state
        self.display = run is not None and has_result(run) and not self.displaced
        self.set_class(run is not None and _broken(run), "-errors")
        self.border_title = tr("Test") if run is not None and _tested(run) else tr("What to do")


class Outcome(RunLines):
    """The contents of the pane."""

    def lines(self, run: RunState, width: int) -> Iterator[Content]:
        if _tested(run):
            return _results(run, width)
        return _folded(_advice(run), width) if _broken(run) else iter(())


def has_result(run: RunState) -> bool:
    """True where the pane has something to say."""
    return _tested(run) or _broken(run)


def fits_beside(run: RunState) -> bool:
    """True where a column beside the curves holds the result of the test."""
    return _tested(run) and len(run.classes) <= FEW_CLASSES


def _tested(run: RunState) -> bool:
    return run.state is State.FINISHED and run.test is not None


def _broken(run: RunState) -> bool:
    return run.state in (State.FAILED, State.LOST)


def _folded(lines: Iterable[Content], width: int) -> Iterator[Content]:
    for line in lines:
        yield from line.wrap(width) if width else (line,)


def _results(run: RunState, width: int) -> Iterator[Content]:
    """What the figures say, the figures, and the matrix beside them where it fits uncut."""
    assert run.test is not None
    values = [
        *run.test.logs.items(),
        *((one_line(told(name)), value) for name, value in yardsticks(run)),
    ]
    figures = [
        Content.styled(name, "$foreground 70%") + f" {figure(value)}" for name, value in values
    ]
    said = [Content.styled(one_line(told(each.words)), "$warning") for each in findings(run)]
    yield from _folded(said, width)
    margin = max(line.cell_length for line in figures) + GAP
    if width - margin >= LEAST_NAME + COUNT * len(run.classes):
        yield from _side_by_side(figures, _matrix(run, width - margin), margin)
        return
    groups = [list(filled(figures, width)), _matrix(run, width)]
    for group in filter(None, groups):
        if said or group is not groups[0]:
            yield from [Content("")] * (width < NARROW)
        yield from group


def _side_by_side(
    left: Sequence[Content], right: Sequence[Content], margin: int
) -> Iterator[Content]:
    for words, beside in zip_longest(left, right, fillvalue=Content("")):
        yield words.pad_right(margin - words.cell_length) + beside if beside else words


def _matrix(run: RunState, width: int) -> list[Content]:
    """Rows the true classes, columns the predicted ones; the diagonal is what was right."""
    if run.test is None or not run.test.confusion:
        return []
    return confusion_lines(run.classes, run.test.confusion, width)


def _advice(run: RunState) -> Iterator[Content]:
    """The remedy for a failure that is named above the curves."""
    failure = run.failure
    if failure is not None and failure.hint:
        yield Content(told(failure.hint))
    elif run.state is State.LOST:
        yield Content(tr("The end of {run_id}/engine.log may say why.", run_id=run.run_id))
    keys = [("r", sentences.next_words(run).removeprefix("r").lstrip())]
    if failure is not None and failure.kind == "diverged":
        keys.insert(0, ("h", tr("changes the hyperparameters, for a new run (t)")))
    elif failure is not None and failure.kind in ("config", "data"):
        keys = [("1", tr("the Model screen")), ("2", tr("the Data screen")), *keys]
    for key, words in keys:
        yield Content.assemble((key, "bold underline"), f"  {words}")
