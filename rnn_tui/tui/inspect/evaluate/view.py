"""Evaluate: the run on its test part, and its worst mistakes to open in Predict."""

from dataclasses import dataclass
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option
from textual.worker import Worker, get_current_worker

from rnn_tui.data import DataError, Progress
from rnn_tui.results.evaluate import Evaluation, evaluated
from rnn_tui.results.predict import Predictor
from rnn_tui.results.predict.weights import PredictError
from rnn_tui.tui.inspect.evaluate import wording
from rnn_tui.tui.inspect.hint import NO_RUN, Hint
from rnn_tui.tui.inspect.predict.wording import about
from rnn_tui.tui.inspect.predictors import LabelledText, Predictors, Target, of_evaluation, sentence
from rnn_tui.tui.inspect.view_tabs import NetworkShown
from rnn_tui.tui.keys import Key, bindings, on_screen
from rnn_tui.tui.messages import Doing
from rnn_tui.tui.state.evaluating import evaluate_in_child
from rnn_tui.tui.widgets.line import Line
from rnn_tui.tui.widgets.progress import progress_lines
from rnn_tui.wording.numbers import counted

BAR = 40
"""Columns of the bar that shows how far the evaluation has come."""

FRAME = 4
"""Columns that the frame of a pane takes."""

ASK = (
    "s runs {run} on its whole test part.\n\nThis takes a few seconds, for IMDB up to a minute, "
    "and can be cancelled;\nthe results are kept for the next time."
)


class EvaluateView(Vertical):
    """`target` is looked into as soon as it is set; work starts only when somebody asks."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "evaluate",
        on_screen("inspect", "evaluate"),
        {
            "start": Key("s", "start", "evaluate", "Evaluate the run on the whole test part"),
            "cancel": Key("c,escape", "cancel", "cancel", "Cancel the evaluation"),
        },
    )

    target: reactive[Target | None] = reactive[Target | None](None, init=False, repaint=False)

    @dataclass
    class Looked(Message):
        """The answers of a target, or the reason why there are none."""

        target: Target
        predictor: Predictor | None = None
        found: Evaluation | None = None
        problem: str = ""

    @dataclass
    class OpenWanted(Message):
        """A mistake is to be opened in Predict."""

        taken: LabelledText

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.found: Evaluation | None = None
        self._predictor: Predictor | None = None
        self._reader = Predictors()
        self._problem = ""
        self._progress: Progress | None = None
        self._job: Worker[None] | None = None
        self._places: list[int] = []

    def compose(self) -> ComposeResult:
        yield Hint(classes="empty", id="evaluate-hint")
        with Horizontal(id="evaluate-top"):
            with VerticalScroll(classes="pane", id="evaluate-figures"):
                yield Line(id="figures")
            with Vertical(classes="pane", id="evaluate-lengths") as pane:
                pane.border_title = "Accuracy by length"
                yield Line(id="lengths")
        with Vertical(classes="pane", id="evaluate-worst"):
            yield OptionList(id="worst", compact=True, markup=False)

    @property
    def home(self) -> Widget:
        worst = self.query_one("#worst", OptionList)
        return worst if self.found is not None and self._places else self._hint_or_worst

    @property
    def _hint_or_worst(self) -> Widget:
        return self.query_one(Hint) if self.found is None else self.query_one("#worst", OptionList)

    @property
    def working(self) -> bool:
        return self._job is not None

    def on_mount(self) -> None:
        self.show()

    def on_resize(self) -> None:
        if self.found is not None:
            self._show_found(self.found)

    def watch_target(self) -> None:
        self.action_cancel()
        self.found, self._predictor, self._problem = None, None, ""
        self.show()
        if self.target is not None:
            self._look(self.target)

    @work(thread=True, exclusive=True, group="look")
    def _look(self, target: Target) -> None:
        try:
            predictor = self._reader.predictor(target)
            looked = self.Looked(target, predictor, evaluated(predictor))
        except (PredictError, DataError, OSError, MemoryError) as error:
            looked = self.Looked(target, problem=sentence(error))
        if not get_current_worker().is_cancelled:
            self.post_message(looked)

    def on_evaluate_view_looked(self, event: Looked) -> None:
        event.stop()
        if event.target == self.target:
            self.found, self._predictor = event.found, event.predictor
            self._problem = event.problem
            if event.predictor is not None:
                self.post_message(NetworkShown(about(event.predictor)))
            self.show()

    # The work

    def action_start(self) -> None:
        if self.target is not None and self._predictor is not None and not self.working:
            self._problem, self._progress = "", Progress("starting", 0, 0, "")
            self._job = self._work(self.target, self._predictor)
            self.show()

    @work(group="evaluate")
    async def _work(self, target: Target, predictor: Predictor) -> None:
        self.post_message(Doing(f"evaluating {target.run.run_id}"))
        try:
            await evaluate_in_child(target.run, predictor.checkpoint, self._report)
        except (PredictError, OSError) as error:
            self._problem = sentence(error)
        finally:
            self._job = self._progress = None
            self.post_message(Doing())
        if target == self.target and not self._problem:
            self._look(target)
        self.show()

    def _report(self, progress: Progress) -> None:
        self._progress = progress
        self.query_one(Hint).say(progress_lines(progress, BAR))

    def action_cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = self._progress = None
            self.show()

    # What is shown

    def show(self) -> None:
        found, focused = self.found, self.has_focus_within
        self.query_one(Hint).display = found is None
        self.query_one("#evaluate-top").display = found is not None
        self.query_one("#evaluate-worst").display = found is not None
        if found is None:
            self.query_one(Hint).say(self._hint())
        else:
            self._show_found(found)
        self.refresh_bindings()
        if focused:
            self.home.focus()
        self.call_after_refresh(self._keep_focus)

    def _keep_focus(self) -> None:
        """A widget that is laid out again may be hidden for a moment, and so lose the focus."""
        if self.screen.focused is None and self.display:
            self.home.focus()

    def _hint(self) -> Content:
        if self.target is None:
            return Content(NO_RUN)
        if self._progress is not None:
            return progress_lines(self._progress, BAR)
        if self._problem:
            return Content(f"{self._problem}\n\no chooses another run, k the other checkpoint.")
        if self._predictor is None:
            return Content("Looking …")
        return Content(ASK.format(run=self.target.run.run_id))

    def _show_found(self, found: Evaluation) -> None:
        pane = self.query_one("#evaluate-figures")
        pane.border_title = Content(counted(len(found.labels), "text"))
        room = self.size.width // 2 - FRAME
        alone = self.size.width - FRAME  # what -tiny leaves of the pair
        wide = room if self.query_one("#evaluate-lengths").display else alone
        self.query_one("#figures", Line).put(wording.figures(found, wide), layout=True)
        self.query_one("#lengths", Line).put(wording.lengths(found, room), layout=True)
        listed = wording.mistakes(found)
        self._places = [place for place, _ in listed]
        worst = self.query_one("#worst", OptionList)
        worst.set_options([Option(line) for _, line in listed])
        worst.highlighted = 0 if listed else None
        wrong = counted(len(found.places("wrong")), "mistake")
        pane = self.query_one("#evaluate-worst")
        pane.border_title = Content(f"{wrong}, most confident first")
        pane.border_subtitle = "enter opens one in Predict" if listed else ""

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "start":
            return self._predictor is not None and self.found is None and not self.working
        if action == "cancel":
            return self.working
        return True

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if self.found is not None and self._predictor is not None:
            place = self._places[event.option_index]
            self.post_message(self.OpenWanted(of_evaluation(self.found, self._predictor, place)))
