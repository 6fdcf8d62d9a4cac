"""The list of runs with its heads, its filter, and what it says when it is empty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from rnn_tui.runs.lists.overview import Entry
from rnn_tui.tui.keys import Key, bindings, on_screen
from rnn_tui.tui.runs.columns import Cells, Columns
from rnn_tui.tui.runs.run_list import RunList
from rnn_tui.tui.runs.sorting import SortBy, Sorting
from rnn_tui.tui.widgets.line import Line

FRAME = 3
"""Lines of the pane that are no runs: the border and the heads."""
SCROLLBAR = 1
"""Its column stays free when there is none, so that nothing moves when it comes."""


class Heads(Line):
    """The names of the columns; a click sorts by one."""

    @dataclass
    class Clicked(Message):
        x: int

    def on_click(self, event: events.Click) -> None:
        self.post_message(self.Clicked(event.x))


class FilterField(Input):
    """Words to narrow the list by."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "filter",
        on_screen("runs"),
        {
            "clear": Key(
                "escape", "clear_filter", "show all", "Clear the filter and return to the list"
            ),
            "keep": Key(
                "down",
                "keep_filter",
                "to the list",
                "Keep the filter and return to the list",
                key_display="⏎",
            ),
        },
    )

    class Left(Message):
        """Back to the list."""

    def action_clear_filter(self) -> None:
        self.value = ""
        self.post_message(self.Left())

    def action_keep_filter(self) -> None:
        self.post_message(self.Left())


class RunsPane(Vertical):
    """Shows what it is given; which runs those are, and in what order, the screen knows."""

    @dataclass
    class SortedBy(Message):
        """A head was clicked."""

        by: SortBy

    def __init__(self) -> None:
        super().__init__(classes="pane")
        self._columns = Columns.fitting((), 0)
        self._made: dict[Path, tuple[Entry, int | None, bool, Cells]] = {}

    def compose(self) -> ComposeResult:
        self.border_title = "Runs"
        yield FilterField(placeholder="type a name, a state, a kind of layer …", compact=True)
        yield Heads(id="runs-heads")
        yield RunList(id="runs-list")
        yield Line(id="runs-none", classes="empty")

    def on_mount(self) -> None:
        self.query_one(FilterField).display = False

    @property
    def rows(self) -> RunList:
        return self.query_one(RunList)

    @property
    def filter(self) -> FilterField:
        return self.query_one(FilterField)

    def show(
        self,
        entries: Sequence[Entry],
        cursor: int,
        chosen: Mapping[Path, int],
        current: Path | None,
        sorting: Sorting,
    ) -> None:
        """`chosen` holds the numbers of the runs compared, by their paths."""
        columns = Columns.fitting(entries, self.content_size.width - SCROLLBAR)
        if columns != self._columns:
            self._columns, self._made = columns, {}
        self.query_one(Heads).put(Content(columns.head(sorting)))
        lines = [
            self._line(entry, chosen.get(entry.run.path), entry.run.path == current)
            for entry in entries
        ]
        self.rows.show(tuple(lines), cursor)

    def _line(self, entry: Entry, chosen: int | None, current: bool) -> Cells:
        """The one of last time where nothing of it has changed: there may be hundreds."""
        path = entry.run.path
        made = self._made.get(path)
        if made is None or made[0] is not entry or made[1:3] != (chosen, current):
            made = (entry, chosen, current, self._columns.line(entry, chosen, current))
            self._made[path] = made
        return made[3]

    def say(self, why_none: str) -> None:
        """Words in place of the list; an empty text brings the list back."""
        self.set_class(bool(why_none), "-none")
        self.query_one("#runs-none", Line).put(Content(why_none))

    def on_heads_clicked(self, event: Heads.Clicked) -> None:
        event.stop()
        if by := self._columns.head_at(event.x):
            self.post_message(self.SortedBy(by))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.filter.action_keep_filter()

    def on_filter_field_left(self, event: FilterField.Left) -> None:
        event.stop()
        self.filter.display = bool(self.filter.value)
        self.screen.set_focus(self.rows)
