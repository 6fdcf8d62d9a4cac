"""The whole summary as Keras prints it, in a window of its own."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from rnn_tui.results.summary import summary_table
from rnn_tui.tui.dialogs.dialog import Dialog
from rnn_tui.tui.keys import Key, bindings, in_dialog
from rnn_tui.tui.state.document import Document
from rnn_tui.wording.language import tr

NONE_WORDS = "None stands for any batch size, or for any number of timesteps."


class SummaryDialog(Dialog[None]):
    """Scrolls where the stack is tall."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "summary",
        in_dialog("summary"),
        {"close": Key("s,q", "close", "close", "Close the summary", show=False)},
    )

    def __init__(self, document: Document) -> None:
        super().__init__(tr("Summary"))
        self._document = document

    def compose_body(self) -> Iterable[Widget]:
        with VerticalScroll():
            yield Static(summary_table(self._document.experiment, self._document.known_facts))
            yield Static(tr(NONE_WORDS), classes="dialog-note")
