"""The name and the description of the experiment: a person's own, or made of the model."""

from collections.abc import Iterable
from typing import ClassVar

from pydantic import ValidationError
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from rnn_tui.experiment import Experiment
from rnn_tui.experiment.errors import faults_of
from rnn_tui.experiment.naming import made_description, made_name
from rnn_tui.tui.dialogs.dialog import Dialog, DialogField
from rnn_tui.tui.keys import Key, bindings, in_dialog
from rnn_tui.wording.language import tr

TEXT = "Left empty they are made of the model, and follow it."
FIELDS = ("name", "description")


class NameDialog(Dialog[Experiment]):
    """Answers with the experiment under its new name and description."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "name",
        in_dialog("name"),
        {
            "take": Key("enter", "take", "take", "Give the experiment these words"),
            "down": Key("down", "app.focus_next", "field", "Next field", key_display="↑/↓"),
            "up": Key("up", "app.focus_previous", "up", "Previous field", show=False),
        },
    )

    def __init__(self, experiment: Experiment) -> None:
        super().__init__(tr("Name and description"))
        self._experiment = experiment

    def compose_body(self) -> Iterable[Widget]:
        made = (made_name(self._experiment), made_description(self._experiment))
        yield Static(tr(TEXT), markup=False, classes="dialog-text")
        for field, hint in zip(FIELDS, made, strict=True):
            yield Label(field, markup=False, classes="field-label")
            value = getattr(self._experiment, field)
            yield DialogField(value, hint, compact=True, id=f"experiment-{field}")
        yield Static(id="complaint", markup=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        named = self._named()
        self.query_one("#complaint", Static).update(named if isinstance(named, str) else "")

    def action_take(self) -> None:
        named = self._named()
        if isinstance(named, Experiment):
            self.dismiss(named)

    def _named(self) -> Experiment | str:
        """The experiment with what stands in the fields, or what is wrong with that."""
        texts = [self.query_one(f"#experiment-{field}", Input).value.strip() for field in FIELDS]
        name = texts[0] or made_name(self._experiment)
        description = texts[1] or made_description(self._experiment)
        words = {"name": name, "description": description}
        try:
            Experiment.model_validate(words)
        except ValidationError as error:
            return "\n".join(str(fault) for fault in faults_of(error, Experiment))
        return self._experiment.model_copy(update=words)
