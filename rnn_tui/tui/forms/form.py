"""Forms made from specs: any pydantic model of the experiment, its bounds and help included.

    form = Form(experiment.train, names=("epochs", "batch_size"))
    form.show(new_train)                    # after undo, a fix, another document

Keystrokes are checked at once. A value that is allowed goes up as `Form.Changed` with
the new spec; one that is not stays in its field, is explained in
`Form.Described`, and goes up as `Form.Rejected`. Whoever holds a form gives
`Described` to a `FieldHelp` (`field_help.py`).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

from pydantic import ValidationError
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message

from rnn_tui.experiment.base import NONE_WORD, Spec
from rnn_tui.experiment.data import COLUMN_KEYS
from rnn_tui.experiment.errors import faults_of
from rnn_tui.experiment.fields import FieldFacts, field_facts, submodels
from rnn_tui.experiment.switching import PATH_KEYS
from rnn_tui.tui.forms.editors import (
    NO,
    YES,
    ChoiceField,
    Edited,
    Editor,
    TextField,
    TickField,
    TicksField,
)
from rnn_tui.tui.forms.field_row import FIELD_KEYS, FieldRow
from rnn_tui.tui.forms.forms import Forms
from rnn_tui.tui.forms.path_field import ColumnField, PathField
from rnn_tui.tui.forms.trying import NONE_TRIED, TRY_KEYS, TryingForm
from rnn_tui.tui.messages import SettleEdit
from rnn_tui.tui.state.invalid import ALL_VALID, Invalid, inside
from rnn_tui.wording.language import told, tr

TAGS = ("kind", "source")
"""Fields that say which model it is; a form is made for one model."""

LAST = ("trainable",)
"""Fields that most people leave alone."""

ON = "on"


class Form(TryingForm):
    """The fields of one spec, one row each. `names` picks some of them and their order."""

    BINDINGS: ClassVar[list[BindingType]] = [*FIELD_KEYS, *TRY_KEYS]

    class Changed(Message):
        """`spec` is the whole spec after the change of the field `name`, a dotted key.

        It is the same as before where the field held what it does not take, and no more.
        """

        def __init__(self, form: "Form", spec: Spec, name: str) -> None:
            super().__init__()
            self.form = form
            self.spec = spec
            self.name = name

    class Rejected(Message):
        """The field `name`, a dotted key, does not take `value`; `text` says why."""

        def __init__(self, form: "Form", name: str, value: Any, text: str) -> None:
            super().__init__()
            self.form = form
            self.name = name
            self.value = value
            self.text = text

    class Described(Message):
        """The help for the field with the focus, or what is wrong with what was typed."""

        def __init__(self, name: str, text: str, *, wrong: bool = False) -> None:
            super().__init__()
            self.name = name
            self.text = text
            self.wrong = wrong

    def __init__(
        self,
        spec: Spec,
        names: Sequence[str] | None = None,
        *,
        id: str | None = None,
        label_width: int = 0,
    ) -> None:
        """`label_width` is that of forms that stand together, by default the longest name's."""
        super().__init__(id=id)
        self.spec, self._label_width = spec, label_width
        fields = [name for name in type(spec).model_fields if name not in TAGS]
        shown = names or sorted(fields, key=lambda name: name in LAST)
        self._facts = {name: field_facts(type(spec), name) for name in shown}
        self._wrong: dict[str, str] = {}
        self._editors = {
            name: _editor(facts, type(spec), getattr(spec, name))
            for name, facts in self._facts.items()
        }
        self._rows = {name: FieldRow(name, editor) for name, editor in self._editors.items()}

    def compose(self) -> ComposeResult:
        width = self._label_width or max((len(name) for name in self._rows), default=0) + 1
        for row in self._rows.values():
            row.label_width = width
            yield row

    def show(
        self, spec: Spec, invalid: Invalid = ALL_VALID, tried: Mapping[str, str] = NONE_TRIED
    ) -> None:
        self.spec = spec
        self.mark_tried(tried)
        for name, row in self._rows.items():
            mine = invalid.get(name)
            value = mine.value if mine is not None else getattr(spec, name)
            editor = self._editors[name]
            if isinstance(editor, NestedField):
                editor.show(value, inside(invalid, name), inside(tried, name))
            else:
                editor.show(value)
            known, fault = self._wrong.get(name, ""), mine.message if mine is not None else ""
            if fault != known:
                self._mark(name, fault)
                if row.has_focus_within:
                    self._describe(name)

    def found(self, values: Mapping[str, str], columns: Sequence[str]) -> None:
        """Say in fields left to the program what has been found, and complete these columns."""
        for name, editor in self._editors.items():
            if isinstance(editor, TextField):
                editor.found(values.get(name, ""))
            if isinstance(editor, ColumnField):
                editor.columns = columns

    def has_field(self, name: str) -> bool:
        return name in self._rows

    def focus_field(self, name: str | None = None, keys: Collection[str] = ()) -> None:
        """Put the cursor into a field, by default the first one, called by one of the `keys`."""
        rows = self._rows
        if rows:
            rows[name if name in rows else next(iter(rows))].focus_editor(keys)

    def on_edited(self, event: Edited) -> None:
        event.stop()
        name, value = event.name, event.value
        key = f"{name}.{event.inside}" if event.inside else name
        if value == getattr(self.spec, name):
            if name in self._wrong:
                self._mark(name, "")
                self._describe(name)
            elif not event.inside:
                return
            self.post_message(self.Changed(self, self.spec, key))
            return
        model = type(self.spec)
        try:
            spec = model.model_validate({**dict(self.spec), name: value})
        except ValidationError as error:
            faults = faults_of(error, model)
            mine = next((fault for fault in faults if fault.key == name), faults[0])
            empty = isinstance(value, str) and not value
            fault = (
                tr("takes {allowed}", allowed=self._facts[name].allowed) if empty else mine.message
            )
            self._mark(name, fault)
            self._describe(name)
            self.post_message(self.Rejected(self, name, value, fault))
            return
        self._mark(name, "")
        self.spec = spec
        self._describe(name)
        self.post_message(self.Changed(self, spec, key))

    def on_field_row_focus(self, event: FieldRow.Focus) -> None:
        event.stop()
        if event.here:
            self._describe(event.name)
        else:
            self.post_message(SettleEdit())

    def _mark(self, name: str, fault: str) -> None:
        self._wrong.pop(name, None)
        if fault:
            self._wrong[name] = fault
        self._rows[name].set_class(bool(fault), "-wrong")

    def _describe(self, name: str) -> None:
        facts = self._facts[name]
        if fault := self._wrong.get(name):
            self.post_message(self.Described(name, told(fault), wrong=True))
            return
        takes = tr(" Takes {allowed}.", allowed=facts.allowed) if facts.type in (int, float) else ""
        self.post_message(self.Described(name, told(facts.help) + takes))


