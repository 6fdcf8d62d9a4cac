"""Which parts of the Train screen are shown, by the run, the size and what a person has opened."""

from textual.reactive import reactive

from rnn_tui.runs import RunState
from rnn_tui.tui.dialogs.stop import StopPane
from rnn_tui.tui.editing_screen import EditingScreen
from rnn_tui.tui.state.document import Document
from rnn_tui.tui.train.curves_pane import CurvesPane
from rnn_tui.tui.train.events_pane import EventsPane
from rnn_tui.tui.train.hyperparameters import HyperparameterLine, HyperparameterPane
from rnn_tui.tui.train.machine_line import MachineLine
from rnn_tui.tui.train.result_pane import ResultPane, fits_beside, has_result
from rnn_tui.tui.train.start_pane import StartPane
from rnn_tui.wording.language import tr

FORM_BESIDE = 200
"""Columns from which the form is shown unasked when a run has ended: a grid of plots is left."""

TALL = 30
"""Rows from which the events are shown unasked."""

COLUMN = (150, 40)
"""Columns and rows from which the result and the events are a column beside a grid of plots."""


class ArrangedScreen(EditingScreen):
    """The current run decides what is shown: none, active, or ended.

    `form_open` and `events_open` are None until a person decides; then the size of the
    screen and the state of the run do. The subclass has the parts.
    """

    form_open: reactive[bool | None] = reactive[bool | None](None, init=False, repaint=False)
    events_open: reactive[bool | None] = reactive[bool | None](None, init=False, repaint=False)
    stop_open: reactive[bool] = reactive(False, init=False, repaint=False)

    @property
    def live(self) -> bool:
        return self.run_state is not None and self.run_state.state.live

    def watch_run_state(self, before: RunState | None, now: RunState | None) -> None:
        news = before is None or now is None or before is now
        if not news and before is not None and now is not None:
            news = (before.path, before.state) != (now.path, now.state)
            news = news or bool(before.epochs) != bool(now.epochs)
        if news:
            if self.live:
                self.form_open = None
            else:
                self.stop_open = False
            self._arrange()

    def watch_document(self, before: Document, now: Document) -> None:
        self.refresh_bindings()

    def watch_form_open(self) -> None:
        self._arrange()

    def watch_events_open(self) -> None:
        self._arrange()

    def watch_stop_open(self) -> None:
        self._arrange()
        self.set_focus(self.home)

    def on_resize(self) -> None:
        self._arrange()

    def _arrange(self) -> None:
        """Show the parts that belong to this moment; a part that goes hands the focus on."""
        run, stop = self.run_state, self.stop_open and self.live
        form = not stop and self.form_is_wanted()
        stop_pane, events = self.query_one(StopPane), self.query_one(EventsPane)
        settings = self.query_one(HyperparameterPane)
        settings.display = form
        settings.border_subtitle = tr("for the next run") if run is not None else ""
        settings.show()
        self.query_one(HyperparameterLine).display = run is not None and not form
        self.query_one(StartPane).display = run is None
        self.query_one(MachineLine).display = run is not None
        self.query_one(CurvesPane).display = run is not None
        stop_pane.display = stop
        stop_pane.show()
        events.display = run is not None and self.events_are_wanted()
        events.show()
        low = self.size.height < TALL
        events.border_subtitle = tr("e hides them") if low else ""
        result = self.query_one(ResultPane)
        result.displaced = events.display and low
        told = run is not None and has_result(run)
        column = self._column_is_wanted() and (told or events.display)
        self.query_one("#train-below").set_class(told and events.display and not low, "-both")
        main = self.query_one("#train-main")
        main.set_class(column, "-column")
        main.set_class(form or stop, "-aside")
        beside = run is not None and fits_beside(run) and low and not events.display
        main.set_class(beside and not (form or stop), "-beside")
        if self.focused is None or not self.focused.display or not self.focused.is_on_screen:
            self.set_focus(self.home)
        self.refresh_bindings()

    def form_is_wanted(self) -> bool:
        if self.run_state is None:
            return True
        if self.form_open is not None:
            return self.form_open
        return not self.live and self.size.width >= FORM_BESIDE

    def _column_is_wanted(self) -> bool:
        width, height = COLUMN
        return self.size.width >= width and self.size.height >= height

    def events_are_wanted(self) -> bool:
        return self.size.height >= TALL if self.events_open is None else self.events_open
