"""Decoded examples: what the network is given, word by word."""

from typing import ClassVar

import numpy as np
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from rnn_tui.data import PAD_WORD
from rnn_tui.data.sequences import Longs
from rnn_tui.results.data.coverage import Example, example
from rnn_tui.results.tokens import TokenKind
from rnn_tui.tui.data.state import DataState, Loaded
from rnn_tui.tui.keys import Key, bindings, on_screen
from rnn_tui.wording.language import listed, told, tr
from rnn_tui.wording.numbers import counted

STYLES = {TokenKind.WORD: "", TokenKind.UNKNOWN: "underline $error", TokenKind.START: "dim"}
LEGEND = "‹word› unknown"
LEGEND_OF_IDS = "word ids: the word index is missing, l downloads it"
EMPTY = "Examples appear here once the data is loaded."


class ExamplePane(VerticalScroll):
    """One sequence of the training part at a time, of all classes or of one."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "data",
        on_screen("data"),
        {
            "example-next": Key(
                "right", "walk(1)", "example", "Show the next example", key_display="←/→"
            ),
            "example-previous": Key(
                "left", "walk(-1)", "previous example", "Show the previous example", show=False
            ),
            "example-far": Key(
                "shift+right",
                "walk(100)",
                "next 100",
                "Skip 100 examples forward; shift+left goes back",
                show=False,
            ),
            "example-back": Key(
                "shift+left", "walk(-100)", "100 back", "Skip 100 examples back", show=False
            ),
        },
    )

    def __init__(self) -> None:
        super().__init__(classes="pane")
        self._state: Loaded | None = None
        self._of_class: int | None = None
        self._places: Longs = np.empty(0, np.int64)
        self._index = 0

    def compose(self) -> ComposeResult:
        yield Static(id="data-example", markup=False)

    @property
    def of_class(self) -> int | None:
        """The class whose examples are shown, None for all."""
        return self._of_class

    def show(self, state: DataState) -> None:
        """Other settings show the same example anew; other data begins with its first."""
        before, self._state = self._state, state if isinstance(state, Loaded) else None
        if self._state is None:
            self._of_class = None
        elif before is None or before.measured is not self._state.measured:
            self.choose(None)
            return
        self._draw()

    def choose(self, label: int | None) -> None:
        """Show the examples of one class, None for all."""
        if self._state is None:
            return
        labels = self._state.measured.corpus.train.labels
        chosen = np.ones(len(labels), bool) if label is None else labels == label
        self._of_class, self._places, self._index = label, np.flatnonzero(chosen), 0
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "walk" or self._state is not None

    def action_walk(self, by: int) -> None:
        if self._state is not None and len(self._places):
            self._index = min(max(0, self._index + by), len(self._places) - 1)
            self._draw()

    def _draw(self) -> None:
        text = self.query_one("#data-example", Static)
        state = self._state
        if state is None or not len(self._places):
            self.border_title, self.border_subtitle = tr("Example"), ""
            text.update(Content(tr(EMPTY) if state is None else tr("This class has no examples.")))
            return
        shown = example(state.measured, int(self._places[self._index]), state.data)
        among = tr("{index:,} of {places:,}", index=self._index + 1, places=len(self._places))
        title = (
            tr("Example {among}: {about}", among=among, about=_about(shown))
            if self._of_class is None
            else tr("Example {among} of class {about}", among=among, about=_about(shown))
        )
        self.border_title = Content(title)
        has_words = state.measured.corpus.vocabulary is not None
        self.border_subtitle = tr(LEGEND if has_words else LEGEND_OF_IDS)
        text.update(_words(shown, state.data.padding == "pre", state.data.truncating == "pre"))
        self.scroll_home(animate=False)


def _about(shown: Example) -> str:
    """Its class, its length, and what padding or cutting did to it."""
    text = listed([shown.label, told(counted(shown.length, "timestep"))])
    if shown.padding:
        return tr("{text} + {padding:,} padding", text=text, padding=shown.padding)
    return tr("{text}, {cut:,} cut", text=text, cut=shown.cut) if shown.cut else text


def _words(shown: Example, pads_before: bool, cuts_before: bool) -> Content:
    padding = (f"{PAD_WORD} × {shown.padding:,}", "dim") if shown.padding else None
    cut = (tr("… {cut:,} cut …", cut=shown.cut), "dim") if shown.cut else None
    parts: list[str | tuple[str, str]] = []

    def add(part: tuple[str, str] | None) -> None:
        if part is not None:
            parts.extend([" ", part] if parts else [part])

    add(padding if pads_before else None)
    add(cut if cuts_before else None)
    for word, kind in shown.steps:
        add((f"‹{word}›" if kind is TokenKind.UNKNOWN else word, STYLES[kind]))
    if shown.more:
        add((tr("… {more:,} more words …", more=shown.more), "dim"))
    add(None if cuts_before else cut)
    add(None if pads_before else padding)
    return Content.assemble(*parts)
