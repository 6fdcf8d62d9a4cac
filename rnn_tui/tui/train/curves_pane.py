"""The curves of the current run: two plots side by side, or one at a time where it is narrow."""

from collections.abc import Iterable
from dataclasses import replace

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.reactive import reactive

from rnn_tui.results.plot.curves import TITLES, curves_of, quantities
from rnn_tui.runs import RunState
from rnn_tui.tui.widgets.line import entitle
from rnn_tui.tui.widgets.plot import NO_CURVES, CurvePlot

PAIR_WIDTH = 100
"""Columns from which two plots side by side can be read."""


class CurvesPane(Horizontal):
    """The metrics in turn, and the loss: beside them where it is wide, in turn too where not.

    Both plots are looked at in the same way, but for the scale, which each quantity has for
    itself. `index` is the place of what the first plot shows among `names`.
    """

    run_state: reactive[RunState | None] = reactive[RunState | None](None, repaint=False)
    index: reactive[int] = reactive(0, repaint=False)
    pair: reactive[bool] = reactive(False, repaint=False)

    def __init__(self) -> None:
        super().__init__(classes="pane")
        self._logarithmic: set[str] = set()

    def compose(self) -> ComposeResult:
        yield CurvePlot(id="plot-one", classes="-plot")
        yield CurvePlot(id="plot-two", classes="-plot")

    @property
    def names(self) -> tuple[str, ...]:
        """The quantities to draw, in the order of the tabs: metrics first, as in the article."""
        found = quantities([self.run_state]) if self.run_state else ()
        return tuple(sorted(found, key=lambda name: name == "loss"))

    @property
    def turns(self) -> int:
        """Number of quantities that the first plot shows in turn."""
        return max(1, len(self.names) - self._beside) if self.names else 0

    @property
    def _beside(self) -> bool:
        """True if the loss has the second plot."""
        return self.pair and len(self.names) > 1

    @property
    def plots(self) -> tuple[CurvePlot, ...]:
        """Those that are seen."""
        one, two = self.query_one("#plot-one", CurvePlot), self.query_one("#plot-two", CurvePlot)
        return (one, two) if self._beside else (one,)

    def next(self) -> None:
        """Show the next quantity."""
        if self.turns:
            self.index = (self.index + 1) % self.turns

    def on_mount(self) -> None:
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        self.pair = event.size.width >= PAIR_WIDTH

    def watch_run_state(self, before: RunState | None, now: RunState | None) -> None:
        if not self.is_mounted:
            return
        if before is None or now is None or before.path != now.path:
            self._forget_window()
        self._show()

    def watch_pair(self) -> None:
        if self.is_mounted:
            self.index = min(self.index, max(0, self.turns - 1))
            self._show()

    def watch_index(self) -> None:
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
        if event.widget is not self or event.y != 0 or self._beside:
            return
        start = 2
        for index, name in enumerate(self.names):
            end = start + len(TITLES.get(name, name))
            if start <= event.x <= end:
                self.index = index
            start = end + len(" | ")

    def _show(self) -> None:
        run, names = self.run_state, self.names
        if run is None or not names:
            for plot in self.query(CurvePlot):
                plot.curves = NO_CURVES
            return
        self.set_class(self._beside, "-pair")
        one, two = self.query(CurvePlot)
        two.display = self._beside
        self._give(one, run, names[min(self.index, len(names) - 1)])
        if self._beside:
            self._give(two, run, "loss")
        self._entitle()

    def _give(self, plot: CurvePlot, run: RunState, quantity: str) -> None:
        log = quantity in self._logarithmic
        if plot.view.log != log:
            plot.view = replace(plot.view, log=log)
        plot.curves = curves_of(run, quantity)

    def _forget_window(self) -> None:
        for plot in self.query(CurvePlot):
            plot.view = replace(plot.view, left=None, right=None, cursor=None)
            plot.renew()

    def _entitle(self) -> None:
        """Tabs in the frame, the current one with what is special about its view."""
        title = Content("") if self._beside else Content(" | ").join(self._tabs())
        entitle(self, title)

    def _tabs(self) -> Iterable[Content]:
        current = self.query_one("#plot-one", CurvePlot)
        for index, name in enumerate(self.names):
            if index == self.index:
                yield Content.from_markup(current.border_title or "").stylize("bold underline")
            else:
                yield Content.styled(TITLES.get(name, name), "not bold")
