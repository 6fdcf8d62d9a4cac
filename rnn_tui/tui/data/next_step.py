"""One or two lines that say what to do next: fix a problem, load, train."""

from textual.content import Content
from textual.widgets import Static

from rnn_tui.experiment import Problem
from rnn_tui.tui.data.stage import Failed, Loaded, Loading, Stage
from rnn_tui.tui.state.document import Document


class NextStep(Static):
    """The first problem and its fix, or what comes next."""

    def __init__(self) -> None:
        super().__init__(id="data-next", markup=False)

    def show(self, stage: Stage, document: Document) -> None:
        self.update(_next(stage, document))


def shown_problem(stage: Stage, document: Document) -> Problem | None:
    """What stands in a field of the screen itself; once the data is loaded else the first that a
    key can fix, else the first."""
    for invalid in document.invalid_in("data").values():
        return invalid.problem(document.experiment)
    if not isinstance(stage, Loaded) or stage.figures.trouble:
        return None
    found = document.problems
    return next((problem for problem in found if problem.fix), found[0] if found else None)


def _next(stage: Stage, document: Document) -> Content:
    if document.invalid_in("data"):
        return _problem(stage, document)
    if isinstance(stage, Loading):
        return Content("c cancels; the other screens can be used meanwhile")
    if isinstance(stage, Failed):
        return Content("enter goes to the options, l tries again, s and o choose other data")
    if not isinstance(stage, Loaded):
        return Content("l loads the data, enter goes to the options, s and o choose other data")
    if stage.figures.trouble:
        return Content.assemble(_badge("error"), f" {stage.figures.trouble}")
    return _problem(stage, document)


def _problem(stage: Stage, document: Document) -> Content:
    problem = shown_problem(stage, document)
    if problem is None:
        fine = ("The data fits the model.", "$success")
        return Content.assemble(fine, " t goes on to training, 1 to the model")
    others = len(document.problems) - 1
    step = f": {problem.fix.label} (f)" if problem.fix else " (1 shows the model)"
    more = f"; {others} more" if others else ""
    return Content.assemble(_badge(problem.severity), f" {problem.message}{step}{more}")


def _badge(text: str) -> tuple[str, str]:
    return f" {text} ", f"bold $background on ${text}"  # the theme's colours have these names
