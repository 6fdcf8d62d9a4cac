"""Evaluate: a run on its test part, or two of them, and texts to open in Predict."""

from dataclasses import dataclass
from threading import Lock
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.worker import Worker, get_current_worker

from rnn_tui.data import DataError, Progress
from rnn_tui.results.evaluate import Evaluation, evaluated
from rnn_tui.results.evaluate.pairs import Differing, Pair
from rnn_tui.results.predict import Predictor
from rnn_tui.results.predict.weights import PredictError
from rnn_tui.tui.dialogs.picker import Picker
from rnn_tui.tui.inspect.evaluate import choosing
from rnn_tui.tui.inspect.evaluate.keys import EVALUATE_BINDINGS
from rnn_tui.tui.inspect.evaluate.looks import Look, Looks
from rnn_tui.tui.inspect.evaluate.panes import ResultPanes
from rnn_tui.tui.inspect.hint import NO_RUN, Hint
from rnn_tui.tui.inspect.predict.wording import about
from rnn_tui.tui.inspect.predictors import LabelledText, Predictors, Target, of_evaluation, sentence
from rnn_tui.tui.inspect.view_tabs import NetworkShown
from rnn_tui.tui.messages import Doing
from rnn_tui.tui.state.evaluating import evaluate_in_child
from rnn_tui.tui.widgets.progress import progress_lines
from rnn_tui.wording.language import tr

BAR = 40
"""Columns of the bar that shows how far the evaluation has come."""

ASK = (
    "s runs {run} on its whole test part.\n\nThis takes a few seconds, for IMDB up to a minute, "
    "and can be cancelled;\nthe results are kept for the next time."
)
ASK_FOR_MORE = (
    "s predicts the test part text by text:\naccuracy by length, calibration, the worst mistakes."
)


