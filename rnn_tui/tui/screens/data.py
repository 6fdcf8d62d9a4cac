"""Data: Where the sequences come from, how long they are, and what padding does to them."""

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget
from textual.widgets import Static

from rnn_tui.tui.screens.base import WorkScreen


class DataScreen(WorkScreen):
    """To come; until then it says what it will show."""

    HELP_TEXT: ClassVar[str] = (
        "Where the sequences come from, how long they are, and what padding does to them."
    )

    def compose_body(self) -> Iterable[Widget]:
        yield Static(
            "Source, num_words and maxlen; lengths and coverage; decoded examples.\n"
            "This screen is not built yet.",
            markup=False,
            classes="empty",
        )
