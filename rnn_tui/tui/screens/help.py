"""`?`: what the screen is for and all its keys, made from the bindings themselves."""

from collections.abc import Iterable
from typing import Any, ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import App
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from rnn_tui.tui.screens.dialog import Dialog

PLACES = ("On this screen", "Where the focus is", "Everywhere")
"""Whose keys they are: the screen's, those of what has the focus, the app's."""

ELSEWHERE = (
    ("tab, shift+tab", "to the next and the previous part of the screen"),
    ("arrows, enter", "move and choose; the mouse does both too"),
    ("ctrl+p", "the palette: every command by its name"),
)


class HelpDialog(Dialog[None]):
    """Keys of the screen it was opened from, of what has the focus there, and of the app."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "question_mark,q",
            "close",
            "close",
            show=False,
            id="help.close",
            tooltip="Close the help",
        )
    ]

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__("Keys")
        self._about: str = getattr(screen, "HELP_TEXT", "")
        self._keys = _table(screen)

    def compose_body(self) -> Iterable[Widget]:
        with VerticalScroll() as scroll:
            scroll.can_focus = True
            if self._about:
                yield Static(self._about, markup=False, classes="dialog-text")
            yield Static(self._keys)


def _table(screen: Screen[Any]) -> Table:
    """One row an action: all its keys, and the tooltip of its binding."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    app = screen.app
    rows: dict[tuple[int, str], tuple[list[str], str]] = {}
    for node, binding, _, tooltip in screen.active_bindings.values():
        if not binding.id or not tooltip:
            continue
        group = 2 if isinstance(node, App) else int(node is not screen)
        keys, _ = rows.setdefault((group, binding.action), ([], tooltip))
        if (key := app.get_key_display(binding)) not in keys:
            keys.append(key)
    for group, title in enumerate(PLACES):
        found = [row for (of, _), row in rows.items() if of == group]
        if found:
            table.add_row(Text(title, "underline"), "")
        for keys, tooltip in found:
            table.add_row(Text(", ".join(keys)), Text(tooltip))
    for names, tooltip in ELSEWHERE:
        table.add_row(Text(names), Text(tooltip))
    return table
