"""A text as running words, each tinted by how far it moved the prediction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.binding import BindingType
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from rnn_tui.results.predict.explain import Explanation
from rnn_tui.results.tokens import TokenKind
from rnn_tui.tui.keys import Key, bindings, on_screen
from rnn_tui.tui.widgets.palette import level, palette, sign_marks
from rnn_tui.wording.language import tr

LONGEST = 32
"""Cells of one word; what is longer is cut."""

LEAST_SCALE = 0.02
"""A network that nothing moves is not made to look as if everything did."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A word; `place` among the tokens, `level` as the palette has it, `read` by the network."""

    text: str
    place: int
    level: int = 0
    read: bool = True


def pieces(found: Explanation) -> list[Piece]:
    """The tokens as they are shown; what was cut off is one piece."""
    levels = levels_of(found)
    shown: list[Piece] = []
    cut = 0
    for place, token in enumerate(found.tokens):
        if token.is_cut:
            cut += 1
            continue
        if cut:
            shown.append(Piece(tr("… {cut:,} cut …", cut=cut), place - 1, read=False))
            cut = 0
        text = "[START]" if token.kind == TokenKind.START else short(token.text, LONGEST)
        if token.kind in (TokenKind.UNKNOWN, TokenKind.LEFT_OUT):
            text = f"‹{text}›"
        shown.append(Piece(text, place, levels[place], token.timestep is not None))
    if cut:
        shown.append(Piece(tr("… {cut:,} cut …", cut=cut), len(found.tokens) - 1, read=False))
    return shown


def levels_of(found: Explanation) -> list[int]:
    """The level of each token: how far it moved the class that is drawn, by the strongest."""
    moved = found.moved[:, found.focus]
    scale = max(LEAST_SCALE, float(abs(moved).max(initial=0.0)))
    return [level(float(each), scale) for each in moved]


def short(text: str, width: int) -> str:
    """The text in at most `width` cells and in one line."""
    text = " ".join(text[: 2 * width].split()) or "�"
    return text if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"


class WordFlow(ScrollView, can_focus=True):
    """`show` pieces; `place` is the token that the cursor is on."""

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    WordFlow {
        width: 1fr;
        max-height: 60%;
        overflow: hidden auto;
        scrollbar-size: 1 1;
        & > .word-flow--cut { color: $foreground 50%; }
        & > .word-flow--cursor { text-style: reverse bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"word-flow--cut", "word-flow--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "words",
        on_screen("inspect", "predict"),
        {
            key: Key(key, action, key, tooltip, show=False)
            for key, action, tooltip in (
                ("left", "word(-1)", "Previous word"),
                ("right", "word(1)", "Next word"),
                ("up", "line(-1)", "One line up"),
                ("down", "line(1)", "One line down"),
                ("home", "word(-1000000)", "First word"),
                ("end", "word(1000000)", "Last word"),
            )
        },
    )

    class Moved(Message):
        """A key or the mouse moved the cursor."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._pieces: Sequence[Piece] = ()
        self._lines: list[list[tuple[int, int, str]]] = []
        self._line_of: list[int] = []
        self._at = 0

    @property
    def place(self) -> int:
        return self._pieces[self._at].place if self._pieces else 0

    def show(self, shown: Sequence[Piece], place: int) -> None:
        before = self._in_sight()
        self._pieces = shown
        self._wrap()
        self._at = self._index(place)
        self._keep_in_sight()
        for y, (old, new) in enumerate(zip(before, self._in_sight(), strict=True)):
            if old != new:
                self.refresh(Region(0, y, self.size.width, 1))

    def _in_sight(self) -> list[object]:
        """For each line in sight all that it is drawn from: equal ones look alike."""
        top = self.scroll_offset.y
        rows = range(top, top + self.size.height)
        return [
            [
                (text, self._pieces[index].level, self._pieces[index].read, index == self._at)
                for index, _, text in (self._lines[row] if row < len(self._lines) else ())
            ]
            for row in rows
        ]

    def go(self, place: int) -> None:
        """Move the cursor without telling anybody."""
        at = self._index(place)
        if at != self._at:
            self._at = at
            self._keep_in_sight()
            self.refresh()

    def on_resize(self) -> None:
        self._wrap()
        self._keep_in_sight()

    def _wrap(self) -> None:
        """Lines of (index, column, text)."""
        width = max(8, self.scrollable_content_region.width - 1)
        signs = palette(self.app).colours == 0
        self._lines, self._line_of, x = [[]], [], 0
        for index, piece in enumerate(self._pieces):
            text = f"{sign_marks(piece.level)}{piece.text}" if signs else piece.text
            text = set_cell_size(text, width) if cell_len(text) > width else text
            if x and x + cell_len(text) > width:
                self._lines.append([])
                x = 0
            self._lines[-1].append((index, x, text))
            self._line_of.append(len(self._lines) - 1)
            x += cell_len(text) + 1
        self.virtual_size = Size(width, len(self._lines))
        self.styles.height = len(self._lines)  # as many as it takes; the style sheet bounds it

    def render_line(self, y: int) -> Strip:
        row, base = y + self.scroll_offset.y, self.rich_style
        if row >= len(self._lines):
            return Strip.blank(self.size.width, base)
        colours, segments = palette(self.app), []
        for index, _, text in self._lines[row]:
            piece = self._pieces[index]
            style = base + colours.ink(piece.level)
            if not piece.read:
                style = self.get_component_rich_style("word-flow--cut")
            if index == self._at:
                style += self.get_component_rich_style("word-flow--cursor", partial=True)
            segments += [Segment(text, style), Segment(" ", base)]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def action_word(self, by: int) -> None:
        self._move(max(0, min(self._at + by, len(self._pieces) - 1)))

    def action_line(self, by: int) -> None:
        """Move to the word above or below this one."""
        if not self._pieces:
            return
        row = self._line_of[self._at]
        column = next(x for index, x, _ in self._lines[row] if index == self._at)
        line = self._lines[max(0, min(row + by, len(self._lines) - 1))]
        self._move(max((each for each in line if each[1] <= column), default=line[0])[0])

    def on_click(self, event: Click) -> None:
        offset = event.get_content_offset(self)
        row = -1 if offset is None else offset.y + self.scroll_offset.y
        if offset is not None and 0 <= row < len(self._lines) and self._lines[row]:
            under = [each for each in self._lines[row] if each[1] <= offset.x]
            self._move(max(under)[0])

    def _move(self, at: int) -> None:
        if at != self._at and self._pieces:
            self._at = at
            self._keep_in_sight()
            self.refresh()
            self.post_message(self.Moved(self.place))

    def _index(self, place: int) -> int:
        places = [index for index, piece in enumerate(self._pieces) if piece.place <= place]
        return places[-1] if places else 0

    def _keep_in_sight(self) -> None:
        if self._at < len(self._line_of):
            row, top = self._line_of[self._at], self.scroll_offset.y
            y = min(max(top, row - self.size.height + 1), row)
            if y != top:
                self.scroll_to(0, y, animate=False, immediate=True, force=True)
