"""The curves of the current run: up to three plots side by side, one where it is narrow."""

from collections.abc import Iterable
from dataclasses import replace

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.reactive import reactive

from rnn_tui.results.plot.curves import TITLES, curves_of, quantities
from rnn_tui.results.plot.technical import LOGARITHMIC, technical, technical_curves
from rnn_tui.runs import RunState
from rnn_tui.tui.widgets.line import entitle
from rnn_tui.tui.widgets.plot import NO_CURVES, CurvePlot
from rnn_tui.wording.language import told

PAIR_WIDTH, TRIPLE_WIDTH = 100, 150
"""Columns from which two and three plots side by side can be read."""


class CurvesPane(Horizontal):
    """The metrics in turn, the loss, and what else a run tells: as many beside one another as fit.

    All plots are looked at in the same way, but for the scale, which each quantity has for
    itself. `index` is the place of what the first plot shows among those that it shows in turn,
    `third` that of the third plot.
    """

    run_state: reactive[RunState | None] = reactive[RunState | None](None, repaint=False)
    index: reactive[int] = reactive(0, repaint=False)
    third: reactive[int] = reactive(0, repaint=False)
    most: reactive[int] = reactive(1, repaint=False)

    def __init__(self) -> None:
        super().__init__(classes="pane")
        self._logarithmic: set[str] = set(LOGARITHMIC)

    def compose(self) -> ComposeResult:
        for number in ("one", "two", "three"):
            yield CurvePlot(id=f"plot-{number}", classes="-plot")

    @property
    def slots(self) -> list[tuple[str, ...]]:
        """The quantities that each plot shows in turn: metrics first, as in the article."""
        run = self.run_state
        found = quantities([run]) if run else ()
        if run is None or not found:
            return []
        metrics = tuple(name for name in found if name != "loss")
        others = technical(run)
        if self.most == 1 or not metrics:
            return [(*metrics, "loss", *others)]
        if self.most == 2:
            return [(*metrics, *others), ("loss",)]
        return [metrics, ("loss",), others]

    @property
    def turns(self) -> int:
        """Number of quantities of the plot that `next` turns to the next one."""
        return max((len(slot) for slot in self.slots), default=0)

    @property
    def plots(self) -> tuple[CurvePlot, ...]:
        """Those that are seen."""
        return tuple(self.query(CurvePlot))[: max(1, len(self.slots))]

    def next(self) -> None:
        """Show the next quantity: in the plot that has the focus, if it has another one."""
        slots = self.slots
        if len(slots) == 3 and (len(slots[0]) == 1 or self.query("#plot-three:focus")):
            self.third = (self.third + 1) % len(slots[2])
        elif slots:
            self.index = (self.index + 1) % len(slots[0])

    def on_mount(self) -> None:
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        width = event.size.width
        self.most = 1 + (width >= PAIR_WIDTH) + (width >= TRIPLE_WIDTH)

    def watch_run_state(self, before: RunState | None, now: RunState | None) -> None:
        if not self.is_mounted:
            return
        if before is None or now is None or before.path != now.path:
            self._forget_window()
        self._show()

    def watch_most(self) -> None:
        if self.is_mounted:
            self.index = 0
            self._show()

    def watch_index(self) -> None:
        if self.is_mounted:
            self._show()

    def watch_third(self) -> None:
        if self.is_mounted:
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
                self.index = index
            start = end + len(" | ")

    def _show(self) -> None:
        run, slots = self.run_state, self.slots
        plots = tuple(self.query(CurvePlot))
        if run is None or not slots:
            for plot in plots:
                plot.curves = NO_CURVES
            return
        self.set_class(len(slots) > 1, "-pair")
        turns = (self.index, 0, self.third)
        for number, plot in enumerate(plots):
            plot.display = number < len(slots)
            if plot.display:
                slot = slots[number]
                self._give(plot, run, slot[turns[number] % len(slot)])
        self._entitle()

    def _give(self, plot: CurvePlot, run: RunState, quantity: str) -> None:
        log = quantity in self._logarithmic
        if plot.view.log != log:
            plot.view = replace(plot.view, log=log)
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
        current, shown = self.query_one("#plot-one", CurvePlot), self.index % len(names)
        for index, name in enumerate(names):
            if index == shown:
                yield Content.from_markup(current.border_title or "").stylize("bold underline")
            elif index <= names.index("loss"):
                yield Content.styled(told(TITLES.get(name, name)), "not bold")
        if shown < len(names) - 1:
            yield Content.styled("…", "not bold")
