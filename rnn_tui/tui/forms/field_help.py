"""The help for the field with the focus, below a form."""

from textual.content import Content

from rnn_tui.tui.forms.form import Form
from rnn_tui.tui.widgets.line import Line


class FieldHelp(Line):
    """The line or two below a form that explain the field with the focus."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, classes="field-help")

    def show(self, described: Form.Described) -> None:
        self.set_class(described.wrong, "-wrong")
        self.put(Content.assemble((described.name, "bold"), "  ", described.text), layout=True)

    def idle(self, text: str) -> None:
        """Show a text while no field has the focus."""
        self.remove_class("-wrong")
        self.put(Content(text), layout=True)
