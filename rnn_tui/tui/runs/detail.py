"""Beside the curves: the facts about one run, or what differs between several."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from rnn_tui.io.text import one_line
from rnn_tui.results.compare import Difference, differences
from rnn_tui.results.marks import BRAILLE, Ink
from rnn_tui.runs.overview import Entry
from rnn_tui.tui.runs.words import facts
from rnn_tui.tui.terminal.plot_inks import sixteen
from rnn_tui.tui.widgets.line import Line
from rnn_tui.wording.numbers import counted

SAME = "Their configurations are the same, the seed too: so should their curves be."
RUN_COLOURS = ("$primary", "$accent", "$success", "$error", "$secondary", "$foreground")

GAP, SHORT = "   ", 30

Mark = tuple[str, str]
"""A character and its style."""


class RunDetail(VerticalScroll):
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
        lines = [_behind(marks, names, "\n"), *(_difference(each, marks) for each in found)]
        if not found and len(experiments) > 1:
            lines.append(Content(SAME))
        title = f"{counted(len(entries), 'run')}: what differs"
        self._say(title, Content("\n").join(lines))

    def _colour(self, number: int) -> str:
        """The same as in the plot and in the list."""
        if self.app.console.color_system == "standard":
            ink = Ink(f"run-{number + 1}")
            if color := sixteen(ink, dark=self.app.current_theme.dark).color:
                return color.get_truecolor().hex
        return RUN_COLOURS[number]

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
    """The key, and below it each value behind the mark of its run: beside one another if short."""
    together = sum(len(value) + len(GAP) for value in found.values) <= SHORT
    values = _behind(marks, found.values, GAP if together else "\n")
    return Content.assemble((found.key, "bold"), "\n", values)


def _behind(marks: Sequence[Mark], texts: Sequence[str], between: str) -> Content:
    pairs = zip(marks, texts, strict=True)
    return Content(between).join(Content.assemble(mark, " ", text) for mark, text in pairs)
