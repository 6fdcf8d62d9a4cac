"""Inspect: A look inside the trained network."""

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget
from textual.widgets import Static

from rnn_tui.tui.screens.base import WorkScreen


class InspectScreen(WorkScreen):
    """To come; until then it says what it will show."""

    HELP_TEXT: ClassVar[str] = "A look inside the trained network."

    def compose_body(self) -> Iterable[Widget]:
        yield Static(
            "Predictions, states and single cells of a finished or stopped run.\n"
            "This screen is not built yet.",
            markup=False,
            classes="empty",
        )
