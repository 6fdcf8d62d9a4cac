"""The editors of a form's fields: text, tick, choice, several ticks. Each holds one value.

An editor has `show(value)`, which never reports a change, and posts `Edited` when a person
has changed it; whether the value is allowed is for the form to say.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Select

from rnn_tui.experiment.base import NONE_WORD
from rnn_tui.experiment.class_weight import parse_table
from rnn_tui.experiment.fields import FieldFacts
from rnn_tui.experiment.toml import inline_table
from rnn_tui.tui.keys import EVERYWHERE, Key, bindings, in_dialog
from rnn_tui.tui.terminal.select import ListedSelect, OpenList
from rnn_tui.tui.widgets.line import shortened

YES, NO = "true", "false"


class Edited(Message):
    """A person gave the field this value; it may be one that is not allowed.

    `inside` is the dotted key of what was changed below the field, where there is such a thing.
    """

    def __init__(self, name: str, value: Any, inside: str = "") -> None:
        super().__init__()
        self.name = name
        self.value = value
        self.inside = inside


class TextField(Input):
    """A number, a text, or a table of numbers on one line; what cannot be read as one is handed
    on as it is, for the form to refuse."""

    def __init__(self, facts: FieldFacts, value: Any) -> None:
        self._facts = facts
        self._hint = facts.unset[0] if facts.unset else ""
        self._known = self._written(value)
        self._called = False
        self._left_alone: tuple[frozenset[str], str] = (frozenset(), "")
        super().__init__(self._known, placeholder=self._hint, compact=True)

    def found(self, value: str) -> None:
        """Say beside `auto` what has been found; nothing where that is not known."""
        if self._facts.unset:
            word = self._facts.unset[0]
            self._hint = f"{word}: {value}" if value else word
            self.on_resize()

    def on_resize(self) -> None:
        """Shorten the hint to the room: Textual would break it at a blank."""
        self.placeholder = shortened(self._hint, self.size.width)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the arrows to the form, and say so in the footer: there is nothing to scroll."""
        return action not in ("scroll_up", "scroll_down")

    def call(self, keys: Collection[str] = ()) -> None:
        """Take the focus because a key of the screen says so, with nothing selected.

        The `keys` that opened the form close it again from a field of numbers, in which no letter
        has a meaning, as long as nothing has been typed.

        Another such key, typed a moment later, would wipe the selected value out. Who walks
        from field to field means to type: there the value is selected, to be replaced.
        """
        self._called = not self.has_focus
        if self._facts.type in (int, float):
            self._left_alone = (frozenset(keys), self.value)
        self.focus()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Leave the keys that opened the form to the screen."""
        keys, before = self._left_alone
        if key in keys and self.value == before:
            return False
        return super().check_consume_key(key, character)

    async def _on_key(self, event: events.Key) -> None:
        if event.is_printable and not self.check_consume_key(event.key, event.character):
            event.prevent_default()  # of Textual's own handler, which would write it

    def on_focus(self) -> None:
        """Act before Textual's own handler, which selects."""
        self.select_on_focus = not self._called
        if self._called:
            self._called = False
            self.cursor_position = len(self.value)

    def show(self, value: Any) -> None:
        if self.has_focus and self.value != self._known:
            return  # what has been typed since is newer, and on its way
        if self._read(self.value) != value:
            with self.prevent(Input.Changed):
                self.value = self._written(value)
        self._known = self.value

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        # Textual reports the first value too, and late: by then the field may show another one.
        if event.value == self.value != self._known:
            self._known = event.value
            self.post_message(Edited(self._facts.name, self._read(event.value)))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.screen.focus_next()

    def _written(self, value: Any) -> str:
        if isinstance(value, dict):
            return inline_table(value)
        return "" if value is None else str(value)

    def _read(self, text: str) -> Any:
        """The value that the text stands for, or the text itself."""
        text = text.strip()
        if self._facts.optional and text in ("", *self._facts.unset):
            return None
        if self._facts.type is dict and text.startswith("{"):
            return parse_table(text)
        try:
            if self._facts.type is int:
                return int(text.replace(",", ""))
            if self._facts.type is float and text.lower().lstrip("+-")[:3] not in ("inf", "nan"):
                return float(text)
        except ValueError:
            pass
        return text


