"""The columns of the list of runs: which ones fit a width, and a row's text in each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len, set_cell_size

from rnn_tui.runs.lists.overview import Entry, reason
from rnn_tui.sweeps.overview import SweepView
from rnn_tui.tui.runs.board import Listing, Row
from rnn_tui.tui.runs.cells import Cell, Cells, cell, differing, entry_name, mark, row_name
from rnn_tui.tui.runs.facts import epochs_words, state_word
from rnn_tui.tui.runs.sorting import NEWEST, Sorting
from rnn_tui.tui.runs.sweep_rows import (
    STATES,
    band_words,
    best_words,
    counts_words,
    keys_words,
    sweep_name,
)
from rnn_tui.tui.widgets.line import shortened
from rnn_tui.wording.language import listed, told, tr

MARK_WIDTH = 2
GAP = " "
LEAST_WORD, LEAST_NAME, MOST_NAME = 8, 17, 40
LEAST_WORDS, MOST_WORDS = 16, 64
LEAST_TREND, MOST_TREND = 10, 40
LOOKED_AT = 200
"""Rows that the widths are made for: those further down may be cut."""

WITH_DEVIATION = 15
"""The width of `•0.8480 ±0.0110`."""


@dataclass(frozen=True, slots=True)
class Column:
    """`by` is what a click on its head sorts by. `right`: numbers, which end alike."""

    key: str
    head: str
    width: int
    by: str = ""
    right: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """Made for a width; the name and what differs take what the others leave."""

    shown: tuple[Column, ...]
    width: int = 0

    @staticmethod
    def fitting(found: Listing, width: int, sorting: Sorting) -> "Columns":
        """As many as there is room for, the most needed first; always what is sorted by."""
        names = [cell_len(row_name(row, MOST_NAME)) for row in found.rows[:LOOKED_AT]]
        longest = max([LEAST_WORD, *names])
        least = min(LEAST_NAME, longest)
        room = _Room(width - MARK_WIDTH - least)
        needed, others = _by_need(found, sorting)
        room.take(needed)
        wider = room.give(longest - least)
        words = room.give(_wanted_words(found) - LEAST_WORDS if room.has("differs") else 0)
        room.take(others)
        trend = room.give(MOST_TREND - LEAST_TREND if room.has("trend") else 0)
        words += room.give(room.left if room.has("differs") else 0)
        grown = {"differs": words, "trend": trend}
        shown = sorted(room.taken, key=lambda column: _place(column, found))
        name = Column("name", tr("run"), max(1, least + min(0, room.left) + wider), "run")
        return Columns(
            (name, *(replace(each, width=each.width + grown.get(each.key, 0)) for each in shown)),
            width,
        )

    @property
    def names(self) -> tuple[str, ...]:
        """What the columns sort by, from left to right."""
        return tuple(column.by for column in self.shown if column.by)

    def head(self, sorting: Sorting) -> str:
        """With an arrow at the column that the rows are sorted by."""
        parts = []
        for column in self.shown:
            arrow = sorting.arrow if column.by == sorting.by else ""
            parts.append(_set(column.head + arrow, column))
        return " " * MARK_WIDTH + GAP.join(parts)

    def head_at(self, x: int) -> str:
        """The order that a click at `x` (in the list, from 0) asks for; empty for none."""
        left = MARK_WIDTH
        for column in self.shown:
            right = left + column.width + len(GAP)
            if left <= x < right:
                return column.by
            left = right
        return ""

    def line(self, row: Row, found: Listing, chosen: int | None, current: bool) -> Cells:
        """`chosen` is the number among those selected, `current` that Train shows the run."""
        cells = [mark(chosen)]
        if row.sweep is not None:
            return (*cells, *self._swept(row.sweep, found))
        if row.entry.error and row.group is None:
            return (*cells, *self._damaged(row.entry))
        for column in self.shown:
            text, style = cell(column.key, column.by, column.width, row, found)
            if column.key == "name" and current:
                style = "current"
            cells += [(_set(text, column), style), (GAP, "plain")]
        return tuple(cells[:-1])

    def _damaged(self, entry: Entry) -> list[Cell]:
        """The name, the word, and why for as far as the other columns reach."""
        name, *others = self.shown
        cells = [(_set(entry_name(entry, name.width), name), "plain")]
        if others:
            room = sum(column.width for column in others[1:]) + len(GAP) * max(0, len(others) - 2)
            cells += [
                (GAP, "plain"),
                (_set(tr(state_word(entry)), others[0]), "bad"),
                (GAP, "plain"),
            ]
            cells.append((_fitted(told(reason(entry.run, entry.error)), room), "dim"))
        return cells

    def _swept(self, view: SweepView, found: Listing) -> list[Cell]:
        """The name, the state, the best value under the head of the objective, and from there on
        what has come of its trials; without that column in the whole rest of the line."""
        name, *others = self.shown
        cells = [(_set(sweep_name(view), name), "plain")]
        if not others:
            return cells
        style = STATES.get(view.state, "plain")
        cells += [(GAP, "plain"), (_set(tr(view.state), others[0]), style), (GAP, "plain")]
        words = listed(filter(None, (band_words(view), counts_words(view))))
        figures = [column for column in others[1:] if _is_figure(column, found)]
        room = self._room_after(name, others[0], *figures)
        if room >= LEAST_WORDS and any(column.key == view.objective for column in figures):
            for column in figures:
                text = best_words(view) if column.key == view.objective else ""
                cells += [(_set(text, column), "plain"), (GAP, "plain")]
            words = _outcome(view, room)
        else:
            room = self._room_after(name, others[0])
        return [*cells, (_fitted(words, room), "plain")]

    def _room_after(self, *columns: Column) -> int:
        """The cells that are left of a line behind its first columns."""
        taken = sum(column.width + len(GAP) for column in columns)
        return max(0, self.width - MARK_WIDTH - taken)


class _Room:
    """The cells of a line that are `left`, and the columns that have `taken` the others."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.taken: list[Column] = []

    def take(self, columns: Sequence[Column]) -> None:
        """Each column that fits, one after the other."""
        for column in columns:
            if column.width + len(GAP) <= self.left:
                self.taken.append(column)
                self.left -= column.width + len(GAP)

    def give(self, wanted: int) -> int:
        """As many cells as are wanted, and left."""
        given = max(0, min(wanted, self.left))
        self.left -= given
        return given

    def has(self, key: str) -> bool:
        return any(column.key == key for column in self.taken)


