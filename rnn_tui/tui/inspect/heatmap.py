"""Heatmap: an array of numbers as coloured cells, with names for its rows and a cursor.

Only what is in sight is drawn, line by line; a cursor that moves costs the two lines that it
leaves and enters. Without colours a cell is a character: bars for minus, blocks for plus.
"""

from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.binding import BindingType
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from rnn_tui.tui.inspect.heatmap_data import NOTHING, HeatmapData
from rnn_tui.tui.keys import Key, bindings, on_screen
from rnn_tui.tui.widgets.line import shortened
from rnn_tui.tui.widgets.palette import Palette, palette, sign_marks

WIDEST_CELL = 6
"""Characters of a cell where there is much room."""

RULER = 1
"""Lines above the cells."""


class Heatmap(ScrollView, can_focus=True):
    """`show` a sheet; `row` and `column` are where the cursor is."""

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    Heatmap {
        width: 1fr;
        height: 1fr;
        overflow: hidden auto;
        scrollbar-size: 1 1;
        & > .heatmap--ruler { color: $foreground 55%; }
        & > .heatmap--label { color: $foreground 75%; }
        & > .heatmap--here { color: $foreground; text-style: bold; }
        & > .heatmap--cursor { text-style: reverse bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "heatmap--ruler",
        "heatmap--label",
        "heatmap--here",
        "heatmap--cursor",
    }
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "heatmap",
        (on_screen("inspect", "lab"), on_screen("inspect", "predict")),
        {
            key: Key(key, action, key, tooltip, show=False)
            for key, action, tooltip in (
                ("up", "move(-1, 0)", "One row up"),
                ("down", "move(1, 0)", "One row down"),
                ("left", "move(0, -1)", "Previous unit"),
                ("right", "move(0, 1)", "Next unit"),
                ("pageup", "page(-1)", "One page up"),
                ("pagedown", "page(1)", "One page down"),
                ("home", "move(-1000000, 0)", "First row"),
                ("end", "move(1000000, 0)", "Last row"),
            )
        },
    )

    @dataclass
    class Moved(Message):
        """A key or the mouse moved the cursor."""

        heatmap: "Heatmap"
        row: int
        column: int

        @property
        def control(self) -> "Heatmap":
            return self.heatmap

    def __init__(self, *, ruler: bool = True, id: str | None = None) -> None:
        super().__init__(id=id)
        self.sheet = NOTHING
        self.row = self.column = 0
        self._top = RULER if ruler else 0
        self._palette: Palette | None = None

    # What is shown

    def show(self, sheet: HeatmapData, row: int | None = None, column: int | None = None) -> None:
        """Another sheet, of any size; the cursor stays as near as it can."""
        before = self._lines()
        grown = (sheet.rows, sheet.columns) != (self.sheet.rows, self.sheet.columns)
        self.sheet = sheet
        self.row = self._within(self.row if row is None else row, sheet.rows)
        self.column = self._within(self.column if column is None else column, sheet.columns)
        if grown:
            self._measure()
        self._keep_in_sight()
        for y, (old, new) in enumerate(zip(before, self._lines(), strict=True)):
            if old != new:
                self.refresh(Region(0, y, self.size.width, 1))

    def _lines(self) -> list[object]:
        """For each line in sight all that it is drawn from: equal ones look alike."""
        sheet, offset, wide = self.sheet, self.scroll_offset, self.cell_width
        first = offset.x // wide
        sight = slice(first, first + -(-self.size.width // wide))
        lines: list[object] = [(sheet.columns, first, self.column, wide)] * self._top
        for y in range(self.size.height - self._top):
            row = y + offset.y
            there = row < sheet.rows
            cursor = self.column if row == self.row else -1
            name = sheet.labels[row : row + 1], sheet.tints[row : row + 1]
            lines.append((name, sheet.levels(row, sight) if there else [], cursor, first, wide))
        return lines

    def go(self, row: int, column: int) -> None:
        """Move the cursor without telling anybody."""
        before = self.row, self.column
        self.row = self._within(row, self.sheet.rows)
        self.column = self._within(column, self.sheet.columns)
        if (self.row, self.column) != before:
            self._refresh_row(before[0])
            self._refresh_row(self.row)
            if self._top and self.column != before[1]:
                self.refresh(Region(0, 0, self.size.width, self._top))
            self._keep_in_sight()

    @property
    def cell_width(self) -> int:
        """Two characters make a square; more where there is room for all columns."""
        room = self.container_size.width - self.sheet.widest - self.scrollbar_size_vertical
        return max(1, min(WIDEST_CELL, room // max(1, self.sheet.columns)))

    def on_resize(self) -> None:
        self._measure()
        self._keep_in_sight()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._palette = None

    def _measure(self) -> None:
        width = self.sheet.widest + self.sheet.columns * self.cell_width
        self.virtual_size = Size(width, self._top + self.sheet.rows)

    # Drawing

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y < self._top:
            return self._ruler(width)
        row = y - self._top + self.scroll_offset.y
        if row >= self.sheet.rows:
            return Strip.blank(width, self.rich_style)
        segments = [*self._label(row), *self._cells(row, width)]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _label(self, row: int) -> list[Segment]:
        sheet, base, colours = self.sheet, self.rich_style, self._colours()
        name, number = sheet.labels[row] if row < len(sheet.labels) else ("", "")
        style = self.get_component_rich_style(f"heatmap--{'here' if row == self.row else 'label'}")
        ink = style
        if sheet.tints:
            tint = sheet.tints[row]
            ink = style + colours.ink(tint)
            if not colours.colours:
                name = f"{sign_marks(tint):<3}{name}"
        room = sheet.widest - 1 - len(number)
        name = shortened(name, room)
        gap = " " * (room - cell_len(name))
        return [Segment(name, ink), Segment(f"{gap}{number}", style), Segment(" ", base)]

    def _cells(self, row: int, width: int) -> list[Segment]:
        """Runs of equal cells in one segment each; the cursor is a run of its own."""
        wide, colours, base = self.cell_width, self._colours(), self.rich_style
        first = self.scroll_offset.x // wide
        count = -(-(width - self.sheet.widest) // wide)
        levels = self.sheet.levels(row, slice(first, first + count))
        here = self.column - first if row == self.row else -1
        cells = [(level, place == here) for place, level in enumerate(levels)]
        segments = []
        for (level, under), group in groupby(cells):
            character, style = colours.cell(level)
            if under:
                character, style = self._cursor(character, style)
            segments.append(Segment(character * wide * len(list(group)), base + style))
        return segments

    def _cursor(self, character: str, style: Style) -> tuple[str, Style]:
        """Seen in every mode: a mark on the cell's own colour, else the cell turned round."""
        if character == " ":
            ground = style.bgcolor
            light = ground is not None and sum(ground.get_truecolor()) > 380
            return "▪", style + Style(color="black" if light else "white", bold=True)
        return ("█" if character == "·" else character), style + Style(reverse=True, bold=True)

    def _ruler(self, width: int) -> Strip:
        """Column numbers, every tenth; the cursor's own in bold; how many are out of sight."""
        wide = self.cell_width
        first = self.scroll_offset.x // wide
        room = max(0, width - self.sheet.widest)
        line = [" "] * room
        step = 10 if wide == 1 else 5
        if first:
            _put(line, 0, f"←{first}")
        if (beyond := self.sheet.columns - first - room // wide) > 0:
            _put(line, room - len(more := f"+{beyond}→"), more)
        for column in range(-(-first // step) * step, self.sheet.columns, step):
            _put(line, (column - first) * wide, str(column))
        start = (self.column - first) * wide
        style = self.get_component_rich_style("heatmap--ruler")
        if not self.sheet.columns or not 0 <= start < room:
            return Strip([Segment(" " * self.sheet.widest + "".join(line), style)])
        name = f"{self.column}"
        start = min(start, room - len(name))
        before, after = "".join(line[:start]), "".join(line[start + len(name) :])
        before = before[: before.rfind(" ") + 1].ljust(len(before))  # no half of a number
        after = after[after.find(" ") :].rjust(len(after)) if " " in after else after
        pieces = [
            Segment(" " * self.sheet.widest + before, style),
            Segment(name, self.get_component_rich_style("heatmap--here")),
            Segment(after, style),
        ]
        return Strip(pieces).adjust_cell_length(width, self.rich_style)

    def _colours(self) -> Palette:
        if self._palette is None:
            self._palette = palette(self.app)
        return self._palette

    def _refresh_row(self, row: int) -> None:
        y = row - self.scroll_offset.y + self._top
        if self._top <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    # The cursor

    def action_move(self, rows: int, columns: int) -> None:
        before = self.row, self.column
        self.go(self.row + rows, self.column + columns)
        if (self.row, self.column) != before:
            self.post_message(self.Moved(self, self.row, self.column))

    def action_page(self, direction: int) -> None:
        self.action_move(direction * max(1, self.size.height - self._top - 1), 0)

    def on_click(self, event: Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or not self.sheet.rows:
            return
        row = offset.y - self._top + self.scroll_offset.y
        if 0 <= row < self.sheet.rows:
            across = offset.x - self.sheet.widest + self.scroll_offset.x
            column = self.column if offset.x < self.sheet.widest else across // self.cell_width
            self.action_move(row - self.row, column - self.column)

    def _keep_in_sight(self) -> None:
        """Scroll as little as shows the cursor, whole cells at a time."""
        wide, offset = self.cell_width, self.scroll_offset
        rows = max(1, self.size.height - self._top)
        columns = max(1, (self.size.width - self.sheet.widest) // wide)
        y = min(max(offset.y, self.row - rows + 1), self.row)
        first = min(max(offset.x // wide, self.column - columns + 1), self.column)
        if (first * wide, y) != (offset.x, offset.y):
            self.scroll_to(first * wide, y, animate=False, immediate=True, force=True)

    @staticmethod
    def _within(place: int, count: int) -> int:
        return max(0, min(place, count - 1))


def _put(line: list[str], at: int, text: str) -> None:
    """A text that has no room whole, a blank on either side of it, is left out."""
    room = line[max(0, at - 1) : at + len(text) + 1]
    if at >= 0 and at + cell_len(text) <= len(line) and not "".join(room).strip():
        line[at : at + len(text)] = text
