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

SOMETIMES = ("baseline", "parameters", "speed")
"""Facts that no run of a list may have: they have a column where one does."""


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

    `error` says what is wrong with the filter; the rows are then all runs. `wish` is what it was
    made for; `kept` are the runs that the filter has left, `in_order` their rows without sweeps.
    `given` are those of `SOMETIMES` that some run has.
    """

    rows: tuple[Row, ...] = ()
    runs: tuple[RunSummary, ...] = ()
    differences: Differences = field(default_factory=lambda: Differences({}))
    metrics: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    best: dict[str, float] = field(default_factory=dict)
    error: str = ""
    wish: Wish = field(default_factory=Wish)
    kept: tuple[Entry, ...] = ()
    in_order: tuple[Row, ...] = ()
    given: frozenset[str] = frozenset()

    @property
    def of_runs(self) -> tuple[Row, ...]:
        """The rows that are no sweeps."""
        return tuple(row for row in self.rows if row.sweep is None)

    @property
    def grouped(self) -> bool:
        return any(row.group for row in self.in_order)


NOTHING = Listing()


def listing(
    entries: Sequence[Entry],
    wish: Wish,
    sweeps: Sequence[SweepView] = (),
    before: Listing = NOTHING,
) -> Listing:
    """The rows that are wanted, of these runs. Sweeps come first; a filter is about runs.

    What one made `before` says of the same runs is taken from it: of thousands it takes long.
    """
    kept, error = _kept(entries, wish.words)
    same = kept == before.kept and wish.grouped == before.wish.grouped
    found = before if same else _surveyed(kept, wish.grouped)
    if not same or wish.sorting != before.wish.sorting:
        found = replace(found, in_order=_in_order(found, wish.sorting))
    first = [_sweep(view) for view in sweeps if not wish.words]
    rows = (*first, *_unfolded(found.in_order, wish))
    return replace(found, rows=rows, error=error, wish=wish)


def _surveyed(kept: tuple[Entry, ...], grouped: bool) -> Listing:
    """All that does not depend on the order, with the rows in any order."""
    runs = tuple(entry.summary for entry in kept)
    rows = _grouped(kept) if grouped else [_single(entry) for entry in kept]
    metrics, tests = metrics_of(runs), _tested(runs)
    bests = {name: _best(rows if grouped else (), name, runs) for name in (*metrics, *tests)}
    return Listing(
        runs=runs,
        differences=Differences.of([run.keys for run in runs], (SEED,) if grouped else ()),
        metrics=tuple(metrics),
        tests=tuple(tests),
        best={name: best for name, best in bests.items() if best is not None},
        kept=kept,
        in_order=tuple(rows),
        given=frozenset(
            name for name in SOMETIMES if any(first_value(run, name) is not None for run in runs)
        ),
    )


def _in_order(found: Listing, sorting: Sorting) -> tuple[Row, ...]:
    """The rows sorted, by their names where they are alike."""
    by_name = sorted(found.in_order, key=lambda row: natural(row.entry.run.run_id))
    try:
        return tuple(arranged(by_name, sorting.order, Row.value, found.runs))
    except FilterError:  # the runs that had this name have gone
        return tuple(by_name)


def best_name(found: Listing) -> str:
    """What the best run is told by: what most are monitored by, or else any metric."""
    monitors = [run.monitor for run in found.runs if run.logs]
    if monitors:
        return max(dict.fromkeys(monitors), key=monitors.count)
    return found.metrics[0] if found.metrics else "best"


def _kept(entries: Sequence[Entry], words: str) -> tuple[tuple[Entry, ...], str]:
    """The runs that the filter leaves, and what is wrong with it."""
    if not words.strip():
        return tuple(entries), ""
    try:
        kept = filtered([entry.summary for entry in entries], parse_filter(words))
    except FilterError as error:
        return tuple(entries), str(error)
    left = {id(summary) for summary in kept}
    return tuple(entry for entry in entries if id(entry.summary) in left), ""


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


def _unfolded(rows: Sequence[Row], wish: Wish) -> Sequence[Row]:
    """Each group that is unfolded is followed by its runs, in the order of their seeds."""
    if not wish.unfolded:
        return rows
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


def _tested(runs: Sequence[RunSummary]) -> list[str]:
    """The names of the test figures that some run has, but for the loss."""
    kinds = dict.fromkeys(tuple(run.test) for run in runs)
    return list(dict.fromkeys(TEST + name for test in kinds for name in test if name != LOSS))


def _best(grouped: Sequence[Row], name: str, runs: Sequence[RunSummary]) -> float | None:
    """The best value of a column of runs, or of groups, where there are two to choose from."""
    values = [row.value(name) for row in grouped] or [first_value(run, name) for run in runs]
    found = [value for value in values if isinstance(value, (int, float))]
    finite = [value for value in found if math.isfinite(value)]
    if len(finite) < 2 or not is_metric(name, runs):
        return None
    return min(finite) if rises_first(name, runs) else max(finite)
