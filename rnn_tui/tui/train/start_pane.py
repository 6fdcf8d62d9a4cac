"""Before the first run: what would be trained and how to start it, or why it cannot be."""

from collections.abc import Iterator
from typing import cast

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from rnn_tui.experiment import Problem
from rnn_tui.tui import sentences
from rnn_tui.tui.state.document import Document
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
        title = f"{counted(len(errors), 'problem')} to fix first" if errors else "Ready to train"
        self.border_title = title
        lines = _refusal(errors) if errors else _ready(document)
        self.update(Content("\n").join(lines))


def _ready(document: Document) -> Iterator[Content]:
    experiment, stack = document.experiment, document.stack
    yield Content.styled(experiment.name, "bold")
    if experiment.description:
        yield Content.styled(experiment.description, "$foreground 70%")
    yield Content("")
    yield Content(f"model  {sentences.experiment_words(experiment)}, {stack.total:,} parameters")
    yield Content(f"data   {_data_words(document)}")
    train = experiment.train
    yield Content(f"train  {sentences.training_words(train, experiment.seed)}")
    if experiment.sweep is not None:
        yield Content(f"sweep  {sentences.sweep_words(document.tried, experiment.sweep.seeds)}")
    yield Content("")
    yield Content.assemble(("t", "bold underline"), "  starts the training")
    if experiment.sweep is not None:
        yield Content.assemble(("w", "bold underline"), "  starts the sweep")
    yield Content.assemble(("h", "bold underline"), "  changes the hyperparameters")
    yield Content.assemble(("2", "bold underline"), "  chooses other data: IMDB, your own texts")
    for problem in document.problems:
        yield Content("")
        yield Content.assemble(("warning  ", "bold $warning"), problem.sentence)


def _data_words(document: Document) -> str:
    data = document.experiment.data
    held_out = f", {percent(data.validation_split, 0)} held out" if data.validation_split else ""
    if getattr(data, "validation_path", None) is not None:
        held_out = ", with its own validation part"
    return f"{data.title}, maxlen {data.maxlen}{held_out}"


def _refusal(errors: tuple[Problem, ...]) -> Iterator[Content]:
    for number, problem in enumerate(errors):
        if number:
            yield Content("")
        yield Content.assemble(("error  ", "bold $error"), problem.message)
        if problem.fix:
            yield Content.assemble("       ", (problem.fix.label, "underline"))
    yield Content("")
    yield Content.assemble(("1", "bold underline"), "  goes to Model, where f fixes them")