class NestedField(Vertical):
    """A model inside the model, or nothing: a choice, and the chosen one's own form below."""

    def __init__(
        self, facts: FieldFacts, models: dict[str, type[Spec]], value: Spec | None
    ) -> None:
        super().__init__()
        self._facts = facts
        self._models = {name or ON: model for name, model in models.items()}
        words = [*([NONE_WORD] if facts.optional else []), *self._models]
        self._choice = ChoiceField(facts, self._word(value), words)
        self._forms = Forms(Form)
        self._value = value
        self._invalid: Invalid = ALL_VALID
        self._tried: Mapping[str, str] = NONE_TRIED

    def compose(self) -> ComposeResult:
        yield self._choice
        yield self._forms

    def on_mount(self) -> None:
        self._forms.show(self._value, self._invalid, self._tried)

    def show(self, value: Spec | None, invalid: Invalid, tried: Mapping[str, str]) -> None:
        self._value, self._invalid, self._tried = value, invalid, tried
        self._choice.show(self._word(value))
        if self._forms.is_attached:
            self._forms.show(value, invalid, tried)

    def on_edited(self, event: Edited) -> None:
        """Another kind was chosen: it starts with its defaults."""
        if event.value is self._value:  # our own message on its way up
            return
        event.stop()
        if event.value == self._word(self._value):
            return
        self._value = self._models[event.value]() if event.value in self._models else None
        self._forms.show(self._value)
        self.post_message(Edited(self._facts.name, self._value))

    def on_form_changed(self, event: Form.Changed) -> None:
        event.stop()
        self._value = event.spec
        self.post_message(Edited(self._facts.name, event.spec, event.name))

    def on_form_rejected(self, event: Form.Rejected) -> None:
        """On its way up it gets the name that the field has up there."""
        event.name = f"{self._facts.name}.{event.name}"

    def on_trying_form_try_wanted(self, event: TryingForm.TryWanted) -> None:
        event.name = f"{self._facts.name}.{event.name}"

    def _word(self, value: Spec | None) -> str:
        if value is None:
            return NONE_WORD
        return next(name for name, model in self._models.items() if type(value) is model)


def _editor(facts: FieldFacts, model: type[Spec], value: Any) -> "Editor | NestedField":
    if facts.type is bool:
        return ChoiceField(facts, value, (YES, NO)) if facts.optional else TickField(facts, value)
    if facts.many:
        return TicksField(facts, value)
    if facts.choices:
        return ChoiceField(facts, value)
    if facts.type is object:
        return NestedField(facts, _models(model, facts.name), value)
    if facts.name in PATH_KEYS:
        return PathField(facts, value)
    return (ColumnField if facts.name in COLUMN_KEYS else TextField)(facts, value)


def _models(model: type[Spec], name: str) -> dict[str, type[Spec]]:
    found = submodels(model.model_fields[name].annotation)
    return {tag: entry for tag, entry in found.items() if issubclass(entry, Spec)}
