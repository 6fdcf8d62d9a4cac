"""Below the list: the curves of one run or of those compared, and words about them."""

from collections.abc import Sequence
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Horizontal

from rnn_tui.io.text import one_line
from rnn_tui.results.curves import overlay, quantities
from rnn_tui.runs.lists.overview import Entry
from rnn_tui.tui.runs.detail import RunDetail
from rnn_tui.tui.widgets.plot import CurvePlot

RATE = 20.0
"""Paints a second while one walks through the list; live runs are looked at much less often."""


class RunsBelow(Horizontal):
    """`show` gives it the runs; which quantity is drawn it knows itself."""

    def __init__(self) -> None:
        super().__init__()
        self._given: tuple[tuple[Entry, ...], bool] | None = None
        self._quantity = "loss"

    def compose(self) -> ComposeResult:
        yield CurvePlot(id="runs-plot", rate=RATE)
        yield RunDetail()

    def show(self, entries: Sequence[Entry], compared: bool) -> None:
        """`compared`: say what differs between them, else the facts about the only one."""
        before, self._given = self._given, (tuple(entries), compared)
        if before == self._given:
            return
        self._draw()
        detail = self.query_one(RunDetail)
        if compared:
            detail.show_differences(entries)
        else:
            detail.show_run(entries[0] if entries else None)

    @property
    def _entries(self) -> tuple[Entry, ...]:
        return self._given[0] if self._given else ()

    def next_quantity(self) -> None:
        names = self._names
        if self._quantity in names:
            index = names.index(self._quantity) + 1
            self._quantity = names[index % len(names)]
            self._draw()

    @property
    def _names(self) -> tuple[str, ...]:
        return quantities(entry.state for entry in self._entries if entry.state)

    def _draw(self) -> None:
        names, plot = self._names, self.query_one(CurvePlot)
        if names and self._quantity not in names:
            self._quantity = names[0]
        known = [entry for entry in self._entries if entry.state]
        curves = overlay([entry.state for entry in known if entry.state], self._quantity)
        if self._entries and not known:
            curves = replace(curves, note="There are no curves to read.")
        runs = tuple(one_line(entry.run.run_id) for entry in known)
        plot.curves = replace(curves, runs=runs)
        plot.border_subtitle = "c: next curve" if len(names) > 1 else ""
