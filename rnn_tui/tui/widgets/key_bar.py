"""The footer: the keys that work here, or a notice and the keys that fit beside it."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.notifications import Notification
from textual.screen import Screen
from textual.widget import Widget

from rnn_tui.tui.terminal.app import TerminalApp
from rnn_tui.tui.terminal.bindings import placed_bindings
from rnn_tui.wording.language import told, tr

HELP = "help"
"""The description of the key that is never left out."""

GAP = 3
"""Cells between a notice and the keys beside it."""

MOST_LINES = 5
"""Lines of notices; an earlier one yields to a later one."""

ROOM_FOR_KEYS = 8
"""Cells that are worth showing keys in."""


class KeyBar(Widget):
    """Keys in the order of the bindings: of what has the focus, of the screen, of the app.

    A screen may name keys that come before all others in its FIRST_KEYS. What does not fit in the
    line is found under `?`. A notice stands in the same line, so that it never lies over what the
    screen shows; only a long one, or several, take more lines from the screen.

    Drawn at once, unlike Textual's Footer, which makes its parts anew whenever the focus moves. A
    click on a key is like pressing it.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {  # noqa: RUF012
        "key-bar--key",
        "key-bar--label",
        "key-bar--information",
        "key-bar--warning",
        "key-bar--error",
    }

    def __init__(self) -> None:
        super().__init__()
        self._places: list[tuple[int, int, str, str]] = []
        self._notices: Sequence[Notification] = ()

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)
        if isinstance(self.app, TerminalApp):
            self.app.notices_changed.subscribe(self, self._tell)
            self._tell(self.app.notices)

    def _changed(self, screen: Screen[object]) -> None:
        if screen is self.screen and self.app.app_focus:
            self.refresh()

    def _tell(self, notices: Sequence[Notification]) -> None:
        """Show the notices, in as many lines as they take."""
        if notices == self._notices:
            return
        self._notices = notices
        self.styles.height = max(1, len(self._lines(self.size.width)))
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        self.styles.height = max(1, len(self._lines(event.size.width)))

    def _lines(self, width: int) -> list[Text]:
        """The notices as lines of so many cells."""
        lines: list[Text] = []
        for notice in self._notices:
            style = self.get_component_rich_style(f"key-bar--{notice.severity}")
            text = Text(notice.message, style)
            lines += text.wrap(self.app.console, max(1, width))
        return lines[-MOST_LINES:]

    def render(self) -> Text:
        width = self.size.width
        *above, line = self._lines(width) or [Text()]
        line = Text(no_wrap=True).append_text(line)
        self._places = []
        room = width - cell_len(line.plain) - (GAP if line else 0)
        if not line:
            self._add_keys(line, self._fitting(width))
        elif room >= ROOM_FOR_KEYS:
            keys = self._fitting(room)
            line.append(" " * (GAP + room - _needed(keys)))
            self._add_keys(line, keys)
        return Text("\n").join([*above, line])

    def _add_keys(self, line: Text, keys: Sequence[tuple[str, str, str, str]]) -> None:
        key_style = self.get_component_rich_style("key-bar--key")
        label_style = self.get_component_rich_style("key-bar--label")
        for place, (key, display, label, tooltip) in enumerate(keys):
            if place:
                line.append("  ")
            start = len(line)
            line.append(display, key_style).append(f" {label}", label_style)
            self._places.append((start, len(line), key, tooltip))

    def _fitting(self, width: int) -> list[tuple[str, str, str, str]]:
        """Key, its display, label and tooltip; the last ones are dropped where it is narrow."""
        found, seen = [], set()
        first = getattr(self.screen, "FIRST_KEYS", ())
        for (place, usual), (_, binding, enabled, tooltip) in placed_bindings(self.screen):
            if binding.show and enabled and binding.action not in seen:
                seen.add(binding.action)
                display = self.app.get_key_display(binding)
                entry = (binding.key, display, tr(binding.description), told(tooltip))
                found.append((usual not in first, binding.description == HELP, place, entry))
        keys = [entry for *_, entry in sorted(found)]
        while len(keys) > 1 and _needed(keys) > width:
            del keys[-2]
        return keys

    def on_click(self, event: events.Click) -> None:
        if place := self._at(event):
            self.app.simulate_key(place[2])

    def on_mouse_move(self, event: events.MouseMove) -> None:
        place = self._at(event)
        self.tooltip = (place[3] or None) if place else None

    def _at(self, event: events.MouseEvent) -> tuple[int, int, str, str] | None:
        """The key below the mouse: keys stand in the last line."""
        x, y = event.x - self.gutter.left, event.y
        if y != self.size.height - 1:
            return None
        return next((place for place in self._places if place[0] <= x < place[1]), None)


def _needed(keys: Sequence[tuple[str, str, str, str]]) -> int:
    """Cells of the keys side by side."""
    return sum(cell_len(display) + cell_len(label) + 3 for _, display, label, _ in keys) - 2
