"""A list of lines to walk through: only what one sees is drawn, only what changed is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.color import Color
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from rnn_tui.results.plot.inks import RUN_INKS, Ink
from rnn_tui.tui.keys import Key, bindings, on_screen
from rnn_tui.tui.preferences.contrast import readable
from rnn_tui.tui.runs.cells import Cells
from rnn_tui.tui.terminal.plot_inks import sixteen

STYLES = ("dim", "good", "warning", "bad", "trend", "current", "best", "cursor")

TELLING = frozenset(("good", "warning", "bad", "best", *RUN_INKS))
"""Styles whose colour says something, which the line of the cursor keeps."""

KEPT = 1_000
"""Lines of which is remembered how they were drawn."""

LineOf = Callable[[int], Cells]
"""The cells of the line with this index, from 0."""


class RunList(ScrollView, can_focus=True):
    """`show` gives it the lines; `cursor` is the index of the selected one."""

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    RunList {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & > .run-list--dim { color: $foreground 60%; }
        & > .run-list--good { color: $success; }
        & > .run-list--warning { color: $warning; }
        & > .run-list--bad { color: $error; }
        & > .run-list--trend { color: $primary; }
        & > .run-list--current { text-style: bold; }
        & > .run-list--best { color: $success; text-style: bold; }
        & > .run-list--cursor {
            background: $block-cursor-blurred-background;
            color: $block-cursor-blurred-foreground;
            text-style: $block-cursor-blurred-text-style;
        }
        &:focus > .run-list--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: $block-cursor-text-style;
        }
    }
    """ + "".join(
        f"RunList > .run-list--{ink} {{ color: {ink.colour.theme}; }}\n" for ink in RUN_INKS
    )
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"run-list--{name}" for name in (*STYLES, *RUN_INKS)}
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "rows",
        (on_screen("runs"), on_screen("sweep")),
        {
            "down": Key("down,j", "move(1)", "down", "Next run", show=False),
            "up": Key("up,k", "move(-1)", "up", "Previous run", show=False),
            "page-down": Key("pagedown", "page(1)", "page down", "Page down", show=False),
            "page-up": Key("pageup", "page(-1)", "page up", "Page up", show=False),
            "first": Key("home", "end(0)", "first", "First run", show=False),
            "last": Key("end", "end(-1)", "last", "Last run", show=False),
        },
    )

    cursor: reactive[int] = reactive(0, repaint=False)

    @dataclass
    class Moved(Message):
        """A person moved to another line."""

        index: int

    class Opened(Message):
        """A person clicked a line twice."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._count = 0
        self._line_of: LineOf = lambda _: ()
        self._drawn: dict[int, Cells] = {}
        self._styles_by_name: dict[str, Style] = {}

    def show(self, count: int, line_of: LineOf, cursor: int) -> None:
        """Draw that many lines, with the cursor on one of them.

        Only the lines in sight are asked for: there may be thousands.
        """
        before, self._count, self._line_of = self._count, count, line_of
        if before != count:
            self.virtual_size = Size(self.size.width, count)
            self.refresh()
        else:
            top = self.scroll_offset.y
            for index in range(top, min(count, top + self.size.height)):
                if self._drawn.get(index) != line_of(index):
                    self._refresh_line(index)
        self._place(cursor)

    def _place(self, cursor: int) -> None:
        self.cursor = max(0, min(cursor, self._count - 1))
        self.call_after_refresh(self._reveal)

    def _reveal(self) -> None:
        region = Region(0, self.cursor, max(1, self.size.width), 1)
        self.scroll_to_region(region, animate=False, force=True)

    def watch_cursor(self, before: int, now: int) -> None:
        self._refresh_line(before)
        self._refresh_line(now)

    def _refresh_line(self, index: int) -> None:
        y = index - self.scroll_offset.y
        if 0 <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        index, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        if len(self._drawn) > KEPT:
            self._drawn.clear()
        if not 0 <= index < self._count:
            return Strip.blank(width, self.rich_style)
        cells = self._drawn[index] = self._line_of(index)
        if index != self.cursor:
            segments = [Segment(text, self.style_of(name)) for text, name in cells]
            return Strip(segments).adjust_cell_length(width, self.rich_style)
        segments = [Segment(text, self._style_at_cursor(name)) for text, name in cells]
        return Strip(segments).adjust_cell_length(width, self.style_of("cursor"))

    def style_of(self, name: str) -> Style:
        if name not in self._styles_by_name:
            if name == "plain":
                style = self.rich_style
            else:
                style = self.get_component_rich_style(f"run-list--{name}")
            if name in RUN_INKS and self.app.console.color_system == "standard":
                style += sixteen(Ink(name), dark=self.app.current_theme.dark)
            self._styles_by_name[name] = style
        return self._styles_by_name[name]

    def _style_at_cursor(self, name: str) -> Style:
        """The style of the cursor; a colour that tells something stays, made readable there."""
        cursor = self.style_of("cursor")
        if name not in TELLING or self.app.console.color_system == "standard":
            return cursor
        key = f"cursor {name}"
        if key not in self._styles_by_name:
            ink, ground, text = (
                Color.from_rich_color(color)
                for color in (self.style_of(name).color, cursor.bgcolor, cursor.color)
            )
            self._styles_by_name[key] = cursor + Style(color=readable(ink, ground, text).rich_color)
        return self._styles_by_name[key]

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles_by_name.clear()

    def on_focus(self) -> None:
        self._recolour()

    def on_blur(self) -> None:
        self._recolour()

    def _recolour(self) -> None:
        self._styles_by_name.clear()
        self._refresh_line(self.cursor)

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, self._count)
        self.call_after_refresh(self._reveal)

    def action_move(self, by: int) -> None:
        self._go(self.cursor + by)

    def action_page(self, by: int) -> None:
        self._go(self.cursor + by * max(1, self.size.height - 1))

    def action_end(self, index: int) -> None:
        self._go(index % max(1, self._count))

    def _go(self, index: int) -> None:
        before = self.cursor
        self._place(index)
        if self.cursor != before:
            self.post_message(self.Moved(self.cursor))

    def on_click(self, event: events.Click) -> None:
        index = event.y + self.scroll_offset.y
        if not 0 <= index < self._count:
            return
        self._go(index)
        if event.chain == 2:
            self.post_message(self.Opened())
