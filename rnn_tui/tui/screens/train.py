"""Train: Hyperparameters, start, progress and curves."""

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget
from textual.widgets import Static

from rnn_tui.tui.screens.base import WorkScreen


class TrainScreen(WorkScreen):
    """To come; until then it says what it will show."""

    HELP_TEXT: ClassVar[str] = "Hyperparameters, start, progress and curves."

    def compose_body(self) -> Iterable[Widget]:
        yield Static(
            "The state of the current run; accuracy and loss while they are measured.\n"
            "This screen is not built yet.",
            markup=False,
            classes="empty",
        )
