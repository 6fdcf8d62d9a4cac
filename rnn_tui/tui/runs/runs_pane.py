"""The list of runs with its heads, its filter, and what it says when it is empty."""

from collections.abc import Hashable, Mapping
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

from rnn_tui.runs.lists.grammar import EXAMPLE
from rnn_tui.tui.keys import Key, bindings, on_screen
from rnn_tui.tui.runs.board import Listing, Row
from rnn_tui.tui.runs.cells import Cells
from rnn_tui.tui.runs.columns import Columns
from rnn_tui.tui.runs.run_list import RunList
from rnn_tui.tui.runs.sorting import Sorting
from rnn_tui.tui.widgets.line import Line
from rnn_tui.wording.language import tr

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

        by: str

    def __init__(self) -> None:
        super().__init__(classes="pane -none")  # as `say` does: it has nothing to list yet
        self._columns = Columns(())
        self._listing = Listing()
        self._made: dict[Hashable, tuple[Row, int | None, bool, Cells]] = {}

    def compose(self) -> ComposeResult:
        self.border_title = tr("Runs")
        yield FilterField(
            placeholder=tr("words and conditions, as in {example}", example=EXAMPLE), compact=True
        )
        yield Line(id="runs-complaint")
        yield Heads(id="runs-heads")
        yield RunList(id="runs-list")
        yield Line(id="runs-none", classes="empty")

    def on_mount(self) -> None:
        self.query_one(FilterField).display = False
        self.query_one("#runs-complaint").display = False

    @property
    def rows(self) -> RunList:
        return self.query_one(RunList)

    @property
    def filter(self) -> FilterField:
        return self.query_one(FilterField)

    @property
    def sortable(self) -> tuple[str, ...]:
        """What the columns in sight sort by."""
        return self._columns.names

    def show(
        self,
        found: Listing,
        cursor: int,
        chosen: Mapping[Path, int],
        current: Path | None,
        sorting: Sorting,
    ) -> None:
        """`chosen` holds the numbers of the selected runs, by their paths."""
        columns = Columns.fitting(found, self.content_size.width - SCROLLBAR, sorting)
        before = self._listing
        if columns != self._columns or not _same_cells(before, found):
            self._made = {}
        self._columns, self._listing = columns, found
        self.query_one(Heads).put(Content(columns.head(sorting)))
        complaint = self.query_one("#runs-complaint", Line)
        complaint.put(Content(found.error), layout=True)
        complaint.display = bool(found.error)

        def line_of(index: int) -> Cells:
            row = found.rows[index]
            shown = row.sweep is None and row.entry.run.path == current
            return self._line(row, _number(row, chosen), shown)

        self.rows.show(len(found.rows), line_of, cursor)

    def _line(self, row: Row, chosen: int | None, current: bool) -> Cells:
        """The one of last time where nothing of it has changed."""
        made = self._made.get((row.key, row.inside))
        if made is None or made[0] != row or made[1:3] != (chosen, current):
            cells = self._columns.line(row, self._listing, chosen, current)
            made = self._made[row.key, row.inside] = (row, chosen, current, cells)
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


def _number(row: Row, chosen: Mapping[Path, int]) -> int | None:
    """The number among the selected runs; of a group that of its first run, where all are."""
    numbers = [chosen.get(entry.run.path) for entry in row.entries]
    return numbers[0] if numbers and None not in numbers else None


def _same_cells(before: Listing, now: Listing) -> bool:
    """Check whether equal rows look alike in both."""
    return (before.best, before.differences, before.metrics, before.tests) == (
        now.best,
        now.differences,
        now.metrics,
        now.tests,
    )
