"""The field for a text: keys stay quick however much is pasted into it."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import TextArea

from rnn_tui.io.text import printable
from rnn_tui.tui.keys import Key, bindings, on_screen
from rnn_tui.wording.language import tr

MOST = 20_000
"""Characters. A network reads some hundred words, and wrapping costs time at every key."""

INSIDE = "Type or paste a text. Escape leaves the field; t then takes one from the test part."
OUTSIDE = "Press enter, then type or paste a text. t takes one from the test part."
"""What an empty field says while it has the focus and while it has not: letters are keys then."""


class TextBox(TextArea):
    """Holds at most MOST characters and no control characters."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "review",
        on_screen("inspect", "predict"),
        {"clear": Key("ctrl+l", "empty", "clear", "Clear the text")},
    )

    @dataclass
    class Shortened(Message):
        """A pasted text was cut; `words` is the number of words dropped."""

        words: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, compact=True, placeholder=tr(OUTSIDE), highlight_cursor_line=False)
        self.keep = "pre"

    def on_focus(self) -> None:
        self.placeholder = tr(INSIDE)

    def on_blur(self) -> None:
        self.placeholder = tr(OUTSIDE)

    def put(self, text: str) -> None:
        """Replace the text; what is too long loses what the network would not read either."""
        self.text = self.fitting(text, MOST)
        self.move_cursor((0, 0))

    def fitting(self, text: str, room: int) -> str:
        text = printable(text.replace("\r\n", "\n").replace("\r", "\n"))
        if len(text) <= room:
            return text
        cut = text[:-room] if self.keep == "pre" and room else text[room:]
        self.post_message(self.Shortened(max(1, len(cut.split()))))
        return text[-room:] if self.keep == "pre" and room else text[:room]

    def on_paste(self, event: events.Paste) -> None:
        room = MOST - len(self.text) + len(self.selected_text)
        event.prevent_default()
        event.stop()
        fitting = self.fitting(event.text, room)
        result = self.replace(fitting, *self.selection, maintain_selection_offset=False)
        self.move_cursor(result.end_location)

    def on_key(self, event: events.Key) -> None:
        full = len(self.text) - len(self.selected_text) >= MOST
        if full and (event.is_printable or event.key == "enter"):
            event.prevent_default()
            event.stop()
            self.app.bell()

    def action_empty(self) -> None:
        self.text = ""
