"""Below the list: the curves of a run, a group or those compared, and facts about them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content

from rnn_tui.io.text import one_line
from rnn_tui.results.compare import Difference, differences
from rnn_tui.results.groups import SEED
from rnn_tui.results.plot.curves import Curves, quantities
from rnn_tui.results.plot.inks import run_ink
from rnn_tui.results.plot.markers import BRAILLE
from rnn_tui.runs.lists.differences import ABSENT
from rnn_tui.runs.lists.overview import Entry
from rnn_tui.sweeps.overview import SweepView
from rnn_tui.sweeps.wording import best_sentences
from rnn_tui.tui.runs.board import Listing
from rnn_tui.tui.runs.curves import Compared, curves, drawn, group_of
from rnn_tui.tui.runs.facts import facts
from rnn_tui.tui.runs.group_facts import group_facts, paired_words
from rnn_tui.tui.runs.sweep.about import work_words
from rnn_tui.tui.runs.sweep.preview import BestTrials
from rnn_tui.tui.runs.sweep_rows import counts_words
from rnn_tui.tui.terminal.plot_inks import sixteen
from rnn_tui.tui.widgets.line import HangingLine, entitle
from rnn_tui.tui.widgets.plot import CurvePlot
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import counted

RATE = 20.0
"""Paints a second while one walks through the list; live runs are looked at much less often."""

SAME = "Same configuration, same seed: the curves should be the same too."

GAP, SHORT, MARKED = "   ", 30, 2

FIRM = "\N{NO-BREAK SPACE}"

Mark = tuple[str, str]
"""A character and its style."""


class RunDetails(Horizontal):
    """`show` gives it the runs; which quantity is drawn it knows itself."""

    def __init__(self) -> None:
        super().__init__()
        self._given: Compared = []
        self._quantity = "loss"

    def compose(self) -> ComposeResult:
        yield CurvePlot(id="runs-plot", rate=RATE)
        yield BestTrials(id="runs-trials")
        yield RunFacts()

    def show(self, found: Compared, listing: Listing, left: int) -> None:
        """Say what differs between several, else the facts about the only one; `left` ticked runs
        have no room here."""
        if found == self._given and found:
            return
        self._given = found
        self.remove_class("-sweep")
        self._draw()
        detail = self.query_one(RunFacts)
        if len(found) > 1:
            detail.show_differences(found, listing, left)
        elif found and len(found[0][1]) > 1:
            detail.show_group(*found[0], listing)
        else:
            detail.show_run(found[0][1][0] if found else None)

    def show_sweep(self, view: SweepView, *, starting: bool) -> None:
        """Say what has come of a sweep; its curves are shown where it is opened."""
        self._given = []
        self.query_one(CurvePlot).curves = Curves("")
        self.add_class("-sweep")
        self.query_one(BestTrials).show(view)
        self.query_one(RunFacts).show_sweep(view, starting=starting)

    def next_quantity(self) -> None:
        names = self._names
        if self._quantity in names:
            index = names.index(self._quantity) + 1
            self._quantity = names[index % len(names)]
            self._draw()

    @property
    def _names(self) -> tuple[str, ...]:
        return quantities(entry.state for entry in drawn(self._given) if entry.state)

    def _draw(self) -> None:
        names, plot = self._names, self.query_one(CurvePlot)
        if names and self._quantity not in names:
            self._quantity = names[0]
        shown = curves(self._given, self._quantity)
        if self._given and not shown.runs:
            shown = replace(shown, note=self._why_nothing)
        plot.curves = shown
        plot.border_subtitle = tr("c: next curve") if len(names) > 1 else ""

    @property
    def _why_nothing(self) -> str:
        damaged = all(entry.error for entry in drawn(self._given))
        return tr("No curves to show.") if damaged else tr("Reading …")


class RunFacts(VerticalScroll):
    """Scrolls where there is more to say than room."""

    _title = ""

    def compose(self) -> ComposeResult:
        yield HangingLine(id="run-detail")

    @property
    def text(self) -> str:
        """What it says."""
        return self.query_one(HangingLine).text

    def show_run(self, entry: Entry | None) -> None:
        if entry is None:
            self._say(tr("Run"), Content(""))
            return
        lines = [_fact(label, text) for label, text in facts(entry)]
        self._say(one_line(entry.run.run_id), Content("\n").join(lines))

    def show_sweep(self, view: SweepView, *, starting: bool) -> None:
        work = work_words(view, starting=starting)
        lines = [counts_words(view), *map(told, best_sentences(view)), *work]
        self._say(
            tr("{name}: {state}", name=one_line(view.name), state=view.state),
            Content("\n".join(lines)),
        )

    def show_group(self, name: str, entries: Sequence[Entry], listing: Listing) -> None:
        lines = [_fact(label, text) for label, text in group_facts(entries, listing)]
        self._say(name, Content("\n").join(lines))

    def show_differences(self, found: Compared, listing: Listing, left: int) -> None:
        marks = [(BRAILLE.filled[number], self._colour(number)) for number in range(len(found))]
        lines = [_marked(marks, [name for name, _ in found], "\n")]
        firsts = [entries[0].state for _, entries in found]
        experiments = [state.experiment for state in firsts if state and state.experiment]
        if len(experiments) == len(found):
            unlike = [
                each
                for each in differences(experiments)
                if each.key != SEED or all(len(entries) == 1 for _, entries in found)
            ]
            lines += [_difference(each, marks) for each in unlike]
            lines += [] if unlike else [Content(tr(SAME))]
        lines += [
            Content.assemble((name, "bold"), "\n", _marked(marks, texts, GAP if short else "\n"))
            for name, texts, short in _compared_figures(found, listing)
        ]
        lines += [Content(words) for words in paired_words(found, listing)]
        if left:
            lines.append(
                Content(tr("{runs} ticked: the plot has no room.", runs=counted(left, "more run")))
            )
        title = tr("{runs}: what differs", runs=counted(len(found), "run"))
        self._say(title, Content("\n").join(lines))

    def _colour(self, number: int) -> str:
        """The same as in the plot and in the list."""
        ink = run_ink(number)
        few = self.app.console.color_system == "standard"
        if few and (color := sixteen(ink, dark=self.app.current_theme.dark).color):
            return color.get_truecolor().hex
        return ink.colour.theme

    def _say(self, title: str, content: Content) -> None:
        if title != self._title:
            self._title = title
            entitle(self, Content(title))  # no markup: a folder may have any name
            self.scroll_home(animate=False)
        self.query_one(HangingLine).put(content, layout=True)


def _fact(label: str, text: str) -> Content:
    if not label:
        return Content(told(text))
    return Content.assemble((label, "$foreground 60%"), "  ", told(text))


def _compared_figures(
    found: Compared, listing: Listing
) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Each figure that is compared, its values, and whether they stand beside one another."""
    groups = [group_of(entries) for _, entries in found]
    for name in (*listing.metrics, *listing.tests):
        spreads = [group.spread(name) for group in groups]
        if any(spreads):
            texts = tuple(spread.short if spread else ABSENT for spread in spreads)
            yield name, texts, _fits_beside(texts)


def _fits_beside(texts: Sequence[str]) -> bool:
    return sum(MARKED + cell_len(text) + len(GAP) for text in texts) - len(GAP) <= SHORT


def _difference(found: Difference, marks: Sequence[Mark]) -> Content:
    """The key, and below it each value after the mark of its run: beside one another if short."""
    values = _marked(marks, found.values, GAP if _fits_beside(found.values) else "\n")
    return Content.assemble((found.key, "bold"), "\n", values)


def _marked(marks: Sequence[Mark], texts: Sequence[str], between: str) -> Content:
    """A value stays on one line where that is wide enough: its blanks do not break."""
    firm = (text.replace(" ", FIRM) if between == GAP else text for text in texts)
    pairs = zip(marks, firm, strict=True)
    return Content(between).join(Content.assemble(mark, FIRM, text) for mark, text in pairs)
