"""What the Predict view shows: verdict, running words, curve, states. The cursor is one for all."""

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from rnn_tui.io.text import one_line
from rnn_tui.results.plot.inks import run_ink
from rnn_tui.results.predict.explain import Explanation
from rnn_tui.tui.inspect.heatmap import Heatmap
from rnn_tui.tui.inspect.predict import wording
from rnn_tui.tui.inspect.predict.curve import PredictionCurve
from rnn_tui.tui.inspect.predict.layer_arrays import ArrayChoice, sheet
from rnn_tui.tui.inspect.predict.text_box import TextBox
from rnn_tui.tui.inspect.predictors import Answer, LabelledText, Target
from rnn_tui.tui.inspect.titles import entitle
from rnn_tui.tui.inspect.view_tabs import NetworkShown
from rnn_tui.tui.widgets.line import Line
from rnn_tui.tui.widgets.palette import palette
from rnn_tui.tui.widgets.word_flow import WordFlow, pieces, short

WIDE = 100
FRAME = 6
"""Columns that the frame of a pane takes from its title."""
LEAST_NAME = 6
AFTER = " after each word  "
NO_RUN = (
    "There is no run to ask yet.\n\n3 goes to the Train screen: start one there.\n"
    "It can be asked as soon as it has a checkpoint."
)
HINT = (
    "Enter: type or paste a text, and see what each word does to the prediction.\n"
    "t takes a text from the test set, o another run."
)
NO_WEIGHTS = "o chooses another run, k the other checkpoint."


class Hint(Line, can_focus=True):
    """Has the focus while there is nothing else, so that the keys of the view work."""

    def say(self, text: str | Content) -> None:
        self.put(Content(text) if isinstance(text, str) else text, layout=True)


