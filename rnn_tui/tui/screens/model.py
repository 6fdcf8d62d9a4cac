"""Model: the stack of layers as a live summary, the selected layer's fields, the problems."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from rnn_tui.tui.screens.base import EDIT_BINDINGS, WorkScreen


class ModelScreen(WorkScreen):
    """The stack editor."""

    HELP_TEXT: ClassVar[str] = "Build the stack of layers; shapes and counts follow as you type."
    BINDINGS: ClassVar[list[BindingType]] = [*EDIT_BINDINGS]

    def compose_body(self) -> Iterable[Widget]:
        yield Static("stack", id="stack", markup=False, classes="empty")
