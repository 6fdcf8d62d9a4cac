"""Below the list: the curves of one run or of those compared, and facts about them."""

from collections.abc import Sequence
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from rnn_tui.io.text import one_line
from rnn_tui.results.compare import Difference, differences
from rnn_tui.results.plot.curves import overlay, quantities
from rnn_tui.results.plot.inks import run_ink
from rnn_tui.results.plot.markers import BRAILLE
from rnn_tui.runs.lists.overview import Entry
from rnn_tui.tui.runs.facts import facts
from rnn_tui.tui.terminal.plot_inks import sixteen
from rnn_tui.tui.widgets.line import Line
from rnn_tui.tui.widgets.plot import CurvePlot
from rnn_tui.wording.numbers import counted

RATE = 20.0
"""Paints a second while one walks through the list; live runs are looked at much less often."""

SAME = "Same configuration, same seed: the curves should be the same too."

GAP, SHORT = "   ", 30

Mark = tuple[str, str]
"""A character and its style."""


class RunDetails(Horizontal):
    """`show` gives it the runs; which quantity is drawn it knows itself."""

    def __init__(self) -> None:
        super().__init__()
        self._given: tuple[tuple[Entry, ...], bool] | None = None
        self._quantity = "loss"

    def compose(self) -> ComposeResult:
        yield CurvePlot(id="runs-plot", rate=RATE)
        yield RunFacts()

    def show(self, entries: Sequence[Entry], compared: bool) -> None:
        """`compared`: say what differs between them, else the facts about the only one."""
        before, self._given = self._given, (tuple(entries), compared)
        if before == self._given:
            return
        self._draw()
        detail = self.query_one(RunFacts)
        if compared:
            detail.show_differences(entries)
        else:
            detail.show_run(entries[0] if entries else None)

    @property
    def _entries(self) -> tuple[Entry, ...]:
        return self._given[0] if self._given else ()

    def next_quantity(self) -> None:
        names = self._names
        if self._quantity in names:
            index = names.index(self._quantity) + 1
            self._quantity = names[index % len(names)]
            self._draw()

    @property
    def _names(self) -> tuple[str, ...]:
        return quantities(entry.state for entry in self._entries if entry.state)

    def _draw(self) -> None:
        names, plot = self._names, self.query_one(CurvePlot)
        if names and self._quantity not in names:
            self._quantity = names[0]
        known = [entry for entry in self._entries if entry.state]
        curves = overlay([entry.state for entry in known if entry.state], self._quantity)
        if self._entries and not known:
            curves = replace(curves, note="No curves to show.")
        runs = tuple(one_line(entry.run.run_id) for entry in known)
        plot.curves = replace(curves, runs=runs)
        plot.border_subtitle = "c: next curve" if len(names) > 1 else ""


class RunFacts(VerticalScroll):
    """Scrolls where there is more to say than room."""

    def compose(self) -> ComposeResult:
        yield Line(id="run-detail")

    def show_run(self, entry: Entry | None) -> None:
        if entry is None:
            self._say("Run", Content(""))
            return
        lines = [_fact(label, text) for label, text in facts(entry)]
        self._say(one_line(entry.run.run_id), Content("\n").join(lines))

    def show_differences(self, entries: Sequence[Entry]) -> None:
        known = [(number, entry) for number, entry in enumerate(entries) if entry.state]
        experiments = [
            entry.state.experiment for _, entry in known if entry.state and entry.state.experiment
        ]
        found = differences(experiments)
        numbers = [number for number, _ in known]
        marks = [(BRAILLE.filled[number], self._colour(number)) for number in numbers]
        names = [one_line(entry.run.run_id) for _, entry in known]
        lines = [_marked(marks, names, "\n"), *(_difference(each, marks) for each in found)]
        if not found and len(experiments) > 1:
            lines.append(Content(SAME))
        title = f"{counted(len(entries), 'run')}: what differs"
        self._say(title, Content("\n").join(lines))

    def _colour(self, number: int) -> str:
        """The same as in the plot and in the list."""
        ink = run_ink(number)
        few = self.app.console.color_system == "standard"
        if few and (color := sixteen(ink, dark=self.app.current_theme.dark).color):
            return color.get_truecolor().hex
        return ink.colour.theme

    def _say(self, title: str, content: Content) -> None:
        if self.border_title != title:
            self.border_title = title
            self.scroll_home(animate=False)
        self.query_one(Line).put(content, layout=True)


def _fact(label: str, text: str) -> Content:
    if not label:
        return Content(text)
    return Content.assemble((label, "$foreground 60%"), "  ", text)


def _difference(found: Difference, marks: Sequence[Mark]) -> Content:
    """The key, and below it each value after the mark of its run: beside one another if short."""
    together = sum(len(value) + len(GAP) for value in found.values) <= SHORT
    values = _marked(marks, found.values, GAP if together else "\n")
    return Content.assemble((found.key, "bold"), "\n", values)


def _marked(marks: Sequence[Mark], texts: Sequence[str], between: str) -> Content:
    pairs = zip(marks, texts, strict=True)
    return Content(between).join(Content.assemble(mark, " ", text) for mark, text in pairs)
