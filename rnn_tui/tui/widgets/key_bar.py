"""The footer: the keys that work here, in one line; what does not fit is found under `?`."""

from rich.text import Text
from textual import events
from textual.screen import Screen
from textual.widget import Widget

from rnn_tui.tui.terminal.bindings import placed_bindings

HELP = "help"
"""The description of the key that is never left out."""


class KeyBar(Widget):
    """Keys in the order of the bindings: of what has the focus, of the screen, of the app.

    A screen may name keys that come before all others in its FIRST_KEYS.

    One line drawn at once, unlike Textual's Footer, which makes its parts anew whenever the
    focus moves. A click on a key is like pressing it.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"key-bar--key", "key-bar--label"}  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self._places: list[tuple[int, int, str, str]] = []

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        if screen is self.screen and self.app.app_focus:
            self.refresh()

    def render(self) -> Text:
        key_style = self.get_component_rich_style("key-bar--key")
        label_style = self.get_component_rich_style("key-bar--label")
        line, self._places = Text(no_wrap=True), []
        for key, display, label, tooltip in self._fitting(self.size.width):
            if line:
                line.append("  ")
            start = len(line)
            line.append(display, key_style).append(f" {label}", label_style)
            self._places.append((start, len(line), key, tooltip))
        return line

    def _fitting(self, width: int) -> list[tuple[str, str, str, str]]:
        """Key, its display, label and tooltip; the last ones are dropped where it is narrow."""
        found, seen = [], set()
        first = getattr(self.screen, "FIRST_KEYS", ())
        for (place, usual), (_, binding, enabled, tooltip) in placed_bindings(self.screen):
            if binding.show and enabled and binding.action not in seen:
                seen.add(binding.action)
                display = self.app.get_key_display(binding)
                entry = (binding.key, display, binding.description, tooltip)
                found.append((usual not in first, binding.description == HELP, place, entry))
        keys = [entry for *_, entry in sorted(found)]

        def needed() -> int:
            return sum(len(display) + len(label) + 3 for _, display, label, _ in keys) - 2

        while len(keys) > 1 and needed() > width:
            del keys[-2]
        return keys

    def on_click(self, event: events.Click) -> None:
        for start, end, key, _ in self._places:
            if start <= event.x - self.gutter.left < end:
                self.app.simulate_key(key)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self.tooltip = next(
            (
                tip
                for start, end, _, tip in self._places
                if start <= event.x - self.gutter.left < end and tip
            ),
            None,
        )
