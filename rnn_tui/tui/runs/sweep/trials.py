"""The trials of a sweep as lines of a table, the best first. No Textual."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.cells import cell_len, set_cell_size

from rnn_tui.io.text import one_line
from rnn_tui.results.statistics import spread
from rnn_tui.runs.lists.differences import ABSENT, short_names
from rnn_tui.sweeps.overview import SweepView, TrialView, UnitView
from rnn_tui.sweeps.wording import value_words
from rnn_tui.tui.runs.cells import Cell, Cells
from rnn_tui.tui.widgets.line import shortened, to_the_right
from rnn_tui.wording.language import tr
from rnn_tui.wording.numbers import figure
from rnn_tui.wording.times import clock

GAP = "  "
STATES = {
    "running": "good",
    "failed": "bad",
    "pruned": "dim",
    "asked": "dim",
    "removed": "dim",
    "waiting": "warning",
    "stopped": "warning",
}
OVER = ("finished", "pruned", "failed", "stopped")

NUMBER = re.compile(r"-?\d+(?P<fraction>(?:\.\d+)?(?:e[-+]?\d+)?)")


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A trial; where the sweep has one combination only, the run of one of its seeds."""

    name: str
    trial: TrialView
    runs: tuple[UnitView, ...]
    state: str
    value: float | None

    @property
    def run(self) -> UnitView | None:
        """Its first run that has begun."""
        return next((each for each in self.runs if each.state != "asked"), None)

    @property
    def is_ranked(self) -> bool:
        """Whether it has finished with a finite value, and so is compared with the others."""
        found = self.value is not None and math.isfinite(self.value)
        return found and self.state == "finished"


@dataclass(frozen=True, slots=True)
class Column:
    """A head and the texts below it; `right`: numbers, which end alike. `width` is in cells."""

    head: str
    texts: tuple[str, ...]
    right: bool = False
    width: int = field(init=False)

    def __post_init__(self) -> None:
        # Measured once: each line that is drawn asks for it, and there may be thousands of texts.
        width = max(map(cell_len, (tr(self.head), *self.texts)))
        object.__setattr__(self, "width", width)


def rows_of(view: SweepView) -> tuple[TrialRow, ...]:
    """The finished ones from the best to the worst, then the others in their turn."""
    rows = [row for trial in view.trials for row in _rows(trial, view)]
    done = [row for row in rows if row.is_ranked]
    done.sort(key=lambda row: row.value or 0.0, reverse=not view.lower)
    best = {row.name for row in done}
    return (*done, *(row for row in rows if row.name not in best))


def _rows(trial: TrialView, view: SweepView) -> list[TrialRow]:
    if view.keys or view.seeds == 1:
        value = trial.value
        if value is None and len(trial.runs) == 1:
            value = trial.runs[0].value
        return [TrialRow(f"{trial.trial:03d}", trial, tuple(trial.runs), trial.state, value)]
    return [TrialRow(one_line(u.run), trial, (u,), u.state, u.value) for u in trial.runs]


def columns_of(view: SweepView, rows: Sequence[TrialRow]) -> list[Column]:
    """What the table shows, from left to right: how a trial stands, and the keys that are tried."""
    names = short_names(view.keys)
    columns = [
        Column("trial", tuple(row.name for row in rows)),
        Column("state", tuple(tr(row.state) for row in rows)),
        Column("epochs", tuple(_epochs(row) for row in rows), right=True),
        Column(view.objective, tuple(_value(row) for row in rows), right=True),
        *(Column(one_line(names[key]), _values(key, rows), right=True) for key in view.keys),
        Column("time", tuple(_time(row) for row in rows), right=True),
    ]
    if view.seeds > 1 and view.keys:
        columns.insert(2, Column("seeds", tuple(_seeds(row) for row in rows), right=True))
    return columns


def _values(key: str, rows: Sequence[TrialRow]) -> tuple[str, ...]:
    return aligned([_word(row.trial.values, key) for row in rows])


def aligned(texts: Sequence[str]) -> tuple[str, ...]:
    """The texts as they are or, where all are numbers, with their points below one another."""
    found = [NUMBER.fullmatch(text) for text in texts]
    if any(match is None and text != ABSENT for match, text in zip(found, texts, strict=True)):
        return tuple(texts)
    after = [len(match["fraction"]) if match else 0 for match in found]
    most = max(after, default=0)
    return tuple(text + " " * (most - own) for text, own in zip(texts, after, strict=True))


def _word(values: Mapping[str, Any], key: str) -> str:
    return one_line(value_words(values[key])) if key in values else ABSENT


def _value(row: TrialRow) -> str:
    """The mean and the deviation over its seeds, as far as they have come."""
    found = [unit.value for unit in row.runs if unit.value is not None]
    if len(found) > 1:
        return spread(found).short
    return figure(found[0]) if found else ABSENT


def _epochs(row: TrialRow) -> str:
    done = sum(unit.epochs for unit in row.runs)
    totals = [unit.total for unit in row.runs if unit.total is not None]
    if len(row.runs) == 1 and totals:
        return f"{done}/{totals[0]}"
    return str(done) if done else ABSENT


def _seeds(row: TrialRow) -> str:
    over = sum(unit.state in OVER for unit in row.runs)
    return f"{over}/{len(row.runs)}"


def _time(row: TrialRow) -> str:
    seconds = sum(unit.seconds for unit in row.runs)
    return clock(seconds) if seconds else ABSENT


@dataclass(frozen=True, slots=True)
class Table:
    """The columns that fit a width; what is cut last is how a trial stands."""

    columns: tuple[Column, ...]
    width: int

    @staticmethod
    def fitting(columns: Sequence[Column], width: int) -> "Table":
        """Time and epochs go first, then the keys from the last one on."""
        kept = list(columns)
        for head in ("time", "epochs"):
            if _needed(kept) > width:
                kept = [each for each in kept if each.head != head]
        while _needed(kept) > width and len(kept) > 3:
            kept.pop()
        return Table(tuple(kept), width)

    @property
    def head(self) -> str:
        """The heads over their columns."""
        return GAP.join(_set(tr(each.head), each) for each in self.columns)

    def line(self, index: int, row: TrialRow, best: int | None) -> Cells:
        """The cells of a row, those of the best trial marked."""
        cells: list[Cell] = []
        for each in self.columns:
            style = STATES.get(row.state, "plain") if each.head == "state" else "plain"
            if row.trial.trial == best and each.head not in ("state", "time", "epochs"):
                style = "best"
            cells += [(_set(each.texts[index], each), style), (GAP, "plain")]
        return tuple(cells[:-1])


def _needed(columns: Sequence[Column]) -> int:
    return sum(each.width for each in columns) + len(GAP) * (len(columns) - 1)


def _set(text: str, column: Column) -> str:
    text = shortened(text, column.width)
    if column.right:
        return to_the_right(text, column.width)
    return set_cell_size(text, column.width)
