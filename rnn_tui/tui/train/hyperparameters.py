"""The hyperparameters: a form of the experiment's training, and the line it folds into."""

from collections.abc import Collection, Iterable, Sequence
from typing import cast

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from rnn_tui.experiment import Experiment
from rnn_tui.experiment.base import Spec
from rnn_tui.experiment.train import TrainSpec
from rnn_tui.runs import RunState
from rnn_tui.tui import sentences
from rnn_tui.tui.forms.field_help import FieldHelp
from rnn_tui.tui.forms.form import Form
from rnn_tui.tui.messages import EditExperiment, RejectEdit
from rnn_tui.tui.state.document import Document
from rnn_tui.tui.state.invalid import inside
from rnn_tui.wording.language import tr
from rnn_tui.wording.numbers import counted

FIRST = (
    "epochs",
    "batch_size",
    "optimizer",
    "learning_rate",
    "early_stopping",
    "schedule",
    "restore_best",
    "engine",
)
"""The fields most people look for; the seed and the others follow in the experiment's order."""

OTHERS = tuple(name for name in TrainSpec.model_fields if name not in FIRST)
LABEL = max(map(len, FIRST + OTHERS)) + 1
IDLE = "Enter goes to the fields, escape returns."


class HyperparameterForm(Form):
    """One of the forms of the pane, and none inside a field; together they look like one."""

    def __init__(self, spec: Spec, names: Sequence[str]) -> None:
        super().__init__(spec, names, label_width=LABEL)


class HyperparameterPane(Vertical):
    """The seed is the experiment's, everything else its TrainSpec's."""

    document: reactive[Document] = reactive(cast(Document, None), repaint=False)

    def __init__(self, document: Document) -> None:
        super().__init__(classes="pane")
        self.set_reactive(HyperparameterPane.document, document)

    def compose(self) -> ComposeResult:
        self.border_title = tr("Hyperparameters")
        yield VerticalScroll(can_focus=False)
        yield FieldHelp()

    def on_mount(self) -> None:
        self.query_one(FieldHelp).idle(tr(IDLE))

    def show(self) -> None:
        """Make the fields, which takes its time, when they are first wanted."""
        if self.display and not self.query(HyperparameterForm):
            experiment = self.document.experiment
            forms = [
                HyperparameterForm(experiment.train, FIRST),
                HyperparameterForm(experiment, ("seed",)),
                HyperparameterForm(experiment.train, OTHERS),
            ]
            self._fill(forms)
            self.query_one(VerticalScroll).mount(*forms)

    def watch_document(self, before: Document, now: Document) -> None:
        same = before.experiment is now.experiment and before.invalid == now.invalid
        if self.is_mounted and not same:
            self._fill(self.query(HyperparameterForm))

    def _fill(self, forms: Iterable[HyperparameterForm]) -> None:
        document = self.document
        for form in forms:
            if isinstance(form.spec, Experiment):
                form.show(document.experiment, document.invalid_in(), document.tried)
            else:
                tried = inside(document.tried, "train")
                form.show(document.experiment.train, document.invalid_in("train"), tried)

    def focus_field(self, name: str = "", keys: Collection[str] = ()) -> None:
        """Put the cursor into a field, by default the first one, called by one of the `keys`."""
        forms = list(self.query(HyperparameterForm))
        next((form for form in forms if form.has_field(name)), forms[0]).focus_field(name, keys)

    def on_form_changed(self, event: Form.Changed) -> None:
        event.stop()
        experiment, spec = self.document.experiment, event.spec
        if isinstance(spec, Experiment):
            update: dict[str, object] = {"seed": spec.seed}
        else:
            update = {"train": spec}
        changed = experiment.model_copy(update=update)
        self.post_message(EditExperiment(changed, _key(event)))

    def on_form_rejected(self, event: Form.Rejected) -> None:
        event.stop()
        self.post_message(RejectEdit(_key(event), event.value, event.text))

    def on_form_described(self, event: Form.Described) -> None:
        event.stop()
        self.query_one(FieldHelp).show(event)

    def on_settle_edit(self) -> None:
        """A field has been left, perhaps for another one."""
        self.call_after_refresh(self._idle)

    def _idle(self) -> None:
        if not self.has_focus_within:
            self.query_one(FieldHelp).idle(tr(IDLE))


def _key(event: Form.Changed | Form.Rejected) -> str:
    """The field's dotted key in the experiment."""
    return event.name if isinstance(event.form.spec, Experiment) else f"train.{event.name}"


class HyperparameterLine(Static):
    """The hyperparameters of the run; once it has ended, those of the next one."""

    document: reactive[Document] = reactive(cast(Document, None), repaint=False)
    run_state: reactive[RunState | None] = reactive[RunState | None](None, repaint=False)

    def __init__(self) -> None:
        super().__init__(markup=False)

    def watch_document(self) -> None:
        self._show()

    def watch_run_state(self, before: RunState | None, now: RunState | None) -> None:
        unchanged = before is not None and now is not None and before.state is now.state
        if not unchanged or before.experiment is not now.experiment:  # type: ignore[union-attr]
            self._show()

    def _show(self) -> None:
        run, document = self.run_state, self.document
        if run is None or document is None or run.experiment is None:
            return
        if run.state.live:
            words = sentences.training_words(run.experiment.train, run.experiment.seed)
            self.update(Content.assemble((tr("with  "), "$foreground 60%"), words))
        elif document.errors:
            found = counted(len(document.errors), "problem")
            self.update(
                Content.assemble(
                    (tr("{found} to fix before the next run: ", found=found), "$error"),
                    tr("1 Model"),
                )
            )
        else:
            experiment = document.experiment
            words = sentences.training_words(experiment.train, experiment.seed)
            self.update(
                Content.assemble(
                    ("t", "bold"),
                    tr(" starts a new run of {name}: {words}", name=experiment.name, words=words),
                )
            )
