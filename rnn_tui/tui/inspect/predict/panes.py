"""Words, running prediction and states of a text that was read; one cursor for all of them."""

from collections.abc import Callable

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from rnn_tui.io.text import one_line
from rnn_tui.results.plot.inks import run_ink
from rnn_tui.results.predict.explain import Explanation
from rnn_tui.tui.inspect.heatmap import Heatmap
from rnn_tui.tui.inspect.predict import wording
from rnn_tui.tui.inspect.predict.curve import PredictionCurve
from rnn_tui.tui.inspect.predict.layer_arrays import ArrayChoice, sheet
from rnn_tui.tui.inspect.predictors import Answer
from rnn_tui.tui.widgets.line import entitle
from rnn_tui.tui.widgets.palette import palette
from rnn_tui.tui.widgets.word_flow import WordFlow, pieces, short
from rnn_tui.wording.language import tr

WIDE = 100
FRAME = 6
"""Columns that the frame of a pane takes from its title."""
LEAST_NAME = 6
AFTER = " after each word  "


class ExplanationPanes(Horizontal):
    """Show the answers of one run or two: `show`. `place` is the token under the cursor.

    `second`: words and states are to be those of the second run; `states_open`: the states
    stand in the place of the words where there is room for one of them only.
    """

    states_open: reactive[bool] = reactive(False, init=False, repaint=False)
    second: reactive[bool] = reactive(False, init=False, repaint=False)
    choice: reactive[ArrayChoice] = reactive(ArrayChoice(), init=False, repaint=False)

    def __init__(self) -> None:
        super().__init__(id="predict-below")
        self.answers: tuple[Answer, ...] = ()
        self.place = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="pane", id="predict-words"):
            yield WordFlow(id="words")
            yield PredictionCurve(id="prediction-curve")
        with Vertical(classes="pane", id="predict-states"):
            yield Heatmap(id="states")

    @property
    def home(self) -> Widget:
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

    @property
    def is_wide(self) -> bool:
        """True if words and states fit side by side."""
        return self.screen.size.width >= WIDE

    # What is shown

    def on_mount(self) -> None:
        self._arrange()

    def on_resize(self) -> None:
        self._arrange()
        if (found := self.explanation) is not None:
            self._entitle_words(found)

    def watch_states_open(self) -> None:
        self._arrange()
        if self.display:
            self.home.focus()

    def watch_second(self) -> None:
        self.draw()

    def watch_choice(self) -> None:
        if self.explanation is not None:
            self._show_states(self.explanation)

    def _arrange(self) -> None:
        self.query_one("#predict-words").display = self.is_wide or not self.states_open
        self.query_one("#predict-states").display = self.is_wide or self.states_open

    def show(self, answers: tuple[Answer, ...], *, at_end: bool) -> None:
        """`at_end`: the cursor goes to the last word, which is being typed."""
        self.answers = answers
        if (found := self.explanation) is not None:
            last = max(len(found.tokens) - 1, 0)
            self.place = last if at_end else min(self.place, last)
        self.draw()

    def draw(self) -> None:
        if (found := self.explanation) is not None:
            self.place = min(self.place, max(len(found.tokens) - 1, 0))
            self._show_words(found)
            self._show_states(found)

    def next_array(self) -> None:
        self._choose(ArrayChoice.next_array)

    def next_layer(self) -> None:
        self._choose(ArrayChoice.next_layer)

    def _choose(self, following: Callable[[ArrayChoice, Explanation], ArrayChoice]) -> None:
        if self.explanation is not None:
            self.states_open = True
            self.choice = following(self.choice, self.explanation)

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
        legend = palette(self.app).legend(tr("towards it"), tr("away"))
        width = self.screen.size.width // 2 if self.is_wide else self.screen.size.width
        room = width - FRAME - legend.cell_length
        after = tr(AFTER)
        after = after if room - cell_len(after) > 3 * LEAST_NAME else "  "
        room -= cell_len(after)
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
            entitle(pane, Content(tr("no layer of this network has states for single words")))
            return
        name = self.choice.name(trace)
        shown = sheet(found, trace, name)
        heatmap.show(shown, self._row(found))
        words = tr(name.replace("_", " ").replace(".", " "))
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
            text = tr(
                "{word}, unit {column}: {value:+.4f}", word=word, column=heatmap.column, value=value
            )
            entitle(self.query_one("#predict-states"), below=Content(text))

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
