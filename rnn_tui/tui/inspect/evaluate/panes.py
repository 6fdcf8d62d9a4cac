"""The results of one run or two: figures, accuracy by length, calibration, and texts to open."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from rnn_tui.io.text import one_line
from rnn_tui.results.evaluate import Evaluation
from rnn_tui.results.evaluate.only import EVERY, Only
from rnn_tui.results.evaluate.pairs import Differing, Pair
from rnn_tui.runs import RunState
from rnn_tui.tui.inspect.evaluate import pair_wording, wording
from rnn_tui.tui.inspect.evaluate.bars import MARK
from rnn_tui.tui.inspect.evaluate.looks import Shown
from rnn_tui.tui.widgets.line import Line
from rnn_tui.tui.widgets.palette import palette
from rnn_tui.tui.widgets.word_flow import short
from rnn_tui.wording.evaluation import off
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import counted

FRAME = 4
"""Columns that the frame of a pane takes."""

FIGURES = 41
"""The least columns of the pane of the figures, as the style sheet has it: a line of a class."""

THREE = 114
"""Columns from which calibration stands beside accuracy by length."""


class ResultPanes(Vertical):
    """`put` what there is.

    `only` and `which` say which texts are listed; `calibrated`: calibration stands in the place
    of accuracy by length where there is room for one of them only.
    """

    only: reactive[Only] = reactive(EVERY, init=False, repaint=False)
    which: reactive[Differing] = reactive[Differing]("either", init=False, repaint=False)
    calibrated: reactive[bool] = reactive(False, init=False, repaint=False)

    @dataclass
    class Chosen(Message):
        """A text is to be opened, by its place in the test part."""

        place: int

    def __init__(self) -> None:
        super().__init__(id="evaluate-results")
        self.shown: Shown = None
        self._names = ("", "")
        self._places: list[int] = []

    def compose(self) -> ComposeResult:
        with Horizontal(id="evaluate-top"):
            with VerticalScroll(classes="pane", id="evaluate-figures"):
                yield Line(id="figures")
            with Vertical(classes="pane", id="evaluate-lengths") as pane:
                pane.border_title = tr("Accuracy by length")
                yield Line(id="lengths")
            with Vertical(classes="pane", id="evaluate-calibration"):
                yield Line(id="calibration")
        with Vertical(classes="pane", id="evaluate-worst"):
            yield OptionList(id="worst", compact=True, markup=False)

    @property
    def home(self) -> Widget:
        if self._places or not isinstance(self.shown, RunState):
            return self.query_one("#worst", OptionList)
        return self.query_one("#evaluate-figures")

    @property
    def turns(self) -> bool:
        """Whether there is calibration, and no room for it beside the lengths."""
        return isinstance(self.shown, Evaluation) and self.size.width < THREE

    def put(self, shown: Shown, names: tuple[str, str] = ("", "")) -> None:
        """Show this, and list all of its texts if it is something else than before."""
        if shown is not self.shown:
            self.set_reactive(ResultPanes.only, EVERY)
            self.set_reactive(ResultPanes.which, "either")
        self.shown, self._names = shown, names
        self.show()

    def on_resize(self) -> None:
        self.show()

    def watch_calibrated(self) -> None:
        self.show()

    def watch_only(self) -> None:
        self._show_texts()

    def watch_which(self) -> None:
        self._show_texts()

    def show(self) -> None:
        """Lay the panes out and fill them."""
        shown = self.shown
        whole = isinstance(shown, Evaluation)
        calibration = whole and (self.calibrated or not self.turns)
        panes = {
            "#evaluate-lengths": isinstance(shown, Pair) or (whole and not self._only_calibration),
            "#evaluate-calibration": calibration,
            "#evaluate-worst": isinstance(shown, Evaluation | Pair),
        }
        for name, wanted in panes.items():
            self.query_one(name).display = wanted
        self.set_class(isinstance(shown, RunState), "-figures")
        beside = 1 + panes["#evaluate-lengths"] + panes["#evaluate-calibration"]
        own = max(FIGURES, self.size.width // beside)
        others = (self.size.width - own) // max(1, beside - 1)
        self._fill(own - FRAME, others - FRAME, self.size.width - FRAME)

    @property
    def _only_calibration(self) -> bool:
        return self.calibrated and self.turns

    def _fill(self, own: int, room: int, alone: int) -> None:
        """The figures in `own` cells, the panes beside them in `room`; -tiny leaves them alone."""
        shown = self.shown
        narrow = self.screen.has_class("-tiny")
        wide, pane = alone if narrow else own, self.query_one("#evaluate-figures")
        match shown:
            case Evaluation():
                pane.border_title = Content(told(counted(len(shown.labels), "text")))
                figures = wording.figures(shown.as_run, wide, palette(self.app))
                self._show_lengths(wording.lengths(shown.bands, room))
                self._show_calibration(shown, room)
            case Pair():
                pane.border_title = Content(told(counted(len(shown.first.labels), "text")))
                figures = pair_wording.figures(shown, self._names, wide)
                self._show_lengths(pair_wording.lengths(shown, room))
            case RunState() if shown.test is not None:
                pane.border_title = Content(tr("Test at the end of the training"))
                figures = wording.figures(shown, wide, palette(self.app))
            case _:
                return
        self.query_one("#figures", Line).put(figures, layout=True)
        self._show_texts()

    def _show_lengths(self, lengths: Content) -> None:
        self.query_one("#lengths", Line).put(lengths, layout=True)

    def _show_calibration(self, found: Evaluation, room: int) -> None:
        pane = self.query_one("#evaluate-calibration")
        curve, of = found.calibration, ""
        if curve.positive is not None:
            of = tr(
                " of {classes}",
                classes=short(one_line(found.classes[curve.positive]), wording.NAME),
            )
        pane.border_title = Content(tr("Calibration{of}", of=of))
        pane.border_subtitle = Content(
            tr("{mark} predicted, {off}", mark=MARK, off=off(curve.error))
        )
        content = wording.calibration(found, room)
        self.query_one("#calibration", Line).put(content, layout=True)

    def _show_texts(self) -> None:
        shown, pane = self.shown, self.query_one("#evaluate-worst")
        match shown:
            case Evaluation():
                listed = wording.mistakes(shown, self.only)
                pane.border_title = Content(wording.mistakes_title(shown, self.only))
            case Pair():
                listed = pair_wording.disagreements(shown, self.which, self.only)
                asked = wording.part_words(shown.first, self.only)
                count = len(shown.places(self.which, self.only))
                title = pair_wording.title(shown, self.which, self._names, asked, count)
                pane.border_title = Content(title)
            case _:
                return
        self._places = [place for place, _ in listed]
        worst = self.query_one("#worst", OptionList)
        worst.set_options([Option(line) for _, line in listed])
        worst.highlighted = 0 if listed else None
        pane.border_subtitle = tr("enter opens one in Predict") if listed else ""

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Chosen(self._places[event.option_index]))
