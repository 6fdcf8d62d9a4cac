"""A row of a form: the name of a field, its editor, and the keys to the next one."""

from collections.abc import Collection

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Label

from rnn_tui.tui.forms.editors import TextField
from rnn_tui.tui.keys import EVERYWHERE, Key, bindings

FIELD_KEYS: list[BindingType] = bindings(
    "form",
    EVERYWHERE,
    {
        "down": Key("down", "app.focus_next", "field", "Go to the next field", key_display="↑/↓"),
        "up": Key(
            "up", "app.focus_previous", "previous field", "Go to the previous field", show=False
        ),
    },
)
"""The keys that lead from field to field."""


class FieldRow(Horizontal):
    """A label and its editor."""

    label_width = 0

    class Focus(Message):
        """The editor of the field has got the focus, or lost it."""

        def __init__(self, name: str, here: bool) -> None:
            super().__init__()
            self.name = name
            self.here = here

    def __init__(self, field: str, editor: Widget) -> None:
        super().__init__()
        self._field = field
        self._editor = editor

    def compose(self) -> ComposeResult:
        label = Label(self._field, markup=False, classes="field-label")
        label.styles.width = self.label_width
        yield label
        yield self._editor

    def focus_editor(self, keys: Collection[str] = ()) -> None:
        """Put the cursor into the editor, called by one of the `keys` of a screen."""
        for widget in (self._editor, *self._editor.query("*")):
            if widget.focusable:
                if isinstance(widget, TextField):
                    widget.call(keys)
                else:
                    widget.focus()
                return

    def on_click(self) -> None:
        """Give the focus to the editor: the label belongs to its field."""
        if not self.has_focus_within:
            self.focus_editor()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        event.stop()  # a nested form lies inside a row: the innermost row speaks
        self.post_message(self.Focus(self._field, True))

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        event.stop()
        self.post_message(self.Focus(self._field, False))
