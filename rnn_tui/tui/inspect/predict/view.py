"""Predict: a text through a trained run, word by word. Here: asking, and the keys."""

from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widgets import TextArea

from rnn_tui.data import DataError
from rnn_tui.data.sequences import Ints
from rnn_tui.results.evaluate import Sort
from rnn_tui.results.predict.weights import PredictError
from rnn_tui.tui.dialogs.dialog import Choice, ChoiceDialog
from rnn_tui.tui.inspect.predict.keys import PREDICT_BINDINGS
from rnn_tui.tui.inspect.predict.panes import WIDE, PredictPanes
from rnn_tui.tui.inspect.predict.text_box import TextBox
from rnn_tui.tui.inspect.predictors import Answer, LabelledText, Predictors, Query, Target, sentence
from rnn_tui.wording.numbers import counted

WAIT = 0.15
"""Seconds from a key to the query: keys that come at once make one query."""

ANY = "any"


class PredictView(PredictPanes):
    """One query is answered at a time; of those that come meanwhile only the latest waits."""

    BINDINGS: ClassVar[list[BindingType]] = PREDICT_BINDINGS

    class Answered(Message):
        """The answers to the latest query."""

        def __init__(self, query: Query, answers: tuple[Answer, ...]) -> None:
            super().__init__()
            self.targets = query.targets
            self.answers = answers

    class Found(Message):
        """A text of the test set."""

        def __init__(self, taken: LabelledText) -> None:
            super().__init__()
            self.taken = taken

    class CompareWanted(Message):
        """The person wants to choose the second run."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.reader = Predictors()
        self._finder = Predictors()
        self._held = ""
        self._wanted: Query | None = None
        self._working: Query | None = None
        self._timer: Timer | None = None

    # Asking

    def watch_targets(self) -> None:
        self.second = self.second and len(self.targets) > 1
        self._arrange()
        self.ask()

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
        if event.targets == self.targets:
            self.answers = event.answers
            self.show()

    # A text of the test set

    def action_take(self) -> None:
        choices = [
            Choice("a", "Any", "One after the other, in no order.", ANY),
            Choice("r", "Right", "A text that it puts into the right class.", "right"),
            Choice("w", "Wrong", "A text that it gets wrong.", "wrong"),
            Choice("m", "Most confident mistake", "The worst first, then the next.", "worst"),
        ]
        text = "All but the first need the answers of Evaluate (e)."
        self.app.push_screen(ChoiceDialog("A text of the test set", text, choices), self._take)

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
        self.place = 0
        self.ask()
        self.call_after_refresh(self._leave_field)

    def _leave_field(self) -> None:
        if self.home is not None and self.display:
            self.home.focus()

    def on_text_box_shortened(self, event: TextBox.Shortened) -> None:
        event.stop()
        which = "first" if self.query_one(TextBox).keep == "pre" else "last"
        text = f"left out the {which} {counted(event.words, 'word')}: the network reads fewer"
        self.app.notify(text, markup=False)

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "write":
            return bool(self.targets) and not self.query_one(TextBox).has_focus
        if action in ("take", "compare"):
            return bool(self.targets)
        if action == "other_run":
            return len(self.answers) > 1 and all(each.explanation for each in self.answers)
        if action in ("next_array", "next_layer"):
            return self.explanation is not None
        if action == "turn":
            return self.explanation is not None and self.size.width < WIDE
        return True

    def action_write(self) -> None:
        self.query_one(TextBox).focus()

    def action_compare(self) -> None:
        self.post_message(self.CompareWanted())

    def action_other_run(self) -> None:
        self.second = not self.second

    def action_turn(self) -> None:
        self.states_open = not self.states_open

    def action_next_array(self) -> None:
        if self.explanation is not None:
            self.states_open = True
            self.choice = self.choice.next_array(self.explanation)

    def action_next_layer(self) -> None:
        if self.explanation is not None:
            self.states_open = True
            self.choice = self.choice.next_layer(self.explanation)
