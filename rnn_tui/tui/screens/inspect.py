"""Inspect: the bare cell, a prediction word by word, and the run on its test set."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from rnn_tui.tui.screens.base import WorkScreen
from rnn_tui.tui.widgets.inspect.lab import LabView
from rnn_tui.tui.widgets.inspect.views import VIEWS, ViewTabs


def _view_bindings() -> list[BindingType]:
    return [
        Binding(
            key,
            f"view('{view}')",
            title.lower(),
            show=False,
            id=f"inspect.{view}",
            tooltip=f"Show the view {title}",
        )
        for key, view, title in VIEWS
    ]


class InspectScreen(WorkScreen):
    """Three views, one at a time."""

    AUTO_FOCUS = ""
    CSS_PATH = "inspect.tcss"
    HELP_TEXT: ClassVar[str] = (
        "A look inside. In the cell lab a bare cell reads random input, and every number of "
        "its formula is there to be read. Predict follows a text through a trained run, word "
        "by word. Evaluate asks the run about its test set. l, p and e switch between them."
    )
    BINDINGS: ClassVar[list[BindingType]] = _view_bindings()

    view: reactive[str] = reactive("lab", init=False)

    def compose_body(self) -> Iterable[Widget]:
        yield ViewTabs()
        with ContentSwitcher(initial="lab"):
            yield LabView(id="lab")

    @property
    def home(self) -> Widget | None:
        return self.query_one(LabView).home

    def on_mount(self) -> None:
        self._show_view()

    def on_screen_suspend(self) -> None:
        self.query_one(LabView).pause()

    def watch_view(self) -> None:
        self.query_one(LabView).pause()
        self._show_view()

    def _show_view(self) -> None:
        self.query_one(ContentSwitcher).current = self.view
        self.query_one(ViewTabs).show(self.view, Content(""))
        self.set_focus(self.home)

    def on_view_tabs_chosen(self, event: ViewTabs.Chosen) -> None:
        self.view = event.view

    def action_view(self, view: str) -> None:
        self.view = view
