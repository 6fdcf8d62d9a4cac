"""Before the first run: what would be trained and how to start it, or why it cannot be."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len, set_cell_size
from textual import events, work
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static
from textual.worker import get_current_worker

from rnn_tui.experiment import Experiment, Problem
from rnn_tui.experiment.train import TrainSpec
from rnn_tui.tui import sentences
from rnn_tui.tui.state.document import Document
from rnn_tui.tui.widgets.flow import LEAST_ROWS, flow
from rnn_tui.tui.widgets.line import hanging
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import counted, percent

if TYPE_CHECKING:
    from rnn_tui.sweeps.forecast import Speed

SWEEP_KEY = "w"

KEYS = {
    "t": "starts the training",
    SWEEP_KEY: "starts the sweep",
    "h": "changes how it is trained",
    "2": "chooses other data: IMDB, your own texts",
}
"""The next steps; that of a sweep only where there is one."""


FLOW_WIDTH, FLOW_HEIGHT = 60, 18
"""Columns from which the shapes are drawn, and the most rows that they take."""


class StartPane(Static):
    """Stands where the curves will be. The time comes from an earlier run in `runs_dir`."""

    document: reactive[Document] = reactive(cast(Document, None), repaint=False)

    @dataclass
    class Timed(Message):
        """The sentence that says how long the training takes; empty where nothing tells."""

        words: str

    def __init__(self, runs_dir: Path) -> None:
        super().__init__(markup=False, classes="pane")
        self._runs_dir = runs_dir
        self._time = ""
        self._pace: tuple[object, Speed | None] | None = None

    def on_resize(self, event: events.Resize) -> None:
        self._show()

    def on_show(self) -> None:
        """A run may have ended since, which tells the time of the next one."""
        self._pace = None
        self.watch_document()

    def watch_document(self) -> None:
        if self.document is not None and self.display:
            self._show()
            self._look_for_time(self.document.experiment)

    def on_start_pane_timed(self, event: Timed) -> None:
        event.stop()
        if event.words != self._time:
            self._time = event.words
            self._show()

    @work(thread=True, exclusive=True)
    def _look_for_time(self, experiment: Experiment) -> None:
        """In a thread, with its imports: there may be many runs to look at."""
        from rnn_tui.sweeps.forecast import forecast, pace_keys, speed_of
        from rnn_tui.sweeps.wording import time_sentence

        keys, pace = pace_keys(experiment), self._pace
        if pace is None or pace[0] != keys:
            pace = self._pace = keys, speed_of(experiment, self._runs_dir)
        speed = pace[1]
        words = time_sentence(forecast(experiment.alone, 1, speed)) if speed else ""
        if not get_current_worker().is_cancelled:
            self.post_message(self.Timed(words))

    def _show(self) -> None:
        document = self.document
        errors = document.errors
        self.set_class(bool(errors), "-errors")
        title = (
            tr("{problems} to fix first", problems=counted(len(errors), "problem"))
            if errors
            else tr("Ready to train")
        )
        self.border_title = title
        lines = _refusal(errors) if errors else self._ready(document)
        self.update(Content("\n").join(lines))

    def _ready(self, document: Document) -> Iterable[Content]:
        """What is trained in words, without the description and what is known besides where these
        leave no room for the keys; below it the shapes, where there is room for them."""
        width, height = self.content_size
        if not width:
            return []
        named, besides = [*_named(document.experiment, width)], self._besides(document)
        lines = [*named, *_words(document, besides, width)]
        while len(lines) > height and (named or besides):
            named, besides = [], besides[:-1] if not named else besides
            lines = [*named, *_words(document, besides, width)]
        left = min(height - len(lines) - 2, FLOW_HEIGHT)
        if width < FLOW_WIDTH or left < LEAST_ROWS or not document.experiment.layers:
            return lines
        layers, maxlen = document.experiment.layers, document.experiment.data.maxlen
        picture = flow(document.stack, layers, maxlen, None, width, left)
        return [*lines, Content(""), Content(""), *picture.lines]

    def _besides(self, document: Document) -> Sequence[tuple[str, str]]:
        """What is known of the time and the steps, the more telling first."""
        facts, experiment = document.facts, document.experiment
        found = [(tr("time"), told(self._time))] if self._time else []
        if facts and facts.train_size and document.facts_of == experiment.data:
            found.append((tr("steps"), _steps_words(experiment.train, facts.train_size)))
        return found


def _named(experiment: Experiment, width: int) -> Iterator[Content]:
    yield Content.styled(experiment.name, "bold")
    if experiment.description:
        yield from Content.styled(told(experiment.description), "$foreground 70%").wrap(width)
    yield Content("")


def _words(document: Document, besides: Iterable[tuple[str, str]], width: int) -> Iterator[Content]:
    experiment, stack = document.experiment, document.stack
    layers = sentences.experiment_words(experiment)
    facts = {
        tr("model"): tr("{layers}, {total:,} parameters", layers=layers, total=stack.total),
        tr("data"): _data_words(document),
        tr("train"): sentences.training_words(experiment.train, experiment.seed),
    }
    facts |= dict(besides)
    sweep = experiment.sweep
    if sweep is not None:
        facts[tr("sweep")] = sentences.sweep_words(document.tried, sweep.seeds)
    label_width = max(map(cell_len, facts))
    for label, words in facts.items():
        head = Content.styled(set_cell_size(label, label_width), "$foreground 60%") + "  "
        yield from hanging(head, Content(words), width)
    yield Content("")
    for key, words in KEYS.items():
        if key == SWEEP_KEY and sweep is None:
            continue
        head = Content.assemble((key, "bold underline"), "  ")
        yield from hanging(head, Content(tr(words)), width)
    for problem in document.problems:
        yield Content("")
        head = Content.styled(tr("warning  "), "bold $warning")
        yield from hanging(head, Content(told(problem.sentence)), width)


def _steps_words(train: TrainSpec, size: int) -> str:
    """The batches that the optimizer goes through."""
    steps = ceil(size / train.batch_size)
    return tr(
        "{steps:,} per epoch, {total:,} in all, on {size:,} sequences",
        steps=steps,
        total=steps * train.epochs,
        size=size,
    )


def _data_words(document: Document) -> str:
    data = document.experiment.data
    held_out = (
        tr(", {validation_split} held out", validation_split=percent(data.validation_split, 0))
        if data.validation_split
        else ""
    )
    if getattr(data, "validation_path", None) is not None:
        held_out = tr(", with its own validation part")
    return tr(
        "{title}, maxlen {maxlen}{held_out}",
        title=data.title,
        maxlen=data.maxlen,
        held_out=held_out,
    )


def _refusal(errors: tuple[Problem, ...]) -> Iterator[Content]:
    for number, problem in enumerate(errors):
        if number:
            yield Content("")
        yield Content.assemble((tr("error  "), "bold $error"), told(problem.message))
        if problem.fix:
            yield Content.assemble("       ", (told(problem.fix.label), "underline"))
    yield Content("")
    yield Content.assemble(("1", "bold underline"), tr("  goes to Model, where f fixes them"))
