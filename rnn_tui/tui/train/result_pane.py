"""The result of a run: test figures and confusion matrix, or why it failed and what helps."""

from collections.abc import Iterable, Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import reactive

from rnn_tui.io.text import one_line
from rnn_tui.results.verdict import findings, yardsticks
from rnn_tui.runs import RunState, State
from rnn_tui.tui import sentences
from rnn_tui.tui.train.run_lines import RunLines
from rnn_tui.tui.widgets.confusion import confusion_lines
from rnn_tui.tui.widgets.line import filled
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import figure

SIDE_BY_SIDE = 70
"""Columns from which the matrix stands beside the figures."""


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


def _tested(run: RunState) -> bool:
    return run.state is State.FINISHED and run.test is not None


def _broken(run: RunState) -> bool:
    return run.state in (State.FAILED, State.LOST)


def _folded(lines: Iterable[Content], width: int) -> Iterator[Content]:
    for line in lines:
        yield from line.wrap(width) if width else (line,)


def _results(run: RunState, width: int) -> Iterator[Content]:
    assert run.test is not None
    left = [
        Content.styled(name, "$foreground 70%") + f" {figure(value)}"
        for name, value in run.test.logs.items()
    ]
    left += [
        Content.styled(one_line(told(name)), "$foreground 70%") + f" {figure(value)}"
        for name, value in yardsticks(run)
    ]
    best = sentences.best_words(run)
    best_line = [Content(best)] if best else []
    said = [Content.styled(one_line(told(each.words)), "$warning") for each in findings(run)]
    yield from _folded(said, width)
    right = _matrix(run, width)
    if right and width < max(SIDE_BY_SIDE, right[0].cell_length):
        yield from (*filled([*left, *best_line], width), *right)
        return
    left += best_line
    if not right:
        yield from left
    else:
        margin = max(line.cell_length for line in left) + 4
        blank = Content("")
        for row in range(max(len(left), len(right))):
            words = left[row] if row < len(left) else blank
            yield words.pad_right(margin - words.cell_length) + (
                right[row] if row < len(right) else blank
            )


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
