"""A sweep: its trials with the keys that are tried, live, and below them their curves."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from rnn_tui.io.faults import UserError
from rnn_tui.runs import RunDirectory
from rnn_tui.tui.messages import FollowRun
from rnn_tui.tui.runs.live import CURVES_FROM
from rnn_tui.tui.runs.run_list import RunList
from rnn_tui.tui.runs.runs_pane import FRAME, SCROLLBAR
from rnn_tui.tui.runs.sweep import about
from rnn_tui.tui.runs.sweep.actions import SweepActions, may_resume, may_stop
from rnn_tui.tui.runs.sweep.curves import SweepCurves
from rnn_tui.tui.runs.sweep.keys import SWEEP_BINDINGS
from rnn_tui.tui.runs.sweep.parallel import LEAST_WIDTH, picture
from rnn_tui.tui.runs.sweep.seen import Looking, Seen
from rnn_tui.tui.runs.sweep.trials import Column, Table, TrialRow, columns_of
from rnn_tui.tui.runs.sweep_rows import counts_words
from rnn_tui.tui.widgets.line import HangingLine, Line, entitle
from rnn_tui.tui.widgets.plot import CurvePlot
from rnn_tui.tui.widgets.top_bar import TopBar
from rnn_tui.tui.work_screen import WorkScreen
from rnn_tui.wording.language import told, tr


class SweepScreen(SweepActions):
    """Stands on the Runs screen until escape. `seen` is what the last look has found."""

    AUTO_FOCUS = "#trials-list"
    CSS_PATH = "screen.tcss"
    HELP_TEXT: ClassVar[str] = (
        "A sweep: many trials of one experiment. The best stand first; only the keys that are "
        "tried have a column. The curves are the mean of all trials between the least and the "
        "greatest, with the trial at the cursor beside it; + is where a trial was pruned. "
        "Choose by the validation figures: the test part is for the trial that is chosen. "
        "s stops the sweep and r resumes it; its workers go on when the app is closed."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-thin"), (66, "-narrow"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (CURVES_FROM + 2, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = SWEEP_BINDINGS

    @dataclass
    class Looked(Message):
        """The sweep as it is, or why it cannot be read."""

        seen: Seen | None
        problem: str = ""

    @dataclass
    class Weighed(Message):
        """The importance of each key, or why it cannot be told."""

        shares: dict[str, float]
        problem: str = ""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.seen: Seen | None = None
        self.at = ""
        self._files = Looking(path)
        self._columns: list[Column] = []
        self._curves = SweepCurves((), {})
        self._quantity = ""
        self._weighed: SweepScreen.Weighed | None = None
        self._shows_importance = self._shows_parallel = False

    def compose_body(self) -> Iterable[Widget]:
        with Vertical(classes="pane", id="trials"):
            yield Line(id="trials-heads")
            yield RunList(id="trials-list")
        with Horizontal(id="sweep-below"):
            yield CurvePlot(id="sweep-plot", rate=20.0)
            with VerticalScroll(id="sweep-facts"):
                yield HangingLine(id="sweep-detail")
        yield Line(id="sweep-parallel")

    @property
    def path(self) -> Path:
        """The folder of the sweep."""
        return self._files.path

    @property
    def home(self) -> Widget:
        return self.query_one(RunList)

    @property
    def UNOFFERED_KEYS(self) -> tuple[str, ...]:  # noqa: N802 - as the footer looks for it
        return () if self.size.width >= LEAST_WIDTH else ("p",)

    @property
    def rows(self) -> tuple[TrialRow, ...]:
        return self.seen.rows if self.seen else ()

    @property
    def row(self) -> TrialRow | None:
        """The trial at the cursor."""
        return next((row for row in self.rows if row.name == self.at), None)

    @property
    def run_in_view(self) -> RunDirectory | None:
        run = self.row.run if self.row else None
        return self._files.run_of(run.run) if run else None

    # Looking at the files

    def read(self) -> None:
        self._read()

    @work(thread=True)
    def _read(self) -> None:
        try:
            self.post_message(self.Looked(self._files.look()))
        except UserError as error:
            self.post_message(self.Looked(None, str(error)))

    def on_sweep_screen_looked(self, event: Looked) -> None:
        if event.seen is None:
            self._say(Content(told(event.problem)))
            self.end_look(complete=True)
            return
        before, self.seen = self.seen, event.seen
        if before != event.seen:
            if before is None or before.view != event.seen.view:
                self._columns = columns_of(event.seen.view, event.seen.rows)
            self._curves = SweepCurves(event.seen.rows, event.seen.states)
            self.show()
            self._weigh_again(before, event.seen)
        self.end_look(complete=event.seen.whole)

    # Showing

    def on_resize(self) -> None:
        self.call_after_refresh(self.show)

    def show(self) -> None:
        """Bring all parts up to date."""
        if self.seen is None:
            return
        rows = self.rows
        if self.row is None and rows:
            self.at = rows[0].name
        self._show_table(self.seen)
        self.show_below()

    def _show_table(self, seen: Seen) -> None:
        pane, trials, rows = self.query_one("#trials"), self.query_one(RunList), seen.rows
        entitle(pane, Content(about.title(seen.view)), Content(counts_words(seen.view)))
        body = self.size.height - 2
        most = body if body < CURVES_FROM else max(FRAME + 2, body // 2 - 1)
        pane.styles.height = min(most, FRAME + max(2, len(rows)))
        width = pane.content_size.width - SCROLLBAR
        table = Table.fitting(self._columns, width)
        self.query_one("#trials-heads", Line).put(Content(table.head))
        names = [row.name for row in rows]
        at = names.index(self.at) if self.at in names else 0
        trials.show(len(rows), lambda index: table.line(index, rows[index], seen.view.best), at)

    def show_below(self) -> None:
        """Bring the curves and the words beside them up to date."""
        if self.seen is None:
            return
        parallel = self._shows_parallel and self.size.width >= LEAST_WIDTH
        self.set_class(parallel, "-parallel")
        self.refresh_bindings()
        if parallel:
            self._show_parallel(self.seen)
            return
        names = self._curves.quantities
        if self._quantity not in names:
            wanted = self.seen.view.objective.removeprefix("val_")
            self._quantity = wanted if wanted in names or not names else names[0]
        plot = self.query_one(CurvePlot)
        plot.curves = self._curves.of(self._quantity, self.row)
        plot.border_subtitle = tr("c: next curve") if len(names) > 1 else ""
        if self._shows_importance:
            self._show_importance()
        else:
            starting = self.workspace.sweeping.are_starting(self.path)
            self._say(about.facts(self.seen, self.row, starting=starting), tr("Facts"))

    def _show_parallel(self, seen: Seen) -> None:
        line = self.query_one("#sweep-parallel", Line)
        line.border_title = tr(
            "Parallel coordinates: the best quarter, and the trial at the cursor"
        )
        if not line.content_size:  # it is laid out first
            self.call_after_refresh(self.show_below)
            return
        line.put(picture(seen.view, seen.space, self.rows, self.row, line.content_size))

    def _say(self, content: Content, title: str = "") -> None:
        self.query_one("#sweep-facts").border_title = title
        self.query_one("#sweep-detail", HangingLine).fill(content)

    # Importance

    def action_importance(self) -> None:
        self._shows_importance = not self._shows_importance or self._shows_parallel
        self._shows_parallel = False
        if self._shows_importance and self._weighed is None and self.seen is not None:
            self._weigh(self.seen)
        self.show_below()

    def action_parallel(self) -> None:
        if self.size.width < LEAST_WIDTH:
            text = tr("parallel coordinates need {least_width} columns", least_width=LEAST_WIDTH)
            self.workspace.say(text, "warning")
            return
        self._shows_parallel = not self._shows_parallel
        self.show_below()

    def _weigh_again(self, before: Seen | None, now: Seen) -> None:
        """What was told from fewer finished trials is told anew."""
        if before is not None and before.values != now.values:
            self._weighed = None
            if self._shows_importance:
                self._weigh(now)

    @work(thread=True, exclusive=True, group="importance")
    def _weigh(self, seen: Seen) -> None:
        try:
            self.post_message(self.Weighed(self._files.importances(seen.view)))
        except UserError as error:
            self.post_message(self.Weighed({}, str(error)))

    def on_sweep_screen_weighed(self, event: Weighed) -> None:
        self._weighed = event
        self.show_below()

    def _show_importance(self) -> None:
        found, title = self._weighed, tr("Importance")
        if found is None:
            self._say(Content(tr("Weighing …")), title)
        elif found.problem:
            self._say(Content(told(found.problem)), title)
        else:
            width = self.query_one("#sweep-facts").content_size.width
            self._say(about.importance(found.shares, width), title)

    # Keys and mouse

    def on_run_list_moved(self, event: RunList.Moved) -> None:
        event.stop()
        if event.index < len(self.rows):
            self.at = self.rows[event.index].name
        self.show_below()

    def on_run_list_opened(self, event: RunList.Opened) -> None:
        event.stop()
        self.action_open()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "open":
            return self.run_in_view is not None or None
        if action == "leave_field":
            return False  # escape goes back
        if action == "next_curve" and self.has_class("-parallel"):
            return None
        if action in ("importance", "parallel") and self.seen is not None:
            return bool(self.seen.view.keys) or None
        if action in ("stop", "resume"):
            may = may_stop if action == "stop" else may_resume
            return (self.seen is not None and may(self.seen.view)) or None
        return super().check_action(action, parameters)

    def action_open(self) -> None:
        run = self.run_in_view
        if run is None:
            self.workspace.say(tr("no run of this trial has begun"))
            return
        self.post_message(FollowRun(run))
        self.post_message(TopBar.Chosen("train"))

    def action_stop(self) -> None:
        if self.seen is not None and may_stop(self.seen.view):
            self.stop_sweep(self.seen.view)

    def action_resume(self) -> None:
        if self.seen is not None and may_resume(self.seen.view):
            self.resume_sweep(self.seen.view)

    def action_next_curve(self) -> None:
        names = self._curves.quantities
        if self._quantity in names:
            self._quantity = names[(names.index(self._quantity) + 1) % len(names)]
            self.show_below()

    def open_sweep(self, path: Path) -> None:
        """Another one, in the place of this one: opened by the screen below, whose cursor goes to
        the one that was looked at last."""
        below = self.app.screen_stack[-2]
        if path != self.path and isinstance(below, WorkScreen):
            self.dismiss()
            below.open_sweep(path)

    def action_back(self) -> None:
        if self.focused is not self.home:
            self.set_focus(self.home)
        else:
            self.dismiss()