class EvaluateView(Vertical):
    """`targets` are one run or two, looked into as soon as they are set; work starts only when
    somebody asks."""

    BINDINGS: ClassVar[list[BindingType]] = EVALUATE_BINDINGS

    targets: reactive[tuple[Target, ...]] = reactive((), init=False, repaint=False)

    @dataclass
    class Looked(Message):
        """A target was looked into."""

        target: Target
        look: Look

    @dataclass
    class OpenWanted(Message):
        """A text is to be opened in Predict."""

        taken: LabelledText

    class CompareWanted(Message):
        """The person wants to choose the second run, or to stop comparing."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.looks = Looks()
        self._reader, self._reading = Predictors(), Lock()
        self._progress: Progress | None = None
        self._job: Worker[None] | None = None
        self._all_wanted = False

    def compose(self) -> ComposeResult:
        yield ResultPanes()
        yield Hint(classes="empty", id="evaluate-hint")

    @property
    def panes(self) -> ResultPanes:
        return self.query_one(ResultPanes)

    @property
    def found(self) -> Evaluation | None:
        """The answers of the first run."""
        return self.looks.first.found if self.looks.first else None

    @property
    def home(self) -> Widget:
        return self.panes.home if self._is_whole else self.query_one(Hint)

    @property
    def working(self) -> bool:
        return self._job is not None

    @property
    def _is_whole(self) -> bool:
        """True where the answers to each text are shown."""
        return isinstance(self.looks.shown, Evaluation | Pair)

    def on_mount(self) -> None:
        self.show()

    def watch_targets(self) -> None:
        self.action_cancel()
        self.looks = Looks(self.targets)
        self.show()
        self._look(self.targets)

    @work(thread=True, exclusive=True, group="look")
    def _look(self, targets: tuple[Target, ...]) -> None:
        worker = get_current_worker()
        for target in targets:
            with self._reading:  # a look that was cancelled may not have ended yet
                look = self._look_at(target)
            if worker.is_cancelled:
                return
            self.post_message(self.Looked(target, look))

    def _look_at(self, target: Target) -> Look:
        try:
            predictor = self._reader.predictor(target)
            return Look(predictor, evaluated(predictor))
        except (PredictError, DataError, OSError, MemoryError) as error:
            return Look(problem=sentence(error))

    def on_evaluate_view_looked(self, event: Looked) -> None:
        event.stop()
        if event.target not in self.targets:
            return
        self.looks.take(event.target, event.look)
        if event.look.predictor is not None and event.target == self.targets[0]:
            self.post_message(NetworkShown(about(event.look.predictor)))
        self.show()
        if self._all_wanted and event.look.found is not None:
            self.action_start()

    # The work

    def action_start(self) -> None:
        """Evaluate the run; of two, one after the other."""
        wanted = self.looks.startable
        self._all_wanted = wanted is not None
        if wanted is not None and not self.working:
            target, predictor = wanted
            self.looks.each[target].problem = ""
            self._progress = Progress(tr("starting"), 0, 0, "")
            self._job = self._work(target, predictor)
            self.show()

    @work(group="evaluate")
    async def _work(self, target: Target, predictor: Predictor) -> None:
        self.post_message(Doing(tr("evaluating {run_id}", run_id=target.run.run_id)))
        problem = ""
        try:
            await evaluate_in_child(target.run, predictor.checkpoint, self._report)
        except (PredictError, OSError) as error:
            problem = sentence(error)
        finally:
            self._job = self._progress = None
            self.post_message(Doing())
        if target in self.looks.each:
            self.looks.each[target].problem = problem
        self._all_wanted = self._all_wanted and not problem
        if target in self.targets and not problem:
            self._look((target,))
        self.show()

    def _report(self, progress: Progress) -> None:
        self._progress = progress
        self.query_one(Hint).say(progress_lines(progress, BAR))

    def action_cancel(self) -> None:
        self._all_wanted = False
        if self._job is not None:
            self._job.cancel()
            self._job = self._progress = None
            self.show()

    # What is shown

    def show(self) -> None:
        """Bring the panes and the hint up to date."""
        focused = self.has_focus_within
        hint = self.query_one(Hint)
        hint.display = not self._is_whole
        hint.say(self._hint())
        self.panes.display = self.looks.shown is not None
        self.panes.put(self.looks.shown, self.looks.names)
        self.refresh_bindings()
        if focused:
            self.home.focus()
        self.call_after_refresh(self._keep_focus)

    def _keep_focus(self) -> None:
        """A widget that is laid out again may be hidden for a moment, and so lose the focus."""
        if self.screen.focused is None and self.display:
            self.home.focus()

    def _hint(self) -> Content:
        looks, missing = self.looks, self.looks.missing
        if not self.targets:
            return Content(tr(NO_RUN))
        if self._progress is not None:
            return progress_lines(self._progress, BAR)
        if looks.problem:
            return Content(tr("{problem}\n\nx stops comparing.", problem=looks.problem))
        if not looks.complete:
            return Content(tr("Looking …"))
        if missing is None:
            return Content("")
        if looks.each[missing].problem:
            problem = looks.each[missing].problem
            return Content(
                tr("{problem}\n\no chooses another run, k the other checkpoint.", problem=problem)
            )
        return Content(tr(ASK_FOR_MORE) if looks.shown else tr(ASK, run=missing.run.run_id))

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "start":
                return self.looks.startable is not None and not self.working
            case "cancel":
                return self.working
            case "choose_part" | "choose_length":
                return self._is_whole
            case "turn":
                return self._is_whole and self.panes.turns
            case "compare":
                return bool(self.targets)
        return True

    def action_compare(self) -> None:
        self.post_message(self.CompareWanted())

    def action_turn(self) -> None:
        self.panes.calibrated = not self.panes.calibrated

    def action_choose_part(self) -> None:
        match self.looks.shown:
            case Evaluation() as found:
                classes = choosing.classes(found)
                self.app.push_screen(Picker(tr("Which mistakes?"), classes), self._take_classes)
            case Pair() as both:
                sides = choosing.whose(both, self.looks.names)
                self.app.push_screen(Picker(tr("Which texts?"), sides), self._take_side)

    def action_choose_length(self) -> None:
        shown = self.looks.shown
        found = shown.first if isinstance(shown, Pair) else shown
        if isinstance(found, Evaluation):
            lengths = choosing.lengths(found)
            self.app.push_screen(Picker(tr("Texts of which length?"), lengths), self._take_length)

    def _take_classes(self, chosen: choosing.Classes | None) -> None:
        if chosen is not None:
            self.panes.only = choosing.with_classes(self.panes.only, chosen)

    def _take_length(self, chosen: choosing.Lengths | None) -> None:
        if chosen is not None:
            self.panes.only = choosing.with_length(self.panes.only, chosen)

    def _take_side(self, chosen: Differing | None) -> None:
        if chosen is not None:
            self.panes.which = chosen

    def on_result_panes_chosen(self, event: ResultPanes.Chosen) -> None:
        event.stop()
        look = self.looks.first
        if look is not None and look.found is not None and look.predictor is not None:
            taken = of_evaluation(look.found, look.predictor, event.place)
            self.post_message(self.OpenWanted(taken))
