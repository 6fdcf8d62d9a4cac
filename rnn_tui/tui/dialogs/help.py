"""`?`: what the screen is for and all its keys, made from the bindings themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from rich.cells import cell_len
from textual.app import App
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from rnn_tui.tui.dialogs.dialog import Dialog
from rnn_tui.tui.keys import Key, bindings, in_dialog
from rnn_tui.tui.widgets.line import wrapped
from rnn_tui.wording.language import told, tr

PLACES = ("On this screen", "In the focused part", "Everywhere")
"""Whose keys they are: the screen's, those of what has the focus, the app's."""

PAIR = "/"
"""Stands between two keys that share a place in the footer."""

GAP = 2
"""Columns between the keys and what they do."""

TITLE = "bold underline"

ELSEWHERE = (
    ("tab, shift+tab", "next and previous part of the screen"),
    ("arrows, enter", "move and choose; the mouse works too"),
    ("ctrl+u", "clear a text field up to the cursor"),
    ("ctrl+p", "command palette: every command by name"),
)


class HelpDialog(Dialog[None]):
    """Keys of the screen it was opened from, of what has the focus there, and of the app."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "help",
        in_dialog("help"),
        {"close": Key("question_mark,q", "close", "close", "Close the help", show=False)},
    )

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__(tr("Keys"))
        self._about: str = tr(getattr(screen, "HELP_TEXT", ""))
        self._keys = _rows(screen)

    def compose_body(self) -> Iterable[Widget]:
        with VerticalScroll() as scroll:
            scroll.can_focus = True
            if self._about:
                yield Static(self._about, markup=False, classes="dialog-text")
            yield KeyTable(self._keys)


class KeyTable(Static):
    """Rows of two columns, the second of which wraps; a row without words is a title.

    A table of Rich's does the same, and takes many times as long at every layout.
    """

    def __init__(self, rows: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._rows = tuple(rows)
        self._left = max(cell_len(keys) for keys, words in rows if words) + GAP

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return sum(len(self._wrapped(words, width)) for _, words in self._rows)

    def render(self) -> Content:
        lines = []
        for keys, words in self._rows:
            first, *rest = self._wrapped(words, self.size.width)
            gap = " " * max(0, self._left - cell_len(keys))
            lines.append(Content.assemble((keys, "bold" if words else TITLE), gap, first))
            lines += [Content(" " * self._left + each) for each in rest]
        return Content("\n").join(lines)

    def _wrapped(self, words: str, width: int) -> list[str]:
        room = max(1, width - self._left)
        return wrapped(words, room)


def _rows(screen: Screen[Any]) -> list[tuple[str, str]]:
    """Rows of the table, one for each action: all its keys, and the tooltip of its binding."""
    app = screen.app
    found: dict[tuple[int, str], tuple[list[str], str]] = {}
    for node, binding, _, tooltip in screen.active_bindings.values():
        if not binding.id or not tooltip:
            continue
        group = 2 if isinstance(node, App) else int(node is not screen)
        keys, _ = found.setdefault((group, binding.action), ([], tooltip))
        if PAIR in (binding.key_display or "")[1:]:
            # The footer has one entry for two keys that belong together; here each has its own.
            binding = replace(binding, key_display=None)
        if (key := app.get_key_display(binding)) not in keys:
            keys.append(key)
    rows: list[tuple[str, str]] = []
    for group, title in enumerate(PLACES):
        here = [
            (", ".join(keys), told(tip)) for (of, _), (keys, tip) in found.items() if of == group
        ]
        blank = [("", "")] if rows else []
        rows += [*blank, (tr(title), ""), *here] if here else []
    return [*rows, *((tr(keys), tr(words)) for keys, words in ELSEWHERE)]
