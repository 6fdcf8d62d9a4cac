"""Inspect: the bare cell, a prediction word by word, and the run on its test part."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType
from textual.events import ScreenResume
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from rnn_tui.io.text import one_line
from rnn_tui.results.predict.weights import Which
from rnn_tui.runs import RunDirectory, RunState, list_runs
from rnn_tui.runs.files.checkpoints import list_checkpoints
from rnn_tui.tui.dialogs.picker import Item, Picker
from rnn_tui.tui.inspect.evaluate.view import EvaluateView
from rnn_tui.tui.inspect.lab.view import LabView
from rnn_tui.tui.inspect.predict.view import PredictView
from rnn_tui.tui.inspect.predictors import Target
from rnn_tui.tui.inspect.view_tabs import VIEWS, NetworkShown, ViewTabs
from rnn_tui.tui.keys import Key, bindings, on_screen
from rnn_tui.tui.work_screen import WorkScreen
from rnn_tui.wording.language import tr

LISTED = 200
"""Runs to choose from, the most recent first."""


class InspectScreen(WorkScreen):
    """Three views, one at a time.

    `target` is the run that Predict and Evaluate look at: the one that was trained last, until a
    person chooses another. It is opened in Evaluate; without a run there is the cell lab.
    """

    AUTO_FOCUS = ""
    CSS_PATH = "screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (66, "-narrow"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (19, "-low"), (30, "-tall")]  # noqa: RUF012
    HELP_TEXT: ClassVar[str] = (
        "A look inside. Evaluate measures a run on its test part: who is taken for whom, how far "
        "its probabilities can be trusted, its worst mistakes; x puts a second run beside it. "
        "Predict follows a text through the run: each word is tinted by how far it moved the "
        "prediction; ‹word› is unknown to the network. In the cell lab a bare cell reads random "
        "input, with every number of its formula in view. e, p and l switch between the views."
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "inspect",
        on_screen("inspect"),
        {
            "run": Key("o", "choose_run", "run", "Choose the run to inspect"),
            "checkpoint": Key(
                "k", "checkpoint", "checkpoint", "Switch between the last and the best checkpoint"
            ),
            **{
                view: Key(
                    key, f"view('{view}')", title.lower(), f"Show the {title} view", show=False
                )
                for key, view, title in VIEWS
            },
        },
    )

    view: reactive[str] = reactive("lab", init=False, repaint=False)
    target: reactive[Target | None] = reactive[Target | None](None, init=False, repaint=False)

    def __init__(self) -> None:
        super().__init__()
        self._chosen = self._view_chosen = False
        self._second: Target | None = None
        self._networks: dict[str, str] = {}

    def compose_body(self) -> Iterable[Widget]:
        yield ViewTabs()
        with ContentSwitcher(initial="lab"):
            yield LabView(id="lab")
            yield PredictView(id="predict")
            yield EvaluateView(id="evaluate")

    @property
    def predict(self) -> PredictView:
        return self.query_one(PredictView)

    @property
    def home(self) -> Widget | None:
        match self.view:
            case "lab":
                return self.query_one(LabView).home
            case "predict":
                return self.predict.home
        return self.query_one(EvaluateView).home

    @property
    def run_in_view(self) -> RunDirectory | None:
        return self.target.run if self.target else None

    def on_mount(self) -> None:
        self._show_view()

    def on_screen_resume(self, event: ScreenResume) -> None:
        super().on_screen_resume(event)
        self._find_target()
        if self.target is not None and not self._view_chosen:
            self.view = "evaluate"

    def on_screen_suspend(self) -> None:
        self.query_one(LabView).pause()

    # Views

    def watch_view(self) -> None:
        self._view_chosen = True
        self.query_one(LabView).pause()
        self._find_target()
        self._aim()
        self._show_view()

    def _show_view(self) -> None:
        self.query_one(ContentSwitcher).current = self.view
        self._show_network()
        self.set_focus(self.home)
        self.refresh_bindings()

    def _show_network(self) -> None:
        self.query_one(ViewTabs).show(self.view, self._networks.get(self.view, ""))

    def on_view_tabs_chosen(self, event: ViewTabs.Chosen) -> None:
        self.view = event.view

    def on_network_shown(self, event: NetworkShown) -> None:
        for view in ("predict", "evaluate"):
            self._networks[view] = one_line(event.text)
        self._show_network()

    def on_evaluate_view_open_wanted(self, event: EvaluateView.OpenWanted) -> None:
        self.view = "predict"
        self.predict.open(event.taken)

    def action_view(self, view: str) -> None:
        self.view = view

    # The run

    def watch_run_state(self, before: RunState | None, now: RunState | None) -> None:
        if (before and before.path) != (now and now.path):
            self._find_target()

    def _find_target(self) -> None:
        """The current run, else the latest with weights; a run that somebody chose stays."""
        if self._chosen or (self._view_chosen and self.view == "lab"):
            return
        run = RunDirectory(self.run_state.path) if self.run_state else self._latest()
        if (self.target.run if self.target else None) != run:
            self.target = Target(run) if run else None

    def _latest(self) -> RunDirectory | None:
        """The run that was begun last among those that have been trained, else among all."""
        runs = list_runs(self.workspace.current.runs_dir)[:LISTED]
        trained = (run for run in runs if list_checkpoints(run.checkpoints))
        return next(trained, next(iter(runs), None))

    def watch_target(self) -> None:
        self._aim()
        self.refresh_bindings()

    def _aim(self) -> None:
        both = (self.target, self._second)
        targets = tuple(target for target in both if target is not None)
        self.predict.targets = targets
        if self.view == "evaluate":
            self.query_one(EvaluateView).targets = targets

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "choose_run":
            return self.view != "lab"
        if action == "checkpoint":
            return self.view != "lab" and self.target is not None
        return super().check_action(action, parameters)

    def action_choose_run(self) -> None:
        if items := self._runs():
            self.app.push_screen(Picker(tr("Which run?"), items), self._choose)
        else:
            self.workspace.say(tr("no run yet: 3 goes to Train"))

    def _choose(self, run: RunDirectory | None) -> None:
        if run is not None:
            self._chosen = True
            self.target = Target(run)

    def inspect(self, runs: Sequence[RunDirectory]) -> None:
        """Evaluate a run, or the first beside the second."""
        self._chosen = True
        self._second = Target(runs[1]) if len(runs) > 1 else None
        self.target = Target(runs[0])
        self.view = "evaluate"
        self._aim()

    def on_evaluate_view_compare_wanted(self) -> None:
        self.on_predict_view_compare_wanted()

    def on_predict_view_compare_wanted(self) -> None:
        others = [each for each in self._runs() if not self.target or each.value != self.target.run]
        if self._second is not None:
            self._second = None
            self._aim()
        elif others:
            self.app.push_screen(Picker(tr("Compare with which run?"), others), self._compare)
        else:
            self.workspace.say(tr("no second run to compare with"))

    def _compare(self, run: RunDirectory | None) -> None:
        if run is not None:
            self._second = Target(run)
            self._aim()

    def _runs(self) -> list[Item[RunDirectory]]:
        found = list_runs(self.workspace.current.runs_dir)[:LISTED]
        current = self.run_state
        if current is not None and current.path not in {run.path for run in found}:
            found.insert(0, RunDirectory(current.path))
        here = current.path if current else None
        return [
            Item(run, one_line(run.run_id), tr("the current run") if run.path == here else "")
            for run in found
        ]

    def action_checkpoint(self) -> None:
        if self.target is not None:
            which: Which = "last" if self.target.which == "best" else "best"
            self._chosen = True
            self.target = replace(self.target, which=which)
