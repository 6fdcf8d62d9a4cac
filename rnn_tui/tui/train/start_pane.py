"""Before the first run: what would be trained and how to start it, or why it cannot be."""

from collections.abc import Iterator
from typing import cast

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from rnn_tui.experiment import Problem
from rnn_tui.tui import sentences
from rnn_tui.tui.state.document import Document
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import counted, percent


class StartPane(Static):
    """Stands where the curves will be."""

    document: reactive[Document] = reactive(cast(Document, None), repaint=False)

    def __init__(self) -> None:
        super().__init__(markup=False, classes="pane")

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
        lines = _refusal(errors) if errors else _ready(document)
        self.update(Content("\n").join(lines))


def _ready(document: Document) -> Iterator[Content]:
    experiment, stack = document.experiment, document.stack
    yield Content.styled(experiment.name, "bold")
    if experiment.description:
        yield Content.styled(told(experiment.description), "$foreground 70%")
    yield Content("")
    yield Content(
        tr(
            "model  {experiment_words}, {total:,} parameters",
            experiment_words=sentences.experiment_words(experiment),
            total=stack.total,
        )
    )
    yield Content(tr("data   {data_words}", data_words=_data_words(document)))
    train = experiment.train
    yield Content(
        tr(
            "train  {training_words}",
            training_words=sentences.training_words(train, experiment.seed),
        )
    )
    if (sweep := experiment.sweep) is not None:
        words = sentences.sweep_words(document.tried, sweep.seeds)
        yield Content(tr("sweep  {sweep_words}", sweep_words=words))
    yield Content("")
    yield Content.assemble(("t", "bold underline"), tr("  starts the training"))
    if sweep is not None:
        yield Content.assemble(("w", "bold underline"), tr("  starts the sweep"))
    yield Content.assemble(("h", "bold underline"), tr("  changes the hyperparameters"))
    yield Content.assemble(
        ("2", "bold underline"), tr("  chooses other data: IMDB, your own texts")
    )
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
