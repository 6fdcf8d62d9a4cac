"""The values that a sweep tries for one field, typed as on the command line and checked at once."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from rnn_tui.experiment import Experiment
from rnn_tui.experiment.fields import FieldFacts
from rnn_tui.experiment.space import Dimension
from rnn_tui.experiment.space_words import meaning
from rnn_tui.io.faults import UserError
from rnn_tui.sweeps.typed import dimension_for
from rnn_tui.tui.dialogs.dialog import Dialog, DialogField
from rnn_tui.tui.keys import Key, bindings, in_dialog
from rnn_tui.tui.widgets.line import Line
from rnn_tui.wording.language import in_a_row, told, tr

GRAMMAR = "A list: 16,32,64. A range: 1e-4..1e-2:log, 0.1..0.5, or with a step 16..128:16."
NOTHING = "Empty: the field keeps its one value."

NOT_TRIED = ""
"""The answer that the field is not to be tried."""


class RangeDialog(Dialog[Dimension | str]):
    """Answers with the values, or with `NOT_TRIED`."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "range",
        in_dialog("range"),
        {"take": Key("enter", "take", "try them", "Have a sweep try these values")},
    )

    def __init__(self, experiment: Experiment, key: str, facts: FieldFacts, typed: str) -> None:
        """`typed` is what is tried so far, empty where nothing is."""
        super().__init__(tr("Try values of {key}", key=key))
        self._experiment = experiment
        self._key = key
        self._facts = facts
        self._first = typed or ",".join(_all_values(facts))

    def compose_body(self) -> Iterable[Widget]:
        about = in_a_row((tr(GRAMMAR), tr(NOTHING)))
        yield Static(about, markup=False, classes="dialog-text")
        yield DialogField(self._first, placeholder=tr(NOTHING), compact=True, id="range")
        yield Line(id="range-meaning")

    def on_mount(self) -> None:
        self._say()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._say()

    def _say(self) -> None:
        """What the text means, or why it cannot be."""
        line = self.query_one(Line)
        try:
            found = self._read()
        except UserError as error:
            line.set_class(True, "-wrong")
            line.put(Content(told(str(error))), layout=True)
            return
        line.remove_class("-wrong")
        if isinstance(found, str):
            words = tr("Takes {allowed}.", allowed=told(self._facts.allowed))
        else:
            words = told(meaning(found))
        line.put(Content(words), layout=True)

    def _read(self) -> Dimension | str:
        """Raises UserError."""
        text = self.query_one("#range", Input).value
        if not text.strip():
            return NOT_TRIED
        return dimension_for(self._experiment, self._key, text)

    def action_take(self) -> None:
        try:
            self.dismiss(self._read())
        except UserError:  # it is said below the field
            self.app.bell()


def _all_values(facts: FieldFacts) -> tuple[str, ...]:
    """All the words that a field takes, where there are only some."""
    if facts.many:
        return ()
    return ("true", "false") if facts.type is bool else facts.choices
