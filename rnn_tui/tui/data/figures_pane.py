"""The loaded data in figures; before that, the progress or the next step."""

import numpy as np
from rich.cells import cell_len, set_cell_size
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from rnn_tui.data import Progress
from rnn_tui.results.data.coverage import Figures, Measured
from rnn_tui.results.data.format import form_shown
from rnn_tui.tui.data.lengths_plot import LengthsPlot
from rnn_tui.tui.data.state import DataState, Failed, Loaded, Loading, Unloaded
from rnn_tui.tui.widgets.line import shortened
from rnn_tui.tui.widgets.progress import progress_lines
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import counted, percent

MUTED = "$foreground 65%"
LABEL = 10
LONGEST_NAME = 24


class FiguresPane(VerticalScroll):
    """Draws a DataState."""

    def __init__(self) -> None:
        super().__init__(classes="pane")
        self._state: DataState = Unloaded("")
        # Made here: the first size may come before the parts have been composed.
        self._words = Static(id="data-words", markup=False)
        self._plot = LengthsPlot()

    def compose(self) -> ComposeResult:
        yield self._words
        yield self._plot

    def on_resize(self) -> None:
        self.show(self._state)

    def show(self, state: DataState) -> None:
        self._state = state
        width = max(20, self.scrollable_content_region.width)
        words, plot = self._words, self._plot
        plot.display = isinstance(state, Loaded)
        self.border_title, self.border_subtitle = tr("Data"), ""
        self.set_class(isinstance(state, Failed), "-failed")
        match state:
            case Unloaded(text):
                words.update(Content(tr(text)))
            case Loading(progress):
                self.border_title = tr("Loading")
                words.update(_loading(progress, width))
            case Failed(message):
                self.border_title = tr("Loading failed")
                words.update(Content(told(message)))
            case Loaded(measured, figures, data):
                self.border_title = Content(tr("Loaded: {label}", label=data.label))
                if count := len(figures.notes):
                    self.border_subtitle = tr("{notes}: n", notes=counted(count, "note"))
                elif measured.corpus.read_as is not None:
                    self.border_subtitle = tr("how it was read: n")
                words.update(_figures(measured, figures, width))
                plot.show(figures.lengths, figures.maxlen)


def _loading(progress: Progress | None, width: int) -> Content:
    found = Content(tr("starting …")) if progress is None else progress_lines(progress, width)
    return found + Content(tr("\n\nc cancels"))


def _figures(measured: Measured, figures: Figures, width: int) -> Content:
    lengths = figures.lengths
    rows = [
        (tr("train"), _part(figures.train_size, figures.maxlen)),
        (tr("validate"), _part(figures.validation_size, figures.maxlen)),
        (tr("test"), _part(figures.test_size, figures.maxlen)),
        (tr("classes"), _classes(measured, width - LABEL)),
        (
            tr("padded"),
            tr(
                "{padded} of sequences, cut {truncated}",
                padded=percent(figures.padded),
                truncated=percent(figures.truncated),
            ),
        ),
        (tr("unknown"), _unknown(figures)),
    ]
    if (taken := measured.corpus.read_as) is not None:
        rows.insert(0, (tr("read"), shortened(form_shown(taken), width - LABEL)))
    if len(lengths):
        low, middle, high = (int(f(lengths)) for f in (np.min, np.median, np.max))
        rows.append(
            (
                tr("lengths"),
                tr("{low:,} to {high:,}, median {middle:,}", low=low, high=high, middle=middle),
            )
        )
    parts: list[str | tuple[str, str]] = []
    for label, text in rows:
        text = text.replace("\n", f"\n{'':{LABEL}}")
        parts += [(set_cell_size(label, LABEL), MUTED), f"{text}\n"]
    return Content.assemble(*parts).rstrip()


def _unknown(figures: Figures) -> str:
    """The shares of words out of vocabulary, by part."""
    train, test = percent(figures.unknown), percent(figures.test_unknown)
    if figures.validation_unknown is None:
        return tr("{train} of words, test {test}", train=train, test=test)
    return tr(
        "{train}, valid {validation_unknown}, test {test}",
        train=train,
        validation_unknown=percent(figures.validation_unknown),
        test=test,
    )


def _part(size: int, maxlen: int) -> str:
    """The number of sequences and the shape of the padded array."""
    return f"{size:>7,}  ({size}, {maxlen})"


def _classes(measured: Measured, width: int) -> str:
    """Names and how often each occurs in the training part: all of them, in columns."""
    pairs = zip(measured.corpus.classes, measured.class_counts, strict=True)
    told = [f"{shortened(name, LONGEST_NAME)} {count:,}" for name, count in pairs]
    if cell_len(line := "  ".join(told)) <= width:
        return line
    wide = max(map(cell_len, told)) + 2
    columns = max(1, (width + 2) // wide)
    rows = (told[start : start + columns] for start in range(0, len(told), columns))
    return "\n".join("".join(set_cell_size(each, wide) for each in row).rstrip() for row in rows)
