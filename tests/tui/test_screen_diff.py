"""What goes over the line: whatever is left out, the terminal shows the same picture."""

import io

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from rnn_tui.tui.terminal.screen_diff import ScreenDiff, changes, row_of

WIDTH, HEIGHT = 24, 3
CONSOLE = Console(file=io.StringIO(), force_terminal=True, color_system="truecolor")
STYLES = [None, Style.parse("red on black"), Style.parse("bold #123456"), Style.parse("underline")]


@st.composite
def rows(draw: st.DrawFn) -> list[Segment]:
    """A row of the screen's width, some of it in characters of two columns."""
    left, found = WIDTH, []
    while left:
        text = draw(st.text("ab⠒中 ", min_size=1, max_size=8))
        segment = Segment(text, draw(st.sampled_from(STYLES)))
        if segment.cell_length > left:
            segment = Segment(" " * left, segment.style)
        left -= segment.cell_length
        found.append(segment)
    return found


Picture = list[list[Segment]]
pictures = st.lists(rows(), min_size=HEIGHT, max_size=HEIGHT)


def layout(picture: Picture) -> LayoutUpdate:
    return LayoutUpdate([[Strip(row)] for row in picture], Region(0, 0, WIDTH, HEIGHT))


def chops(picture: Picture, y: int) -> ChopsUpdate:
    """One row of the picture, cut at the middle where nothing stands across it."""
    strip = Strip(picture[y])
    half = WIDTH // 2
    left, right = strip.crop(0, half), strip.crop(half, WIDTH)
    lines = [{0: left, half: right} if at == y else {0: None} for at in range(HEIGHT)]
    ends = [[half, WIDTH] if at == y else [WIDTH] for at in range(HEIGHT)]
    return ChopsUpdate(lines, [(y, 0, WIDTH)], ends)


class Glass:
    """A terminal that shows what it is sent."""

    def __init__(self) -> None:
        self.screen = pyte.Screen(WIDTH, HEIGHT)
        self._stream = pyte.Stream(self.screen)

    def take(self, text: str) -> None:
        self._stream.feed(text)

    @property
    def cells(self) -> list[list[object]]:
        buffer = self.screen.buffer
        return [[buffer[y][x] for x in range(WIDTH)] for y in range(HEIGHT)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(pictures, st.sampled_from(["whole", "part", "lost"])), max_size=6))
def test_the_terminal_shows_the_same_picture(steps: list[tuple[Picture, str]]) -> None:
    shown, thrifty, stock = ScreenDiff(), Glass(), Glass()
    for picture, how in steps:
        updates = [layout(picture)]
        if how == "part":
            updates = [chops(picture, y) for y in range(HEIGHT)]
        elif how == "lost":
            thrifty.screen.reset()
            stock.screen.reset()
            shown.forget()
        for update in updates:
            stock.take(update.render_segments(CONSOLE))
            if sent := shown.difference(update, CONSOLE):
                thrifty.take(sent.render_segments(CONSOLE))
        assert thrifty.cells == stock.cells


def test_the_same_picture_again_sends_nothing() -> None:
    shown, picture = ScreenDiff(), [[Segment("a" * WIDTH, STYLES[1])]] * HEIGHT
    assert shown.difference(layout(picture), CONSOLE) is not None
    assert shown.difference(layout(picture), CONSOLE) is None
    assert shown.difference(chops(picture, 1), CONSOLE) is None


def test_one_other_character_sends_little() -> None:
    shown, picture = ScreenDiff(), [[Segment("a" * WIDTH, STYLES[1])]] * HEIGHT
    shown.difference(layout(picture), CONSOLE)
    changed = [*picture[:2], [Segment("a" * 9 + "b" + "a" * (WIDTH - 10), STYLES[1])]]
    sent = shown.difference(layout(changed), CONSOLE)
    assert sent is not None
    assert sent.render_segments(CONSOLE) == "\x1b[3;10H\x1b[0;31;40mb\x1b[0m"


def test_changes_that_lie_close_are_taken_together() -> None:
    before = row_of(Strip([Segment("a" * 40)]), CONSOLE)
    now = row_of(Strip([Segment("ab" + "a" * 4 + "b" + "a" * 30 + "bba")]), CONSOLE)
    assert changes(before, now) == [(1, 7), (37, 39)]
