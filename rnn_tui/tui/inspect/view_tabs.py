"""The line that names the three views of Inspect; a click shows one."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from rnn_tui.results.plot.legend import end_of
from rnn_tui.tui.widgets.line import Line
from rnn_tui.wording.language import tr

VIEWS = (("l", "lab", "Cell lab"), ("p", "predict", "Predict"), ("e", "evaluate", "Evaluate"))
"""Key, id and title of each view."""


class ViewTab(Static):
    """One name; its key is underlined."""

    ALLOW_SELECT = False

    def __init__(self, key: str, view: str, title: str) -> None:
        shown = tr(title) if key in tr(title).lower() else f"{key} {tr(title)}"
        at = shown.lower().index(key)
        text = Content(shown).stylize("underline", at, at + 1)
        super().__init__(text, id=f"view-{view}", markup=False)
        self.tooltip = tr("Show the {title} view ({key})", title=title, key=key)
        self._view = view

    def on_click(self) -> None:
        self.post_message(ViewTabs.Chosen(self._view))


class ViewTabs(Horizontal):
    """The names of the views, and beside them what the shown one looks at."""

    @dataclass
    class Chosen(Message):
        """The person wants to see a view."""

        view: str

    def __init__(self) -> None:
        super().__init__()
        self._network = ""

    def compose(self) -> ComposeResult:
        for key, view, title in VIEWS:
            yield ViewTab(key, view, title)
        yield Line(id="network")

    def on_resize(self) -> None:
        self._show_network()

    def show(self, current: str, network: str) -> None:
        for _, view, _ in VIEWS:
            self.query_one(f"#view-{view}").set_class(view == current, "-current")
        self._network = network
        self._show_network()

    def _show_network(self) -> None:
        """Show the end of it where it is narrow: the checkpoint stands after the run."""
        line = self.query_one("#network", Line)
        line.put(Content(end_of(self._network, line.content_size.width)))


class NetworkShown(Message):
    """The object a view shows, for the line of views."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
