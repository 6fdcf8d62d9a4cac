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

ELSEWHERE = (
    ("tab, shift+tab", "to the next and the previous part of the screen"),
    ("arrows, enter", "move and choose; the mouse does both too"),
    ("ctrl+p", "the palette: every command by its name"),
)


class HelpDialog(Dialog[None]):
    """Keys of the screen it was opened from: the nearest first, the app's last."""

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
        group = int(isinstance(node, App))
        keys, _ = rows.setdefault((group, binding.action), ([], tooltip))
        keys.append(app.get_key_display(binding))
    for group, title in ((0, "Here"), (1, "Everywhere")):
        table.add_row(Text(title, "underline"), "")
        for (of, _), (keys, tooltip) in rows.items():
            if of == group:
                table.add_row(Text(", ".join(keys)), Text(tooltip))
    for names, tooltip in ELSEWHERE:
        table.add_row(Text(names), Text(tooltip))
    return table
