"""What the list of runs shows: filtered, grouped, sorted, with what differs. No Textual."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rnn_tui.results.groups import SEED, Group, grouped
from rnn_tui.runs.lists.differences import Differences
from rnn_tui.runs.lists.filters import arranged, filtered, natural, rises_first
from rnn_tui.runs.lists.grammar import FilterError, parse_filter
from rnn_tui.runs.lists.overview import Entry
from rnn_tui.runs.lists.run_summary import RunSummary
from rnn_tui.runs.lists.values import TEST, first_value, is_metric, metrics_of
from rnn_tui.runs.state.ranking import LOSS
from rnn_tui.sweeps.overview import SweepView
from rnn_tui.tui.runs.sorting import Sorting


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a run, or a group of runs that differ in nothing but their seed.

    `key` stays the same while its figures change. `inside`: a run of a group that is unfolded
    above it. A `sweep` has no entries: its runs are listed where it is opened.
    """

    key: Hashable
    entries: tuple[Entry, ...]
    group: Group | None = None
    sweep: SweepView | None = None
    inside: bool = False
    unfolded: bool = False

    @property
    def entry(self) -> Entry:
        """The run; of a group the first one."""
        return self.entries[0]

    def value(self, name: str) -> Any:
        """What it is sorted by."""
        return self.group.value(name) if self.group else first_value(self.entry.summary, name)


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants to see the runs."""

    words: str = ""
    sorting: Sorting = field(default_factory=Sorting)
    grouped: bool = False
    unfolded: frozenset[Hashable] = frozenset()


@dataclass(frozen=True, slots=True)
class Listing:
    """`best` holds the best value of each column in which one is better than another.

    `error` says what is wrong with the filter; the rows are then all runs.
    """

    rows: tuple[Row, ...] = ()
    runs: tuple[RunSummary, ...] = ()
    differences: Differences = field(default_factory=lambda: Differences({}))
    metrics: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    best: dict[str, float] = field(default_factory=dict)
    error: str = ""

    @property
    def of_runs(self) -> tuple[Row, ...]:
        """The rows that are no sweeps."""
        return tuple(row for row in self.rows if row.sweep is None)

    @property
    def grouped(self) -> bool:
        return any(row.group for row in self.rows)


def listing(entries: Sequence[Entry], wish: Wish, sweeps: Sequence[SweepView] = ()) -> Listing:
    """The rows that are wanted, of these runs. Sweeps come first; a filter is about runs."""
    kept, error = _kept(entries, wish.words)
    runs = [entry.summary for entry in kept]
    rows = _grouped(kept) if wish.grouped else [_single(entry) for entry in kept]
    by_name = sorted(rows, key=lambda row: natural(row.entry.run.run_id))
    try:
        rows = arranged(by_name, wish.sorting.order, Row.value, runs)
    except FilterError:  # the runs that had this name have gone
        rows = by_name
    ignored = (SEED,) if wish.grouped else ()
    metrics = metrics_of(runs)
    tests = [
        TEST + name for name in dict.fromkeys(n for run in runs for n in run.test if n != LOSS)
    ]
    return Listing(
        (*(_sweep(view) for view in sweeps if not wish.words), *_unfolded(rows, wish)),
        tuple(runs),
        Differences.of([run.keys for run in runs], ignored),
        tuple(metrics),
        tuple(tests),
        {
            name: best
            for name in (*metrics, *tests)
            if (best := _best(rows, name, runs)) is not None
        },
        error,
    )


def best_name(found: Listing) -> str:
    """What the best run is told by: what most are monitored by, or else any metric."""
    monitors = [run.monitor for run in found.runs if run.logs]
    if monitors:
        return max(dict.fromkeys(monitors), key=monitors.count)
    return found.metrics[0] if found.metrics else "best"


def _kept(entries: Sequence[Entry], words: str) -> tuple[list[Entry], str]:
    """The runs that the filter leaves, and what is wrong with it."""
    if not words.strip():
        return list(entries), ""
    try:
        kept = filtered([entry.summary for entry in entries], parse_filter(words))
    except FilterError as error:
        return list(entries), str(error)
    left = {id(summary) for summary in kept}
    return [entry for entry in entries if id(entry.summary) in left], ""


def _grouped(entries: Sequence[Entry]) -> list[Row]:
    by_path = {entry.run.path: entry for entry in entries}
    rows = []
    for group in grouped(entry.summary for entry in entries):
        members = tuple(by_path[run.run.path] for run in group.runs)
        several = len(members) > 1
        rows.append(Row(group.configuration, members, group) if several else _single(members[0]))
    return rows


def _single(entry: Entry, inside: bool = False) -> Row:
    return Row(entry.run.path, (entry,), inside=inside)


def _sweep(view: SweepView) -> Row:
    return Row(sweep_key(Path(view.path)), (), sweep=view)


def sweep_key(path: Path) -> Hashable:
    """The key of the row of the sweep in this folder."""
    return "sweep", path


def _unfolded(rows: Sequence[Row], wish: Wish) -> list[Row]:
    """Each group that is unfolded is followed by its runs, in the order of their seeds."""
    found = []
    for row in rows:
        unfolded = row.group is not None and row.key in wish.unfolded
        found.append(replace(row, unfolded=True) if unfolded else row)
        if unfolded:
            members = sorted(
                row.entries, key=lambda entry: natural(str(entry.summary.keys.get(SEED)))
            )
            found += [_single(entry, inside=True) for entry in members]
    return found


def _best(rows: Sequence[Row], name: str, runs: Sequence[RunSummary]) -> float | None:
    """The best value of a column, where there are two to choose from."""
    found = [value for row in rows if isinstance(value := row.value(name), (int, float))]
    finite = [value for value in found if math.isfinite(value)]
    if len(finite) < 2 or not is_metric(name, runs):
        return None
    return min(finite) if rises_first(name, runs) else max(finite)
