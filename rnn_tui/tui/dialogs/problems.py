"""The problems that keep a run from starting, and the screens that fix them."""

from collections.abc import Sequence

from rnn_tui.experiment import Problem
from rnn_tui.tui.dialogs.dialog import Choice, ChoiceDialog
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import counted

SHOWN = 6

FORM = "form"
"""The answer that leads to the hyperparameters."""


class ProblemsDialog(ChoiceDialog[str]):
    """Answers with the mode of the screen to go to, or FORM."""

    def __init__(self, errors: Sequence[Problem], *, form: bool = False) -> None:
        """`form`: something is to be fixed among the hyperparameters."""
        lines = [f"- {told(problem.sentence)}" for problem in errors[:SHOWN]]
        if len(errors) > SHOWN:
            lines.append(tr("- and {errors} more", errors=len(errors) - SHOWN))
        model = Choice(
            "1",
            tr("Model"),
            tr("All problems are listed there; f fixes the selected one."),
            "model",
        )
        data = Choice("2", tr("Data"), tr("The source, maxlen, the held-out parts."), "data")
        only_data = all(problem.layer is None for problem in errors)
        first = (data, model) if only_data and len(errors) == 1 else (model, data)
        stay = Choice("y", tr("Stay"), tr("Nothing is started."), "")
        title = tr("{problems} to fix first", problems=counted(len(errors), "problem"))
        fields = Choice(
            "h", tr("Hyperparameters"), tr("The field with the problem is highlighted there."), FORM
        )
        super().__init__(title, "\n".join(lines), [*([fields] if form else []), *first, stay])