class Tick(Widget, can_focus=True):
    """`[x]` or `[ ]`, with a label beside it where there is one."""

    ALLOW_SELECT = False

    value: reactive[bool] = reactive(False)

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "tick",
        EVERYWHERE,
        {"toggle": Key("space,enter", "turn", "change", "Switch on or off", show=False)},
    )

    class Toggled(Message):
        """A person changed the tick."""

        def __init__(self, tick: "Tick") -> None:
            super().__init__()
            self.tick = tick

    def __init__(self, value: bool, label: str = "") -> None:
        super().__init__()
        self.label = label
        self.set_reactive(Tick.value, value)

    def render(self) -> Text:
        return Text(f"[{'x' if self.value else ' '}] {self.label}".rstrip())

    def on_click(self) -> None:
        self.action_turn()

    def action_turn(self) -> None:
        self.value = not self.value
        self.post_message(self.Toggled(self))


class TickField(Vertical):
    """A tick for true or false."""

    def __init__(self, facts: FieldFacts, value: bool) -> None:
        super().__init__()
        self._facts = facts
        self._tick = Tick(value)

    def compose(self) -> ComposeResult:
        yield self._tick

    def show(self, value: bool) -> None:
        self._tick.value = value

    def on_tick_toggled(self, event: Tick.Toggled) -> None:
        event.stop()
        self.post_message(Edited(self._facts.name, event.tick.value))


class TicksField(Vertical):
    """Ticks for any number of words out of a few; their order is kept."""

    def __init__(self, facts: FieldFacts, value: Sequence[str]) -> None:
        super().__init__()
        self._facts = facts
        self._words = tuple(value)

    def compose(self) -> ComposeResult:
        for word in self._facts.choices:
            yield Tick(word in self._words, word)

    def show(self, value: Sequence[str]) -> None:
        self._words = tuple(value)
        for tick in self.query(Tick):
            tick.value = tick.label in self._words

    def on_tick_toggled(self, event: Tick.Toggled) -> None:
        event.stop()
        rest = [word for word in self._words if word != event.tick.label]
        self._words = (*rest, event.tick.label) if event.tick.value else tuple(rest)
        self.post_message(Edited(self._facts.name, self._words))


class WordList(OpenList):
    """The open list of a choice."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "word-list",
        in_dialog("word-list"),
        {
            "down": Key("down", "cursor_down", "move", "Next word", key_display="↑/↓"),
            "up": Key("up", "cursor_up", "up", "Previous word", show=False),
            "choose": Key("enter", "select", "choose", "Choose the selected word"),
            "close": Key("escape", "dismiss", "close", "Close the list and keep the word"),
        },
    )


class WordSelect(ListedSelect, inherit_bindings=False):
    """Opens on enter or space; up and down are left to the form."""

    LIST = WordList

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "choice",
        EVERYWHERE,
        {"open": Key("enter,space", "show_overlay", "choose", "Show the choices", show=False)},
    )


class ChoiceField(Vertical):
    """A choice of one word out of a few."""

    def __init__(self, facts: FieldFacts, value: Any, words: Iterable[str] = ()) -> None:
        super().__init__()
        self._facts = facts
        options = [(word, word) for word in tuple(words) or facts.choices]
        if facts.optional and (NONE_WORD, NONE_WORD) not in options:
            options.insert(0, (facts.unset[0], NONE_WORD))
        self._shown = self._word(value)
        with self.prevent(Select.Changed):  # until it is mounted: nobody has chosen its first value
            self._select = WordSelect(options, value=self._shown, allow_blank=False, compact=True)

    def compose(self) -> ComposeResult:
        yield self._select

    def show(self, value: Any) -> None:
        self._shown = self._word(value)
        if self._select.is_mounted:
            self._put()
        else:
            self._select.call_later(self._put)  # a value needs all of the parts that show it

    def _put(self) -> None:
        with self._select.prevent(Select.Changed):
            self._select.value = self._shown

    def on_select_changed(self, event: Select.Changed) -> None:
        event.stop()
        word = None if event.value == NONE_WORD and self._facts.optional else event.value
        value = word == YES if self._facts.type is bool and word is not None else word
        self.post_message(Edited(self._facts.name, value))

    def on_key(self, event: events.Key) -> None:
        """The open list takes letters for itself; nothing else of this key must happen."""
        if self._select.expanded and event.is_printable:
            event.stop()

    def _word(self, value: Any) -> str:
        if isinstance(value, bool):
            return YES if value else NO
        return NONE_WORD if value is None else str(value)


Editor = TextField | TickField | TicksField | ChoiceField
