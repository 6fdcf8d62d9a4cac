"""The curves of the current run: as many plots as there is room for, one where it is narrow."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Grid
from textual.content import Content
from textual.reactive import reactive

from rnn_tui.results.plot.curves import TITLES, curves_of, quantities
from rnn_tui.results.plot.technical import LOGARITHMIC, technical, technical_curves
from rnn_tui.runs import RunState
from rnn_tui.tui.widgets.line import entitle
from rnn_tui.tui.widgets.plot import NO_CURVES, CurvePlot
from rnn_tui.wording.language import told, tr

LEAST_WIDTH, LEAST_HEIGHT = 50, 19
"""Columns and rows of a plot, frame included, that can be read: 14 rows are left for points."""

MOST = 6
"""Plots that are seen at once."""

Slots = tuple[tuple[str, ...], ...]
"""The quantities that each plot shows in turn."""


def shared(metrics: Sequence[str], others: Sequence[str], most: int) -> Slots:
    """The metrics, the loss and what else a run tells, shared out among at most so many plots.

    The metrics come first, as in the article. Where there are more quantities than plots, the
    last plot of a kind shows the rest of that kind in turn.
    """
    if most == 1:
        return ((*metrics, "loss", *others),)
    if most == 2 and metrics:
        return (*metrics, *others), ("loss",)
    for_metrics = min(len(metrics), most - 2)
    first, *more = (*_spread(metrics, for_metrics), ("loss",))
    if metrics:  # the loss stands beside the first of them
        more.insert(0, more.pop())
    return (first, *more, *_spread(others, most - 1 - for_metrics))


def arranged(count: int, columns: int) -> tuple[int, int]:
    """Columns of a grid of so many plots, and how many of them the first plot takes, so that no
    cell stays empty."""
    rows = -(-count // columns)
    columns = -(-count // rows)
    return columns, 1 + columns * rows - count


def _spread(names: Sequence[str], places: int) -> Slots:
    """One name a place, the last place taking the rest."""
    if not places or not names:
        return ()
    last = min(places, len(names)) - 1
    return (*((name,) for name in names[:last]), tuple(names[last:]))


class CurvesPane(Grid):
    """The metrics, the loss, and what else a run tells, each in a plot of its own if it fits.

    All plots are looked at in the same way, but for the scale, which each quantity has for
    itself. `room` is the number of columns and rows of plots that fit.
    """

    run_state: reactive[RunState | None] = reactive[RunState | None](None, repaint=False)
    room: reactive[tuple[int, int]] = reactive((1, 1), repaint=False)

    def __init__(self) -> None:
        super().__init__(classes="pane")
        self._logarithmic: set[str] = set(LOGARITHMIC)
        self._turned: dict[int, int] = {}

    def compose(self) -> ComposeResult:
        for _ in range(MOST):
            yield CurvePlot()

    @property
    def slots(self) -> Slots:
        """The quantities that each plot shows in turn; none before a run tells of any."""
        run = self.run_state
        found = quantities([run]) if run else ()
        if run is None or not found:
            return ()
        columns, rows = self.room
        metrics = [name for name in found if name != "loss"]
        return shared(metrics, technical(run), min(columns * rows, MOST))

    @property
    def turns(self) -> int:
        """Number of quantities of the plot that `next` turns to the next one."""
        return max(map(len, self.slots), default=0)

    @property
    def plots(self) -> tuple[CurvePlot, ...]:
        """Those that are seen."""
        return tuple(self.query(CurvePlot))[: max(1, len(self.slots))]

    def next(self) -> None:
        """Show the next quantity: in the plot that has the focus, if it has another one."""
        turning = [number for number, slot in enumerate(self.slots) if len(slot) > 1]
        plots = self.plots
        for number in sorted(turning, key=lambda number: not plots[number].has_focus)[:1]:
            self._turn(number, self._turned.get(number, 0) + 1)

    def _turn(self, number: int, place: int) -> None:
        """Show the quantity at that place of what a plot shows in turn."""
        self._turned[number] = place % len(self.slots[number])
        self._show()

    def on_mount(self) -> None:
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        width, height = self.outer_size
        self.room = max(1, width // LEAST_WIDTH), max(1, height // LEAST_HEIGHT)

    def watch_run_state(self, before: RunState | None, now: RunState | None) -> None:
        if not self.is_mounted:
            return
        if before is None or now is None or before.path != now.path:
            self._forget_window()
        self._show()

    def watch_room(self) -> None:
        if self.is_mounted:
            self._turned.clear()
            self._show()

    def on_curve_plot_view_changed(self, event: CurvePlot.ViewChanged) -> None:
        event.stop()
        view, quantity = event.plot.view, event.plot.curves.quantity
        (self._logarithmic.add if view.log else self._logarithmic.discard)(quantity)
        for plot in self.query(CurvePlot):
            if plot is not event.plot:
                plot.view = replace(view, log=plot.curves.quantity in self._logarithmic)
        self._entitle()

    def on_click(self, event: events.Click) -> None:
        """A click on a tab in the frame shows its quantity."""
        if event.widget is not self or event.y != 0 or len(self.slots) != 1:
            return
        start = 2
        for index, name in enumerate(self.slots[0]):
            end = start + cell_len(told(TITLES.get(name, name)))
            if start <= event.x <= end:
                self._turn(0, index)
            start = end + len(" | ")

    def _show(self) -> None:
        run, slots = self.run_state, self.slots
        plots = tuple(self.query(CurvePlot))
        if run is None or not slots:
            for plot in plots:
                plot.curves = NO_CURVES
        several = len(slots) > 1
        self.set_class(several, "-several")
        columns, span = arranged(max(1, len(slots)), self.room[0])
        self.styles.grid_size_columns = columns
        for number, plot in enumerate(plots):
            plot.display = number < max(1, len(slots))
            plot.styles.column_span = span if number == 0 else 1
            if run is not None and number < len(slots):
                slot = slots[number]
                self._give(plot, run, slot[self._turned.get(number, 0) % len(slot)])
                plot.border_subtitle = tr("c: next curve") if several and len(slot) > 1 else ""
        self._entitle()

    def _give(self, plot: CurvePlot, run: RunState, quantity: str) -> None:
        log = quantity in self._logarithmic
        if plot.view.log != log:
            plot.view = replace(plot.view, log=log)
        if plot.curves.quantity != quantity:
            plot.renew()
        made = technical_curves if quantity in technical(run) else curves_of
        plot.curves = made(run, quantity)

    def _forget_window(self) -> None:
        for plot in self.query(CurvePlot):
            plot.view = replace(plot.view, left=None, right=None, cursor=None)
            plot.renew()

    def _entitle(self) -> None:
        """Tabs in the frame, the current one with what is special about its view."""
        slots = self.slots
        tabs = self._tabs(slots[0]) if len(slots) == 1 else []
        entitle(self, Content(" | ").join(tabs))

    def _tabs(self, names: tuple[str, ...]) -> Iterable[Content]:
        """What a run tells besides its metrics stands behind dots until it is turned to."""
        current, shown = self.plots[0], self._turned.get(0, 0) % len(names)
        for index, name in enumerate(names):
            if index == shown:
                yield Content.from_markup(current.border_title or "").stylize("bold underline")
            elif index <= names.index("loss"):
                yield Content.styled(told(TITLES.get(name, name)), "not bold")
        if shown < len(names) - 1:
            yield Content.styled("…", "not bold")
