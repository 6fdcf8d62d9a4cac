"""Fields of which a sweep tries several values: the key that asks for it, and how they look."""

from collections.abc import Mapping
from types import MappingProxyType

from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from rnn_tui.experiment.base import Spec
from rnn_tui.experiment.fields import FieldFacts
from rnn_tui.tui.forms.field_row import FieldRow
from rnn_tui.tui.keys import EVERYWHERE, Key, bindings
from rnn_tui.tui.state.invalid import ALL_VALID, Invalid
from rnn_tui.tui.widgets.line import Line

TRIED = "≡"
"""The sign of a sweep."""

NONE_TRIED: Mapping[str, str] = MappingProxyType({})
"""No field has several values."""

TRY_KEYS: list[BindingType] = bindings(
    "form",
    EVERYWHERE,
    {
        "try": Key(
            "ctrl+r",
            "try_values",
            "try values",
            "Try several values of this field in a sweep: a list or a range",
        )
    },
)


class TryingForm(Vertical):
    """The part of a form that knows of sweeps; the rest of it sets `spec`, `_rows` and `_facts`."""

    spec: Spec
    _rows: dict[str, FieldRow]
    _facts: dict[str, FieldFacts]

    class TryWanted(Message):
        """A person wants a sweep to try values of the field `name`, a dotted key of `form`.

        `facts` are those of the innermost field.
        """

        def __init__(self, form: "TryingForm", name: str, facts: FieldFacts) -> None:
            super().__init__()
            self.form = form
            self.name = name
            self.facts = facts

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._tried: dict[str, Line] = {}

    def show(
        self, spec: Spec, invalid: Invalid = ALL_VALID, tried: Mapping[str, str] = NONE_TRIED
    ) -> None:
        """Show another spec of the same model, what its fields hold that they do not take, and
        what a sweep tries for them."""
        raise NotImplementedError

    def mark_tried(self, tried: Mapping[str, str]) -> None:
        """Show below each field what a sweep tries for it, as it is typed."""
        for name, row in self._rows.items():
            words = tried.get(name, "")
            if words and name not in self._tried:
                self._tried[name] = Line(classes="field-tried")
                self.call_later(self.mount, self._tried[name], after=row)
            if line := self._tried.get(name):
                line.display = bool(words)
                line.put(Content(f"{TRIED} {words}"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The fields of dialogs and of the lab belong to no experiment."""
        return action != "try_values" or getattr(self.screen, "TRIES_VALUES", False)

    def action_try_values(self) -> None:
        name = next((name for name, row in self._rows.items() if row.has_focus_within), None)
        if name is not None:
            self.post_message(self.TryWanted(self, name, self._facts[name]))

    def on_trying_form_try_wanted(self, event: TryWanted) -> None:
        """On its way up it is about the outermost form."""
        event.form = self
