"""A list to search in: type to narrow it, arrows to move, enter to take."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from rich.table import Table
from rich.text import Text
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static

from rnn_tui.tui.dialogs.dialog import MOVE_BINDINGS, Dialog, DialogField
from rnn_tui.tui.keys import Key, bindings, in_dialog
from rnn_tui.wording.language import tr

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Item(Generic[Value]):
    """A line of the list."""

    value: Value
    label: str
    help: str = ""

    def rank(self, words: Sequence[str]) -> int | None:
        """0 where a part of the label begins so, 1 where the label holds it, 2 where the help
        does; None where it is not found."""
        label = self.label.lower()
        if not all(word in f"{label} {self.help.lower()}" for word in words):
            return None
        parts = re.split(r"[^a-z0-9]+", label)
        if all(any(part.startswith(word) for part in (label, *parts)) for word in words):
            return 0
        return 1 if all(word in label for word in words) else 2


class Picker(Dialog[Value]):
    """Answers with the value of the item that was taken."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            "picker",
            in_dialog("picker"),
            {"take": Key("enter", "take", "choose", "Choose the selected line")},
        ),
        *MOVE_BINDINGS,
    ]

    def __init__(self, title: str, items: Sequence[Item[Value]]) -> None:
        super().__init__(title)
        self._items = tuple(items)
        self._found = self._items
        self._label_width = max((len(item.label) for item in items), default=0)

    def compose_body(self) -> Iterable[Widget]:
        hint = tr("type to search, enter chooses the selected line")
        yield DialogField(placeholder=hint, compact=True, id="search")
        yield OptionList(id="items", compact=True, markup=False)
        yield Static(tr("no matches"), id="nothing", markup=False)

    def on_mount(self) -> None:
        self._show("")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._show(event.value)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._found[event.option_index].value)

    def action_move(self, by: int) -> None:
        options = self.query_one("#items", OptionList)
        (options.action_cursor_down if by > 0 else options.action_cursor_up)()

    def action_take(self) -> None:
        index = self.query_one("#items", OptionList).highlighted
        if index is not None:
            self.dismiss(self._found[index].value)

    def _show(self, typed: str) -> None:
        words = typed.lower().split()
        ranked = [(item.rank(words), item) for item in self._items]
        found = [(rank, item) for rank, item in ranked if rank is not None]
        self._found = tuple(item for _, item in sorted(found, key=lambda entry: entry[0]))
        options = self.query_one("#items", OptionList)
        options.set_options([self._line(item) for item in self._found])
        options.highlighted = 0 if self._found else None
        options.display = bool(self._found)
        self.query_one("#nothing").display = not self._found

    def _line(self, item: Item[Value]) -> Table:
        line = Table.grid(padding=(0, 2), expand=True)
        line.add_column(width=self._label_width, style="bold", no_wrap=True)
        line.add_column(ratio=1)
        line.add_row(Text(item.label), Text(item.help))
        return line
