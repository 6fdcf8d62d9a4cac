"""Runs: All runs of this folder and live ones elsewhere."""

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget
from textual.widgets import Static

from rnn_tui.tui.screens.base import WorkScreen


class RunsScreen(WorkScreen):
    """To come; until then it says what it will show."""

    HELP_TEXT: ClassVar[str] = "All runs of this folder and live ones elsewhere."

    def compose_body(self) -> Iterable[Widget]:
        yield Static(
            "The list of runs; overlay, resume, export.\nThis screen is not built yet.",
            markup=False,
            classes="empty",
        )
