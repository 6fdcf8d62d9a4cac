"""Predict: a text through a trained run, word by word."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static, TextArea

from rnn_tui.data import DataError
from rnn_tui.data.sequences import Ints
from rnn_tui.results.evaluate import Sort
from rnn_tui.results.predict.weights import PredictError
from rnn_tui.tui.dialogs.dialog import Choice, ChoiceDialog
from rnn_tui.tui.inspect.hint import NO_RUN, Hint
from rnn_tui.tui.inspect.predict import wording
from rnn_tui.tui.inspect.predict.keys import PREDICT_BINDINGS
from rnn_tui.tui.inspect.predict.panes import ExplanationPanes
from rnn_tui.tui.inspect.predict.text_box import TextBox
from rnn_tui.tui.inspect.predictors import Answer, LabelledText, Predictors, Query, Target, sentence
from rnn_tui.tui.inspect.view_tabs import NetworkShown
from rnn_tui.tui.widgets.line import Line
from rnn_tui.wording.language import tr
from rnn_tui.wording.numbers import counted

WAIT = 0.15
"""Seconds from a key to the query: keys that come at once make one query."""

ANY = "any"

HINT = (
    "Enter, and then a text typed or pasted: what each word does to the prediction.\n"
    "t takes a text from the test part, o chooses another run."
)
NO_WEIGHTS = "o chooses another run, k the other checkpoint."


class PredictView(Vertical):
    """`targets` are one run or two. One query is answered at a time; of those that come meanwhile
    only the latest waits."""

    BINDINGS: ClassVar[list[BindingType]] = PREDICT_BINDINGS

    targets: reactive[tuple[Target, ...]] = reactive((), init=False, repaint=False)

    @dataclass
    class Answered(Message):
        """The answers to the latest query."""

        query: Query
        answers: tuple[Answer, ...]

    @dataclass
    class Found(Message):
        """A text of the test set."""

        taken: LabelledText

    class CompareWanted(Message):
        """The person wants to choose the second run."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.panes = ExplanationPanes()
        self.taken: LabelledText | None = None
        self.reader = Predictors()
        self._finder = Predictors()
        self._held = ""
        self._wanted: Query | None = None
        self._working: Query | None = None
        self._timer: Timer | None = None
        self._had: list[bool] = []

    def compose(self) -> ComposeResult:
        yield Static(tr(NO_RUN), markup=False, classes="empty", id="predict-none")
        with Vertical(classes="pane", id="predict-text") as pane:
            pane.border_title = tr("Text")
            yield TextBox(id="text-box")
        yield Line(id="predict-verdict")
        yield self.panes
        yield Hint(classes="empty")

    def on_mount(self) -> None:
        self._arrange()

    @property
    def home(self) -> Widget | None:
        if not self.targets:
            return None
        return self.query_one(Hint) if self.panes.explanation is None else self.panes.home

    # Asking

    def watch_targets(self) -> None:
        self.panes.second = self.panes.second and len(self.targets) > 1
        self._arrange()
        self.ask()

    def on_paste(self, event: events.Paste) -> None:
        """A text that is pasted beside the field is meant for it."""
        event.stop()
        if self.targets:
            box = self.query_one(TextBox)
            box.focus()
            box.on_paste(event)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """A text that was taken stays what it is until somebody types."""
        event.stop()
        if self.taken is not None and event.text_area.text != self._held:
            self.taken = None
        if self._timer is None:
            self._timer = self.set_timer(WAIT, self.ask)

    def ask(self) -> None:
        """Ask what is wanted; while one query is being answered, only the latest waits."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self.targets and self.is_mounted:
            text: str | Ints = self.query_one(TextBox).text
            self._wanted = Query(self.targets, self.taken.ids if self.taken else text)
            if self._working is None:
                self._next()

    def _next(self) -> None:
        query, self._working, self._wanted = self._wanted, self._wanted, None
        if query is not None:
            self._work(query)

    @work(thread=True)
    def _work(self, query: Query) -> None:
        self.post_message(self.Answered(query, self.reader.answer(query)))

    def on_predict_view_answered(self, event: Answered) -> None:
        event.stop()
        self._next()
        if event.query.targets == self.targets:
            self._show(event.answers)

    # What is shown

    def _show(self, answers: tuple[Answer, ...]) -> None:
        first, box = answers[0], self.query_one(TextBox)
        self.panes.show(answers, at_end=box.has_focus)
        verdict = self.query_one("#predict-verdict", Line)
        verdict.set_class(self.panes.explanation is not None, "-lines")
        verdict.put(wording.verdict(answers, self.taken))
        if first.predictor is not None:
            box.keep = first.predictor.experiment.data.truncating
            self.post_message(NetworkShown(wording.about(first.predictor)))
        else:
            self.post_message(NetworkShown(first.target.run.run_id))
        self.query_one(Hint).say(tr(HINT if first.predictor else NO_WEIGHTS))
        self._arrange()
        had, self._had = self._had, [each.explanation is not None for each in answers]
        if had != self._had:
            self.refresh_bindings()

    def _arrange(self) -> None:
        some, found = bool(self.targets), self.panes.explanation is not None
        focused = self.screen.focused if self.has_focus_within else None
        self.query_one("#predict-none").display = not some
        self.query_one("#predict-text").display = some
        self.query_one("#predict-verdict").display = some
        self.panes.display = some and found
        self.query_one(Hint).display = some and not found
        if focused and (isinstance(focused, Hint) or not _shown(focused)):
            self.screen.set_focus(self.home)
        self.call_after_refresh(self._keep_focus)

    def _keep_focus(self) -> None:
        """A widget that is laid out again may be hidden for a moment, and so lose the focus."""
        if self.screen.focused is None and self.display and self.targets:
            self.screen.set_focus(self.home)

    # A text of the test set

    def action_take(self) -> None:
        choices = [
            Choice("a", tr("Any"), tr("The next text, in random order."), ANY),
            Choice("r", tr("Right"), tr("A text that it classifies correctly."), "right"),
            Choice("w", tr("Wrong"), tr("A text that it classifies wrongly."), "wrong"),
            Choice(
                "m",
                tr("Most confident mistake"),
                tr("The worst first, then the next worst."),
                "worst",
            ),
        ]
        text = tr("All but the first need the evaluation (e).")
        self.app.push_screen(ChoiceDialog(tr("Text from the test part"), text, choices), self._take)

    def _take(self, sort: str | None) -> None:
        sorts: dict[str, Sort | None] = {
            ANY: None,
            "right": "right",
            "wrong": "wrong",
            "worst": "worst",
        }
        if sort in sorts and self.targets:
            self._look_for(self.targets[0], sorts[sort])

    @work(thread=True, exclusive=True, group="test-set")
    def _look_for(self, target: Target, sort: Sort | None) -> None:
        """With a reader of its own: this one may be at work."""
        try:
            taken = self._finder.take(target, sort)
        except (PredictError, DataError, OSError, MemoryError) as error:
            self.app.call_from_thread(self.app.notify, sentence(error), markup=False)
        else:
            self.post_message(self.Found(taken))

    def on_predict_view_found(self, event: Found) -> None:
        event.stop()
        self.open(event.taken)

    def open(self, taken: LabelledText) -> None:
        """Show a text of the test set."""
        box = self.query_one(TextBox)
        self.taken = taken
        box.put(taken.text)
        self._held = box.text
        self.panes.place = 0
        self.ask()
        self.call_after_refresh(self._leave_field)

    def _leave_field(self) -> None:
        if self.home is not None and self.display:
            self.home.focus()

    def on_text_box_shortened(self, event: TextBox.Shortened) -> None:
        event.stop()
        which = tr("first") if self.query_one(TextBox).keep == "pre" else tr("last")
        words = counted(event.words, "word")
        text = tr(
            "dropped the {which} {words}: the network does not read that many",
            which=which,
            words=words,
        )
        self.app.notify(text, markup=False)

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "write":
            return bool(self.targets) and not self.query_one(TextBox).has_focus
        if action in ("take", "compare"):
            return bool(self.targets)
        panes = self.panes
        if action == "other_run":
            return len(panes.answers) > 1 and all(each.explanation for each in panes.answers)
        if action in ("next_array", "next_layer"):
            return panes.explanation is not None
        if action == "turn":
            return panes.explanation is not None and not panes.is_wide
        return True

    def action_write(self) -> None:
        self.query_one(TextBox).focus()

    def action_compare(self) -> None:
        self.post_message(self.CompareWanted())

    def action_other_run(self) -> None:
        self.panes.second = not self.panes.second

    def action_turn(self) -> None:
        self.panes.states_open = not self.panes.states_open

    def action_next_array(self) -> None:
        self.panes.next_array()

    def action_next_layer(self) -> None:
        self.panes.next_layer()


def _shown(widget: Widget) -> bool:
    """True if neither the widget nor anything around it is hidden."""
    return all(isinstance(each, Screen) or each.display for each in widget.ancestors_with_self)
