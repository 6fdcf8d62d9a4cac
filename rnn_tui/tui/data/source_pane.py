"""The source of the data and its options, as a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Label

from rnn_tui.data.text.read_as import ReadAs
from rnn_tui.experiment import DataSpec
from rnn_tui.experiment.data import COLUMN_KEYS, SOURCES
from rnn_tui.experiment.fields import field_facts
from rnn_tui.results.data.format import column_names, found_values
from rnn_tui.tui.forms.editors import ChoiceField, Edited
from rnn_tui.tui.forms.field_help import FieldHelp
from rnn_tui.tui.forms.field_row import FIELD_KEYS
from rnn_tui.tui.forms.form import Form
from rnn_tui.tui.state.invalid import Invalid
from rnn_tui.wording.language import told, tr

SOURCE_HELP = "Where the texts come from. Enter shows the choices."

FIRST = (
    "path",
    *COLUMN_KEYS,
    "encoding",
    "num_words",
    "maxlen",
    "padding",
    "truncating",
    "validation_split",
)
"""The fields changed most; IMDB's path comes later, because it is found by itself."""


class SourcePane(Vertical):
    """Reports `Form.Changed` for a field and `SourceChosen` for another source."""

    BINDINGS: ClassVar[list[BindingType]] = FIELD_KEYS

    @dataclass
    class SourceChosen(Message):
        """A person wants the data of another source."""

        source: str

    def __init__(self, data: DataSpec) -> None:
        super().__init__(classes="pane")
        self._data = data
        facts = replace(field_facts(type(data), "source"), choices=tuple(SOURCES))
        self._source = ChoiceField(facts, data.source)
        self._forms: dict[type[DataSpec], Form] = {}
        self._columns: tuple[str | None, Sequence[str]] = (None, ())

    def compose(self) -> ComposeResult:
        self.border_title = tr("Source")
        with VerticalScroll(can_focus=False, id="data-fields"), Horizontal(id="source-row"):
            yield Label("source", classes="field-label")
            yield self._source
        yield FieldHelp()

    def show(self, data: DataSpec, invalid: Invalid, tried: Mapping[str, str]) -> None:
        """Show the data of an experiment, what its fields hold that they do not take, and what a
        sweep tries for them."""
        self._data = data
        self._source.show(data.source)
        form = self._forms.get(type(data))
        if form is None:
            form = self._forms[type(data)] = Form(data, _names(data))
            form.show(data, invalid, tried)
            self.query_one("#data-fields").mount(form)
        else:
            form.show(data, invalid, tried)
        for other in self._forms.values():
            other.display = other is form
        self._rest()

    def tell(self, taken: ReadAs | None) -> None:
        """Say in the fields that are left to the program how the source was read.

        The columns of a file stay known while its other fields are changed.
        """
        path = getattr(self._data, "path", None)
        if taken is not None:
            self._columns = (path, column_names(taken))
        if (form := self._forms.get(type(self._data))) is not None:
            known, columns = self._columns
            values = {} if taken is None else found_values(taken)
            form.found(values, columns if known == path else ())

    def on_settle_edit(self) -> None:
        """A field has been left; the focus comes to its next place only after that."""
        self.call_later(self._rest)

    def on_descendant_blur(self) -> None:
        self.call_later(self._rest)

    def _rest(self) -> None:
        if not self.has_focus_within:
            self.remove_class("-path")
            self.query_one(FieldHelp).idle(told(self._data.about))

    def focus_fields(self) -> None:
        """Put the cursor into the first field."""
        self._forms[type(self._data)].focus_field()

    def on_edited(self, event: Edited) -> None:
        """Fields of the spec are the form's own; what comes up to here is the source."""
        event.stop()
        if event.name == "source" and event.value != self._data.source:
            self.post_message(self.SourceChosen(event.value))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The rows of the form speak for themselves; what comes up to here is the source."""
        self.remove_class("-path")
        self.query_one(FieldHelp).show(Form.Described("source", tr(SOURCE_HELP)))

    def on_form_described(self, event: Form.Described) -> None:
        event.stop()
        self.query_one(FieldHelp).show(event)
        self.set_class(event.name == "path", "-path")


def _names(data: DataSpec) -> list[str]:
    """The fields in the order of the form."""
    first = FIRST[1:] if data.source == "imdb" else FIRST
    fields = [name for name in type(data).model_fields if name != "source"]
    return [name for name in first if name in fields] + [n for n in fields if n not in first]
