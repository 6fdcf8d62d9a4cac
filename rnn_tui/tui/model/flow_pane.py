"""The picture of the flow of shapes, below the table where there is room."""

from typing import cast

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from rnn_tui.tui.model.stack_pane import StackPane
from rnn_tui.tui.state.document import Document
from rnn_tui.tui.widgets.flow import LEAST_ROWS, Flow, flow
from rnn_tui.wording.language import tr

EMPTY = "The shapes appear here, layer by layer."


class FlowPane(Widget):
    """Draws the document's stack; a click selects a layer."""

    document: reactive[Document] = reactive(cast(Document, None))
    selected: reactive[int] = reactive(0)

    _shown = Flow((), ())

    def on_mount(self) -> None:
        self.border_title = tr("Shapes")
        self.border_subtitle = tr("a bar is a timestep, its height the features")

    def render(self) -> Content:
        document, (width, height) = self.document, self.content_size
        if document is None or height < LEAST_ROWS:
            return Content("")
        layers, maxlen = document.experiment.layers, document.experiment.data.maxlen
        if not layers:
            self._shown = Flow((), ())
            return Content(tr(EMPTY)).stylize("$foreground 65%")
        self._shown = flow(document.stack, layers, maxlen, self.selected, width, height)
        return Content("\n").join(self._shown.lines)

    def on_click(self, event: events.Click) -> None:
        at = event.x - self.gutter.left
        for start, end, layer in self._shown.places:
            if start <= at < end:
                self.post_message(StackPane.Selected(layer))
