"""Predict: a text through a trained run, word by word. Here: asking, and the keys."""

from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widgets import TextArea

from rnn_tui.data import DataError
from rnn_tui.data.sequences import Ints
from rnn_tui.results.choosing import PredictError
from rnn_tui.results.evaluate import Sort
from rnn_tui.tui.dialogs.dialog import Choice, ChoiceDialog
from rnn_tui.tui.inspect.predict_keys import PREDICT_BINDINGS
from rnn_tui.tui.inspect.predict_parts import WIDE, PredictParts
from rnn_tui.tui.inspect.reading import Order, Outcome, Reader, Taken, Target, sentence
from rnn_tui.tui.inspect.review import Review
from rnn_tui.wording.numbers import counted

WAIT = 0.15
"""Seconds from a key to the order: keys that come at once are one order."""

ANY = "any"


class PredictView(PredictParts):
    """One order is at work at a time; of those that come meanwhile only the latest waits."""

    BINDINGS: ClassVar[list[BindingType]] = PREDICT_BINDINGS

    class Answered(Message):
        """The latest order that was worked on, and what came of it."""

        def __init__(self, order: Order, outcomes: tuple[Outcome, ...]) -> None:
            super().__init__()
            self.order = order
            self.outcomes = outcomes

    class Found(Message):
        """A text of the test set."""

        def __init__(self, taken: Taken) -> None:
            super().__init__()
            self.taken = taken

    class CompareWanted(Message):
        """The person wants to choose the second run."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.reader = Reader()
        self._finder = Reader()
        self._held = ""
        self._wanted: Order | None = None
        self._working: Order | None = None
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
        """Order what is wanted now; while one order is at work, only the latest waits."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self.targets and self.is_mounted:
            text: str | Ints = self.query_one(Review).text
            self._wanted = Order(self.targets, self.taken.ids if self.taken else text)
            if self._working is None:
                self._next()

    def _next(self) -> None:
        order, self._working, self._wanted = self._wanted, self._wanted, None
        if order is not None:
            self._work(order)

    @work(thread=True)
    def _work(self, order: Order) -> None:
        self.post_message(self.Answered(order, self.reader.answer(order)))

    def on_predict_view_answered(self, event: Answered) -> None:
        event.stop()
        self._next()
        if event.order.targets == self.targets:
            self.outcomes = event.outcomes
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

    def open(self, taken: Taken) -> None:
        """Show a text of the test set."""
        review = self.query_one(Review)
        self.taken = taken
        review.put(taken.text)
        self._held = review.text
        self.place = 0
        self.ask()
        self.call_after_refresh(self._leave_field)

    def _leave_field(self) -> None:
        if self.home is not None and self.display:
            self.home.focus()

    def on_review_shortened(self, event: Review.Shortened) -> None:
        event.stop()
        which = "first" if self.query_one(Review).keep == "pre" else "last"
        text = f"left out the {which} {counted(event.words, 'word')}: the network reads fewer"
        self.app.notify(text, markup=False)

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "write":
            return bool(self.targets) and not self.query_one(Review).has_focus
        if action in ("take", "compare"):
            return bool(self.targets)
        if action == "other_run":
            return len(self.outcomes) > 1 and all(each.explanation for each in self.outcomes)
        if action in ("next_array", "next_layer"):
            return self.explanation is not None
        if action == "turn":
            return self.explanation is not None and self.size.width < WIDE
        return True

    def action_write(self) -> None:
        self.query_one(Review).focus()

    def action_compare(self) -> None:
        self.post_message(self.CompareWanted())

    def action_other_run(self) -> None:
        self.second = not self.second

    def action_turn(self) -> None:
        self.states_open = not self.states_open

    def action_next_array(self) -> None:
        if self.explanation is not None:
            self.states_open = True
            self.looking = self.looking.next_array(self.explanation)

    def action_next_layer(self) -> None:
        if self.explanation is not None:
            self.states_open = True
            self.looking = self.looking.next_layer(self.explanation)