class PredictPanes(Vertical):
    """`targets` are one run or two; `place` is the token under the cursor.

    `second`: words and states are to be those of the second run.
    """

    targets: reactive[tuple[Target, ...]] = reactive((), init=False, repaint=False)
    states_open: reactive[bool] = reactive(False, init=False, repaint=False)
    second: reactive[bool] = reactive(False, init=False, repaint=False)
    choice: reactive[ArrayChoice] = reactive(ArrayChoice(), init=False, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.answers: tuple[Answer, ...] = ()
        self.place = 0
        self.taken: LabelledText | None = None
        self._had: list[bool] = []

    def compose(self) -> ComposeResult:
        yield Static(NO_RUN, markup=False, classes="empty", id="predict-none")
        with Vertical(classes="pane", id="predict-text") as pane:
            pane.border_title = "Text"
            yield TextBox(id="text-box")
        yield Line(id="predict-verdict")
        with Horizontal(id="predict-below"):
            with Vertical(classes="pane", id="predict-words"):
                yield WordFlow(id="words")
                yield PredictionCurve(id="prediction-curve")
            with Vertical(classes="pane", id="predict-states"):
                yield Heatmap(id="states")
        yield Hint(classes="empty")

    @property
    def home(self) -> Widget | None:
        if not self.targets:
            return None
        if self.explanation is None:
            return self.query_one(Hint)
        words = self.query_one("#predict-words").display
        return self.query_one(WordFlow) if words else self.query_one(Heatmap)

    @property
    def shown(self) -> int:
        """Whose words and states are shown: 0 for the first run, 1 for the second one."""
        return int(
            self.second and len(self.answers) > 1 and self.answers[1].explanation is not None
        )

    @property
    def explanation(self) -> Explanation | None:
        """That of the run whose words are shown."""
        return self.answers[self.shown].explanation if self.answers else None

    def on_mount(self) -> None:
        self._arrange()

    def on_resize(self) -> None:
        self._arrange()
        if (found := self.explanation) is not None:
            self._entitle_words(found)

    # What is shown

    def watch_states_open(self) -> None:
        self._arrange()
        if self.home is not None:
            self.home.focus()

    def watch_second(self) -> None:
        if self.answers:
            self.show()

    def watch_choice(self) -> None:
        if self.explanation is not None:
            self._show_states(self.explanation)

    def show(self) -> None:
        found, first = self.explanation, self.answers[0]
        verdict = self.query_one("#predict-verdict", Line)
        verdict.set_class(found is not None, "-lines")
        verdict.put(wording.verdict(self.answers, self.taken))
        if first.predictor is not None:
            self.query_one(TextBox).keep = first.predictor.experiment.data.truncating
            self.post_message(NetworkShown(wording.about(first.predictor)))
        else:
            self.post_message(NetworkShown(first.target.run.run_id))
        self.query_one(Hint).say(HINT if first.predictor else NO_WEIGHTS)
        self._arrange()
        if found is not None:
            following = self.query_one(TextBox).has_focus
            last = max(len(found.tokens) - 1, 0)
            self.place = last if following else min(self.place, last)
            self._show_words(found)
            self._show_states(found)
        had, self._had = self._had, [each.explanation is not None for each in self.answers]
        if had != self._had:
            self.refresh_bindings()

    def _show_words(self, found: Explanation) -> None:
        self.query_one(WordFlow).show(pieces(found), self.place)
        curves = [
            (each.reached, each.running[:, found.focus])
            for answer in self.answers
            if (each := answer.explanation) and each.running.shape[1] > found.focus
        ]
        self.query_one(PredictionCurve).show(curves, len(found.tokens), self.place)
        self._entitle_words(found)
        self._say_place(found)

    def _entitle_words(self, found: Explanation) -> None:
        """The legend stands there whole: where it is narrow, the names are cut short."""
        predictor = self.answers[self.shown].predictor
        name = one_line(predictor.classes[found.focus]) if predictor else ""
        legend = palette(self.app).legend("towards it", "away")
        width = self.size.width // 2 if self.size.width >= WIDE else self.size.width
        room = width - FRAME - legend.cell_length
        after = AFTER if room - len(AFTER) > 3 * LEAST_NAME else "  "
        room -= len(after)
        if len(self.answers) > 1:
            room -= min(cell_len(self._run_name), max(LEAST_NAME, room - cell_len(name))) + 2
        name = short(name, max(LEAST_NAME, room)) if name else ""
        title = self._whose(Content.assemble(name, after, legend), width - FRAME)
        entitle(self.query_one("#predict-words"), title)

    def _show_states(self, found: Explanation) -> None:
        trace, pane = self.choice.trace(found), self.query_one("#predict-states")
        heatmap = self.query_one(Heatmap)
        heatmap.display = trace is not None
        if trace is None:
            entitle(pane, Content("no layer of this network keeps the words apart"))
            return
        name = self.choice.name(trace)
        shown = sheet(found, trace, name)
        heatmap.show(shown, self._row(found))
        words = name.replace("_", " ").replace(".", " ")
        title = Content(f"{trace.name}: {words} ({shown.rows}, {shown.columns})")
        entitle(pane, self._whose(title))
        self._say_place(found)

    @property
    def _run_name(self) -> str:
        return one_line(self.answers[self.shown].target.run.run_id)

    def _whose(self, title: Content, room: int = 0) -> Content:
        """The title, with the name of the run where there are two, cut short to fit the room."""
        if len(self.answers) < 2:
            return title
        name = self._run_name
        if room:
            name = short(name, max(LEAST_NAME, room - title.cell_length - 2))
        return Content.assemble((name, run_ink(self.shown).colour.theme), ": ", title)

    def _row(self, found: Explanation) -> int:
        """The row of the heatmap in which the word under the cursor was read."""
        trace = self.choice.trace(found)
        if trace is None:
            return 0
        return max(0, int((trace.words[:, 0] <= self.place).sum()) - 1)

    def _say_place(self, found: Explanation) -> None:
        pane = self.query_one("#predict-words")
        entitle(pane, below=Content(wording.under_cursor(found, self.place)))
        heatmap = self.query_one(Heatmap)
        if heatmap.sheet.rows:
            value = float(heatmap.sheet.values[heatmap.row, heatmap.column])
            word = heatmap.sheet.labels[heatmap.row][0]
            text = f"{word}, unit {heatmap.column}: {value:+.4f}"
            entitle(self.query_one("#predict-states"), below=Content(text))

    def _arrange(self) -> None:
        some, found = bool(self.targets), self.explanation is not None
        focused = self.screen.focused if self.has_focus_within else None
        wide = self.size.width >= WIDE
        self.query_one("#predict-none").display = not some
        self.query_one("#predict-text").display = some
        self.query_one("#predict-verdict").display = some
        self.query_one("#predict-below").display = some and found
        self.query_one(Hint).display = some and not found
        self.query_one("#predict-words").display = wide or not self.states_open
        self.query_one("#predict-states").display = wide or self.states_open
        if focused and (isinstance(focused, Hint) or not _shown(focused)):
            self.screen.set_focus(self.home)
        self.call_after_refresh(self._keep_focus)

    def _keep_focus(self) -> None:
        """What is laid out anew may be hidden for a moment, and loses the focus by that."""
        if self.screen.focused is None and self.display and self.targets:
            self.screen.set_focus(self.home)

    # The cursor

    def on_word_flow_moved(self, event: WordFlow.Moved) -> None:
        event.stop()
        self._go(event.place)

    def on_heatmap_moved(self, event: Heatmap.Moved) -> None:
        event.stop()
        found = self.explanation
        trace = self.choice.trace(found) if found else None
        if trace is not None and event.row < len(trace.words):
            self._go(int(trace.words[event.row, 1]))

    def _go(self, place: int) -> None:
        found = self.explanation
        if found is None:
            return
        self.place = place
        self.query_one(WordFlow).go(place)
        self.query_one(PredictionCurve).go(place)
        heatmap = self.query_one(Heatmap)
        heatmap.go(self._row(found), heatmap.column)
        self._say_place(found)


def _shown(widget: Widget) -> bool:
    """Whether neither it nor anything that it lies in is hidden."""
    return all(isinstance(each, Screen) or each.display for each in widget.ancestors_with_self)