def _by_need(found: Listing, sorting: Sorting) -> tuple[list[Column], list[Column]]:
    """The columns that have something to say, those that are wanted most first; those that come
    only once what differs has the room that it needs."""
    metrics = [_measured(name, found) for name in found.metrics]
    tests = [_measured(name, found) for name in found.tests]
    epochs = [cell_len(epochs_words(run)) for run in found.runs]
    columns = [Column("state", tr("state"), 8, "state"), *metrics[:1]]
    if not found.grouped:
        columns.append(Column("epochs", tr("epochs"), max([7, *epochs]), "epochs", right=True))
    columns += metrics[1:2]
    if found.differences.shown or any(run.marks.tags for run in found.runs):
        columns.append(Column("differs", tr("what differs"), LEAST_WORDS))
    columns += [Column("time", tr("time"), 7, "time", right=True), *tests[:1]]
    columns.append(Column("age", tr("age"), 4, NEWEST, right=True))
    others = [
        Column("baseline", tr("baseline"), 9, "baseline", right=True),
        Column("parameters", tr("params"), 10, "parameters", right=True),
        Column("speed", tr("samples/s"), 10, "speed", right=True),
        Column("trend", tr("curve"), LEAST_TREND),
    ]
    others = [each for each in others if each.by in found.given or not each.by]
    others = [*metrics[2:], *tests[1:], *others]
    if sorting.by == NEWEST:
        return columns, others
    wanted = [each for each in (*columns, *others) if each.by == sorting.by]
    if not wanted and sorting.by != "run":
        width = max(7, len(sorting.by) + 1)
        wanted = [Column(sorting.by, sorting.by, width, sorting.by, right=True)]
    rest = [each for each in columns if each not in wanted]
    return [*rest[:1], *wanted, *rest[1:]], [each for each in others if each not in wanted]


def _outcome(view: SweepView, room: int) -> str:
    """How many trials are finished, running and so on; its keys where there is room for some."""
    counts = counts_words(view, room)
    words = listed(filter(None, (counts, keys_words(view))))
    return words if cell_len(words) <= room or room - cell_len(counts) >= LEAST_WORDS else counts


def _is_figure(column: Column, found: Listing) -> bool:
    """Whether it stands between the state and what differs."""
    return column.key in ("epochs", *found.metrics, *found.tests, "baseline")


def _wanted_words(found: Listing) -> int:
    """The width of what differs in the rows at the top."""
    words = [differing(row, found) for row in found.of_runs[:LOOKED_AT]]
    return min(MOST_WORDS, max([LEAST_WORDS, *map(cell_len, words)]))


def _measured(name: str, found: Listing) -> Column:
    least = WITH_DEVIATION if found.grouped else 7
    return Column(name, name, max(least, len(name) + 1), name, right=True)  # room for the arrow


def _place(column: Column, found: Listing) -> int:
    """From left to right: how it stands, what came of it, what differs, what it cost."""
    order = ["state", "epochs", *found.metrics, *found.tests, "baseline"]
    last = ["differs", "parameters", "speed", "time", "age", "trend"]
    if column.key in order:
        return order.index(column.key)
    return len(order) + (1 + last.index(column.key) if column.key in last else 0)


def _set(text: str, column: Column) -> str:
    if column.right:
        text = " " * (column.width - cell_len(text)) + text
    return _fitted(text, column.width)


def _fitted(text: str, width: int) -> str:
    """The text in exactly `width` cells."""
    return set_cell_size(shortened(text, width), width)
