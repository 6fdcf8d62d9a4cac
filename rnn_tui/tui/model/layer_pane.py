"""The fields of one layer."""

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from rnn_tui.experiment import Layer
from rnn_tui.experiment.layer_words import layer_name
from rnn_tui.tui.forms.field_help import FieldHelp
from rnn_tui.tui.forms.form import Form
from rnn_tui.tui.forms.forms import Forms
from rnn_tui.tui.state.invalid import Invalid
from rnn_tui.wording.language import told, tr


class LayerPane(Vertical):
    """The fields of one layer and words about the one with the focus."""

    def __init__(self) -> None:
        super().__init__(classes="pane")
        self._about = ""

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Forms(Form)
        yield FieldHelp()

    def show(self, layer: Layer | None, invalid: Invalid, tried: Mapping[str, str]) -> None:
        """None where the stack is empty."""
        self.border_title = tr("Layer") if layer is None else layer_name(layer)
        self._about = tr("No layer is selected.") if layer is None else told(layer.one_line)
        self.query_one(Forms).show(layer, invalid, tried)
        self._rest()

    def on_settle_edit(self) -> None:
        """A field has been left, perhaps for another one: the focus comes there after this."""
        self.call_later(self._rest)

    def _rest(self) -> None:
        if not self.has_focus_within:
            self.query_one(FieldHelp).idle(self._about)

    def on_form_described(self, event: Form.Described) -> None:
        event.stop()
        self.query_one(FieldHelp).show(event)

    @property
    def form(self) -> Form | None:
        return self.query_one(Forms).form
