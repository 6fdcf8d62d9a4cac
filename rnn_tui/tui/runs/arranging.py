"""The actions of the Runs screen that only change how the runs are arranged."""

from collections.abc import Hashable
from dataclasses import replace

from rnn_tui.runs.lists.values import names
from rnn_tui.tui.dialogs.picker import Item, Picker
from rnn_tui.tui.runs.again import AgainActions
from rnn_tui.tui.runs.board import Listing, Row, Wish, best_name
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
            self.at = self.listing.of_runs[0].key
            self.show()

    def action_group(self) -> None:
        """Into groups the best first: among seeds one looks for the best configuration."""
        self.wish = replace(self.wish, grouped=not self.wish.grouped)
        if self.wish.grouped:
            self.show()
            self.action_best()
        else:
            if self.row is not None and self.row.sweep is None:
                self.at = self.row.entry.run.path
            self.show()
