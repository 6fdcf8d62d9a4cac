"""The columns of the list of runs: which ones fit a width, and a run's text in each."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from rnn_tui.io.text import one_line
from rnn_tui.results.plot.inks import RUN_INKS, run_ink
from rnn_tui.results.plot.markers import BRAILLE
from rnn_tui.results.plot.sparkline import sparkline
from rnn_tui.runs import State
from rnn_tui.runs.lists.overview import Entry, reason
from rnn_tui.tui.runs.facts import (
    ELSEWHERE,
    best_words,
    epochs_words,
    name_of,
    state_word,
    time_words,
)
from rnn_tui.tui.runs.sorting import SortBy, Sorting
from rnn_tui.tui.widgets.line import shortened

MOST_CHOSEN = len(RUN_INKS)
"""Runs that are compared at once: as many as there are inks and markers to tell them apart."""

MARK_WIDTH = 2
GAP = " "
LEAST_NAME, MOST_NAME = 17, 32
LEAST_TREND, MOST_TREND = 10, 40
TREND = "val_loss"

Cell = tuple[str, str]
"""A text and the name of its style (see `RunList.COMPONENT_CLASSES`)."""

Cells = tuple[Cell, ...]

STYLES = {
    State.RUNNING: "good",
    State.FINISHED: "plain",
    State.FAILED: "bad",
    State.LOST: "bad",
    State.PAUSED: "warning",
    State.STOPPING: "warning",
    State.STOPPED: "warning",
}


@dataclass(frozen=True, slots=True)
class Column:
    """`by` is what a click on its head sorts by. `right`: numbers, which end alike."""

    key: str
    head: str
    width: int
    by: SortBy | None = None
    right: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """Made for a width; the name takes what the others leave."""

    shown: tuple[Column, ...]
    monitor: str

    @staticmethod
    def fitting(entries: Sequence[Entry], width: int) -> "Columns":
        """Drops the least needed columns in a narrow list."""
        monitors = {e.state.monitor for e in entries if e.state and e.state.best}
        monitor = monitors.pop() if len(monitors) == 1 else ""
        best_head = f"best {monitor}".rstrip()
        best_width = len(best_head) + 1 if monitor else 19  # room for the arrow
        epochs = (cell_len(epochs_words(entry.state)) for entry in entries if entry.state)
        columns = [
            Column("state", "state", 8, SortBy.STATE),
            Column("epochs", "epochs", max([7, *epochs]), SortBy.EPOCHS, right=True),
            Column("best", best_head, best_width, SortBy.BEST, right=True),
            Column("time", "time", 7, SortBy.TIME, right=True),
            Column("trend", TREND, LEAST_TREND),
        ]
        for key in ("trend", "time", "epochs", "best", "state", ""):
            room = width - MARK_WIDTH - sum(column.width + len(GAP) for column in columns)
            if room >= LEAST_NAME:
                break
            columns = [column for column in columns if column.key != key]
        if columns and columns[-1].key == "trend" and room > MOST_NAME:
            trend = min(MOST_TREND, LEAST_TREND + room - MOST_NAME)
            room -= trend - LEAST_TREND
            columns[-1] = Column("trend", TREND, trend)
        name = Column("name", "run", max(1, room), SortBy.RUN)
        return Columns((name, *columns), monitor)

    def head(self, sorting: Sorting) -> str:
        """With an arrow at the column that the runs are sorted by."""
        parts = []
        for column in self.shown:
            arrow = sorting.arrow if column.by is sorting.by else ""
            parts.append(_set(column.head + arrow, column))
        return " " * MARK_WIDTH + GAP.join(parts)

    def head_at(self, x: int) -> SortBy | None:
        """The order that a click at `x` (in the list, from 0) asks for."""
        left = MARK_WIDTH
        for column in self.shown:
            right = left + column.width + len(GAP)
            if left <= x < right:
                return column.by
            left = right
        return None

    def line(self, entry: Entry, chosen: int | None, current: bool) -> Cells:
        """`chosen` is the run's number among those compared, `current` that Train shows it."""
        mark = (" ", "plain") if chosen is None else (BRAILLE.filled[chosen], run_ink(chosen))
        cells = [(f"{mark[0]} ", mark[1])]
        if entry.error and entry.state is None:
            return (*cells, *self._damaged(entry))
        for column in self.shown:
            text, style = self._cell(column, entry)
            if column.key == "name" and current:
                style = "current"
            cells += [(_set(text, column), style), (GAP, "plain")]
        return tuple(cells[:-1])

    def _damaged(self, entry: Entry) -> list[Cell]:
        """The name, the word, and why for as far as the other columns reach."""
        name, *others = self.shown
        cells = [(_set(_name(entry, name.width), name), "plain")]
        if others:
            room = sum(column.width for column in others[1:]) + len(GAP) * max(0, len(others) - 2)
            cells += [(GAP, "plain"), (_set(state_word(entry), others[0]), "bad"), (GAP, "plain")]
            cells.append((_fitted(reason(entry.run, entry.error), room), "dim"))
        return cells

    def _cell(self, column: Column, entry: Entry) -> Cell:
        state = entry.state
        if column.key == "name":
            return _name(entry, column.width), "plain"
        if column.key == "state":
            style = STYLES.get(state.state, "dim") if state else "dim"
            return state_word(entry), style
        if state is None:
            return "", "plain"
        match column.key:
            case "epochs":
                return epochs_words(state), "plain"
            case "best":
                words = best_words(state)
                own = f"{state.monitor} {words}" if words and not self.monitor else words
                return own, "plain"
            case "time":
                return time_words(state), "plain"
            case _:
                return sparkline(state.column(TREND), column.width), "trend"


def _name(entry: Entry, width: int) -> str:
    """The folder of a run elsewhere is left out before its arrow is."""
    name = name_of(entry)
    if not entry.elsewhere or cell_len(name) <= width:
        return name
    return f"{shortened(one_line(entry.run.run_id), width - len(ELSEWHERE))}{ELSEWHERE}"


def _set(text: str, column: Column) -> str:
    if column.right:
        text = " " * (column.width - cell_len(text)) + text
    return _fitted(text, column.width)


def _fitted(text: str, width: int) -> str:
    """The text in exactly `width` cells."""
    return set_cell_size(shortened(text, width), width)
