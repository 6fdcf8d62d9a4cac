"""Train: hyperparameters and start; then progress, curves, and what can be done about the run."""

from collections.abc import Collection, Iterable
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.widget import Widget

from rnn_tui.runs import Ask, RunDirectory, State
from rnn_tui.sweeps.names import is_sweep
from rnn_tui.tui.dialogs.download import Fetching, after_asking, resume_after_asking
from rnn_tui.tui.dialogs.export import ExportDialog, ExportError, Wanted, written
from rnn_tui.tui.dialogs.extend import ExtendDialog
from rnn_tui.tui.dialogs.problems import FORM, ProblemsDialog
from rnn_tui.tui.dialogs.stop import StopPane
from rnn_tui.tui.editing_screen import SWEEP_BINDINGS
from rnn_tui.tui.messages import AskRun, StartRun
from rnn_tui.tui.train.arranging import TALL, ArrangedScreen
from rnn_tui.tui.train.curves_pane import CurvesPane
from rnn_tui.tui.train.events_pane import EventsPane
from rnn_tui.tui.train.hyperparameters import HyperparameterLine, HyperparameterPane
from rnn_tui.tui.train.keys import TRAIN_BINDINGS
from rnn_tui.tui.train.machine_line import MachineLine
from rnn_tui.tui.train.progress import ProgressLines
from rnn_tui.tui.train.result_pane import ResultPane
from rnn_tui.tui.train.start_pane import StartPane
from rnn_tui.tui.work_screen import EDIT_BINDINGS, QUEUE_BINDINGS, WorkScreen
from rnn_tui.wording.language import tr


class TrainScreen(ArrangedScreen):
    """The parts of the screen, and its keys."""

    AUTO_FOCUS = ""  # a text field would take the letters that are keys here
    CSS_PATH = "screen.tcss"
    HELP_TEXT: ClassVar[str] = (
        "t starts a run of the experiment; s stops or pauses it, and nothing is lost. The run "
        "continues when the app is closed. Dots are training, the line is validation; an open "
        "square is an epoch that was cut short. Until there are two epochs, the curve is that "
        "of the batches. The numbers at the right are the current values. Escape leads from a run "
        "of a sweep back to the sweep."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (70, "-narrow"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-flat"),
        (13, "-short"),
        (19, "-low"),
        (TALL, "-tall"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        *TRAIN_BINDINGS,
        *QUEUE_BINDINGS,
        *EDIT_BINDINGS,
        *SWEEP_BINDINGS,
    ]

    def compose_body(self) -> Iterable[Widget]:
        yield ProgressLines().data_bind(WorkScreen.run_state)
        yield HyperparameterLine().data_bind(WorkScreen.document, WorkScreen.run_state)
        yield Horizontal(
            HyperparameterPane(self.document).data_bind(WorkScreen.document),
            Vertical(
                StartPane(self.workspace.current.runs_dir).data_bind(WorkScreen.document),
                CurvesPane().data_bind(WorkScreen.run_state),
                Container(
                    ResultPane().data_bind(WorkScreen.run_state),
                    EventsPane().data_bind(WorkScreen.run_state),
                    id="train-below",
                ),
                id="train-main",
            ),
            StopPane().data_bind(WorkScreen.run_state),
            id="train-middle",
        )
        yield MachineLine().data_bind(WorkScreen.run_state)

    @property
    def home(self) -> Widget | None:
        if self.run_state is None:
            return None
        if self.stop_open:
            return self.query_one(StopPane).options
        return self.query_one(CurvesPane).plots[0]

    @property
    def _sweep(self) -> Path | None:
        """The folder of the sweep that the run is of."""
        run = self.run_state
        return run.path.parent if run is not None and is_sweep(run.path.parent) else None

    @property
    def FIRST_KEYS(self) -> tuple[str, ...]:  # noqa: N802 - as the footer looks for it
        """Keys that act on the run come before keys that act on the plot."""
        return () if self.stop_open else ("s", "r", "t", "a", "c", "h", "e", "x")

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        run = self.run_state
        if self.stop_open and action in _OWN_ACTIONS:
            return False
        match action:
            case "stop":
                return self.live
            case "resume":
                return run is not None and (run.state is State.PAUSED or run.state.resumable)
            case "extend":
                ended = run is not None and run.state in (State.FINISHED, State.STOPPED)
                return ended and bool(run and run.epochs)
            case "leave_field" if self.focused is self.home:
                return self._sweep is not None
            case "next_curve":
                return run is not None and self.query_one(CurvesPane).turns > 1
            case "events":
                return run is not None
            case "export":
                return run is not None and bool(run.epochs)
        return super().check_action(action, parameters)

    def action_leave_field(self) -> None:
        """Go back to the plots, and from there to the sweep that the run is of."""
        sweep = self._sweep if self.focused is self.home else None
        if sweep is not None:
            self.run_worker(self._show_sweep(sweep))
        else:
            super().action_leave_field()

    def action_start(self) -> None:
        if errors := self.document.errors:
            form = any(each.is_hyperparameter for each in self.document.invalid)
            self.app.push_screen(ProblemsDialog(errors, form=form), self._go_and_fix)
        else:
            after_asking(self, self.document.experiment.data, self._start)

    def _start(self, choice: Fetching | None) -> None:
        self.post_message(StartRun(offline=choice is Fetching.WITHOUT_WORDS))

    def _go_and_fix(self, mode: str | None) -> None:
        if mode == FORM:
            refused = (each.key for each in self.document.invalid if each.is_hyperparameter)
            self.action_fields(next(refused, "").removeprefix("train.").partition(".")[0])
        elif mode:
            self.app.switch_mode(mode)

    def action_stop(self) -> None:
        self.stop_open = True

    def on_stop_pane_closed(self) -> None:
        self.stop_open = False

    def action_resume(self) -> None:
        if (run := self.run_state) is None:
            return
        if run.state is State.PAUSED:
            self.post_message(AskRun(Ask.CONTINUE))
        else:
            resume_after_asking(self, run)

    def action_extend(self) -> None:
        if self.run_state is not None:
            self.app.push_screen(ExtendDialog(self.run_state), self._extend)

    def _extend(self, more: int | None) -> None:
        if more and self.run_state is not None:
            resume_after_asking(self, self.run_state, more)

    def action_next_curve(self) -> None:
        self.query_one(CurvesPane).next()

    def action_settings(self) -> None:
        """Fold the form away, or open it and go into it."""
        if self.run_state is not None and self.form_is_wanted():
            self.form_open = False
        else:
            bound = self.active_bindings.items()
            keys = [key for key, each in bound if each.binding.id == "train.settings"]
            self.action_fields(keys=keys)

    def action_fields(self, name: str = "", keys: Collection[str] = ()) -> None:
        self.form_open = True
        self.call_after_refresh(self.query_one(HyperparameterPane).focus_field, name, keys)

    def action_events(self) -> None:
        self.events_open = not self.events_are_wanted()

    def action_export(self) -> None:
        run = self.run_state
        if run is None:
            return
        target = RunDirectory(run.path)

        def chosen(wanted: Wanted | None) -> None:
            if wanted is not None:
                act = partial(written, target, wanted)
                self.work_on(tr("exporting {run_id}", run_id=target.run_id), act, ExportError)

        self.app.push_screen(ExportDialog(run), chosen)


_OWN_ACTIONS = (
    "stop",
    "start",
    "resume",
    "extend",
    "next_curve",
    "settings",
    "fields",
    "events",
    "export",
    "undo",
    "redo",
    "save",
    "save_as",
    "sweep",
)
