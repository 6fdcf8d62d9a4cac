"""One row of a form: the name of a field, its editor, and the keys to the next one."""

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Label

from rnn_tui.tui.forms.editors import Editor, TextField
from rnn_tui.tui.keys import EVERYWHERE, Key, bindings

if TYPE_CHECKING:
    from rnn_tui.tui.forms.form import NestedField

FIELD_KEYS: list[BindingType] = bindings(
    "form",
    EVERYWHERE,
    {
        "down": Key("down", "app.focus_next", "field", "To the next field", key_display="↑/↓"),
        "up": Key(
            "up", "app.focus_previous", "previous field", "To the previous field", show=False
        ),
    },
)
"""What leads from field to field."""


class FieldRow(Horizontal):
    """A label and its editor."""

    label_width = 0

    class Focus(Message):
        """The editor of the field has the focus now, or has it no more."""

        def __init__(self, name: str, here: bool) -> None:
            super().__init__()
            self.name = name
            self.here = here

    def __init__(self, field: str, editor: "Editor | NestedField") -> None:
        super().__init__()
        self._field = field
        self.editor = editor

    def compose(self) -> ComposeResult:
        label = Label(self._field, markup=False, classes="field-label")
        label.styles.width = self.label_width
        yield label
        yield self.editor

    def focus_editor(self) -> None:
        for widget in (self.editor, *self.editor.query("*")):
            if widget.focusable:
                if isinstance(widget, TextField):
                    widget.call()
                else:
                    widget.focus()
                return

    def on_click(self) -> None:
        """The label belongs to its field."""
        if not self.has_focus_within:
            self.focus_editor()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        event.stop()  # a nested form lies inside a row: the innermost row speaks
        self.post_message(self.Focus(self._field, True))

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        event.stop()
        self.post_message(self.Focus(self._field, False))
