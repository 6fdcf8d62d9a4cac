"""The actions of the Runs screen that only change how the runs are arranged."""

from collections.abc import Hashable, Sequence
from dataclasses import replace

from rnn_tui.runs.lists.overview import Entry
from rnn_tui.runs.lists.values import names
from rnn_tui.sweeps.overview import SweepView
from rnn_tui.tui.dialogs.picker import Item, Picker
from rnn_tui.tui.runs.again import AgainActions
from rnn_tui.tui.runs.board import Listing, Row, Wish, best_name, listing
from rnn_tui.tui.runs.runs_pane import RunsPane
from rnn_tui.tui.runs.sorting import Sorting
from rnn_tui.wording.language import tr


class Arranging(AgainActions):
    """`listing` is what the `wish` makes of the runs; `at` is the key of the row at the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self.listing = Listing()
        self.wish = Wish()
        self.at: Hashable = None
        self._places: dict[Hashable, int] = {}
        self.stays_at_top = True
        """True until somebody has moved the cursor, or all runs have been read."""

    def go_to(self, key: Hashable) -> None:
        """Put the cursor on the row with this key; the next `show` draws it there."""
        self.at, self.stays_at_top = key, False

    def listing_of(self, entries: Sequence[Entry], sweeps: Sequence[SweepView]) -> Listing:
        return listing(entries, self.wish, sweeps, self.prepared)

    def take(self, found: Listing) -> None:
        """Have the rows of this listing, and the cursor on one of them."""
        before, self.listing = self.rows, found
        if found.rows != before:
            self._places = {row.key: place for place, row in enumerate(found.rows)}
        self._keep_cursor(before)

    def _keep_cursor(self, before: Sequence[Row]) -> None:
        """The cursor follows its row; where that is gone, it goes to the one that came next.

        While the runs are read for the first time, rows change places: until somebody moves it,
        it stays at the top.
        """
        if self.rows and self.stays_at_top:
            self.at = self.rows[0].key
            self.stays_at_top = any(entry.unread for entry in self.entries)
        if self.at in self._places or not self.rows:
            return
        keys = [row.key for row in before]
        index = keys.index(self.at) if self.at in keys else 0
        later = next((key for key in keys[index:] if key in self._places), None)
        self.at = later or self.rows[-1 if index else 0].key

    @property
    def place(self) -> int | None:
        """The index of the row at the cursor; None without one."""
        return self._places.get(self.at)

    @property
    def row(self) -> Row | None:
        return None if self.place is None else self.rows[self.place]

    @property
    def pane(self) -> RunsPane:
        return self.query_one(RunsPane)

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.listing.rows

    def sort(self, sorting: Sorting) -> None:
        self.wish = replace(self.wish, sorting=sorting)
        self.show()

    def action_sort(self) -> None:
        """Offer the columns in sight first, then every other name that these runs have."""
        runs = [entry.summary for entry in self.entries]
        known = dict.fromkeys((*self.pane.sortable, *self.listing.metrics, *names(runs)))
        items = [Item(name, name, tr("a column") * (name in self.pane.sortable)) for name in known]

        def chosen(name: str | None) -> None:
            if name is not None:
                self.sort(self.wish.sorting.clicked(name))

        self.app.push_screen(Picker(tr("Sort by"), items), chosen)

    def action_sort_beside(self, step: int) -> None:
        self.sort(self.wish.sorting.beside(self.pane.sortable, step))

    def action_turn(self) -> None:
        self.sort(replace(self.wish.sorting, turned=not self.wish.sorting.turned))

    def action_best(self) -> None:
        self.sort(Sorting(best_name(self.listing)))
        if self.listing.of_runs:
            self.go_to(self.listing.of_runs[0].key)
            self.show()

    def action_group(self) -> None:
        """Into groups the best first: among seeds one looks for the best configuration."""
        self.wish = replace(self.wish, grouped=not self.wish.grouped)
        if self.wish.grouped:
            self.show()
            self.action_best()
        else:
            if self.row is not None and self.row.sweep is None:
                self.go_to(self.row.entry.run.path)
            self.show()
