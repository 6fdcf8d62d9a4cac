"""One or two lines that say what to do next: fix a problem, load, train."""

from textual.content import Content
from textual.widgets import Static

from rnn_tui.experiment import Problem
from rnn_tui.tui.data.state import DataState, Failed, Loaded, Loading
from rnn_tui.tui.state.document import Document
from rnn_tui.wording.language import told, tr


class NextStep(Static):
    """The first problem and its fix, or what comes next."""

    def __init__(self) -> None:
        super().__init__(id="data-next", markup=False)

    def show(self, state: DataState, document: Document) -> None:
        self.update(_next(state, document))


def shown_problem(state: DataState, document: Document) -> Problem | None:
    """The text of a field of the screen itself; once the data is loaded else the first that a
    key can fix, else the first."""
    for refused in document.invalid_in("data").values():
        return refused.problem(document.experiment)
    if not isinstance(state, Loaded) or state.figures.trouble:
        return None
    found = document.problems
    return next((problem for problem in found if problem.fix), found[0] if found else None)


def _next(state: DataState, document: Document) -> Content:
    if document.invalid_in("data"):
        return _problem(state, document)
    if isinstance(state, Loading):
        return Content(tr("c cancels; you can use the other screens meanwhile"))
    if isinstance(state, Failed):
        return Content(tr("enter goes to the options, l tries again, s and o choose other data"))
    if not isinstance(state, Loaded):
        return Content(tr("l loads the data, enter goes to the options, s and o choose other data"))
    if state.figures.trouble:
        return Content.assemble(_badge("error"), f" {told(state.figures.trouble)}")
    return _problem(state, document)


def _problem(state: DataState, document: Document) -> Content:
    problem = shown_problem(state, document)
    if problem is None:
        fine = (tr("The data fits the model."), "$success")
        return Content.assemble(fine, tr(" t goes on to training, 1 to the model"))
    others = len(document.problems) - 1
    step = tr(": {fix} (f)", fix=problem.fix.label) if problem.fix else tr(" (1 shows the model)")
    more = tr("; {others} more", others=others) if others else ""
    return Content.assemble(_badge(problem.severity), f" {told(problem.message)}{step}{more}")


def _badge(text: str) -> tuple[str, str]:
    return f" {text} ", f"bold $background on ${text}"  # the theme's colours have these names
