"""Before the first run: what would be trained and how to start it, or why it cannot be."""

from collections.abc import Iterator
from typing import cast

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from rnn_tui.experiment import Problem
from rnn_tui.tui import sentences
from rnn_tui.tui.state.document import Document
from rnn_tui.tui.widgets.line import hanging
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import counted, percent

SWEEP_KEY = "w"

KEYS = {
    "t": "starts the training",
    SWEEP_KEY: "starts the sweep",
    "h": "changes how it is trained",
    "2": "chooses other data: IMDB, your own texts",
}
"""The next steps; that of a sweep only where there is one."""


class StartPane(Static):
    """Stands where the curves will be."""

    document: reactive[Document] = reactive(cast(Document, None), repaint=False)

    def __init__(self) -> None:
        super().__init__(markup=False, classes="pane")

    def on_resize(self, event: events.Resize) -> None:
        self.watch_document()

    def watch_document(self) -> None:
        document = self.document
        if document is None:
            return
        errors = document.errors
        self.set_class(bool(errors), "-errors")
        title = (
            tr("{problems} to fix first", problems=counted(len(errors), "problem"))
            if errors
            else tr("Ready to train")
        )
        self.border_title = title
        width = self.content_size.width
        lines = _refusal(errors) if errors else _ready(document, width)
        self.update(Content("\n").join(lines))


def _ready(document: Document, width: int) -> Iterator[Content]:
    experiment, stack = document.experiment, document.stack
    yield Content.styled(experiment.name, "bold")
    if experiment.description:
        yield Content.styled(told(experiment.description), "$foreground 70%")
    yield Content("")
    layers = sentences.experiment_words(experiment)
    facts = {
        tr("model"): tr("{layers}, {total:,} parameters", layers=layers, total=stack.total),
        tr("data"): _data_words(document),
        tr("train"): sentences.training_words(experiment.train, experiment.seed),
    }
    if (sweep := experiment.sweep) is not None:
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
        yield Content.assemble((tr("warning  "), "bold $warning"), told(problem.sentence))


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
