"""Everything about a sweep before it starts: what it tries, how many runs, how long they take."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field
from textual import work
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from rnn_tui.experiment import ConfigError, Experiment
from rnn_tui.experiment.base import Spec
from rnn_tui.experiment.loading import edited
from rnn_tui.experiment.space_faults import space_faults
from rnn_tui.experiment.space_words import typed
from rnn_tui.experiment.sweep import MOST_TRIALS, SweepSpec
from rnn_tui.io.faults import UserError
from rnn_tui.runs.lists.differences import short_names
from rnn_tui.sweeps.folder import space_of
from rnn_tui.sweeps.forecast import Speed, forecast, speed_of
from rnn_tui.sweeps.places import usual_workers_of
from rnn_tui.sweeps.samplers import sampler_of, trials_of
from rnn_tui.sweeps.samplers.extra import check_extra
from rnn_tui.sweeps.typed import check_first_trials, dimension_for
from rnn_tui.sweeps.wording import forecast_sentences
from rnn_tui.tui.dialogs.dialog import Dialog, DialogField
from rnn_tui.tui.dialogs.sweep_range import GRAMMAR
from rnn_tui.tui.forms.editors import TextField
from rnn_tui.tui.forms.field_help import FieldHelp
from rnn_tui.tui.forms.field_row import FIELD_KEYS, FieldRow
from rnn_tui.tui.forms.form import Form
from rnn_tui.tui.keys import Key, bindings, in_dialog
from rnn_tui.tui.widgets.line import Line
from rnn_tui.wording.language import in_a_row, told, tr

USUAL_SEEDS = 5
"""The runs of a sweep of which nothing has been said."""

FIRST, CHOOSING, LAST = ("seeds",), ("trials", "sampler", "prune", "objective"), ("cores",)
"""Fields of a sweep; those in the middle are for one that chooses among combinations."""

NO_FIELD = (
    "The same experiment, each time with another seed. To try values of a field as well, press "
    "ctrl+r in it."
)
NO_VALUES = "Empty: its values are not tried."


class Workers(Spec):
    """How many runs are trained at a time."""

    workers: int | None = Field(
        None,
        ge=1,
        le=1_000,
        description="Runs at a time on this machine; auto: one for each core or GPU.",
    )


@dataclass(frozen=True, slots=True)
class WantedSweep:
    """The experiment with its sweep, and the number of workers to start."""

    experiment: Experiment
    workers: int


class TriedFields(Vertical):
    """A row for each field whose values are tried."""

    BINDINGS: ClassVar[list[BindingType]] = FIELD_KEYS


class SweepDialog(Dialog[WantedSweep]):
    """Answers with what is to be started. What is typed is checked at once."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "make-sweep",
        in_dialog("sweep"),
        {"start": Key("enter", "start", "start", "Start the sweep", priority=True)},
    )

    @dataclass
    class Known(Message):
        """The speed of an earlier run, if there is one."""

        speed: Speed | None

    @dataclass
    class Checked(Message):
        """The first trials were looked at; `problem` says what forbids the sweep."""

        wanted: WantedSweep
        problem: str

    def __init__(self, experiment: Experiment, runs_dir: Path) -> None:
        super().__init__(tr("Sweep of {name}", name=experiment.name))
        self._experiment = experiment
        self._runs_dir = runs_dir
        self._spec = experiment.sweep or SweepSpec(seeds=USUAL_SEEDS)
        self._tried = self._spec.dimensions
        self._texts = {key: typed(dimension) for key, dimension in self._tried.items()}
        self._workers = Workers(workers=None)
        self._wrong: dict[str, str] = {}
        self._speed: Speed | None = None
        self._checking = False

    def compose_body(self) -> Iterable[Widget]:
        names = short_names(list(self._tried))
        width = max(map(len, [*names.values(), *CHOOSING, "workers"])) + 1
        with VerticalScroll(can_focus=False, id="sweep-fields"):
            if not self._tried:
                yield Static(tr(NO_FIELD), markup=False, classes="dialog-text")
            with TriedFields(classes="" if self._tried else "-none"):
                for key, text in self._texts.items():
                    field = DialogField(text, placeholder=tr(NO_VALUES), compact=True, name=key)
                    row = FieldRow(names[key], field)
                    row.label_width = width
                    yield row
            yield from self._forms(width)
        yield FieldHelp()
        yield Line(id="sweep-forecast")

    def _forms(self, width: int) -> Iterable[Form]:
        names = (*FIRST, *(CHOOSING if self._tried else ()), *LAST)
        for spec, shown in ((self._spec, names), (self._workers, ("workers",))):
            yield Form(spec, shown, label_width=width)

    def on_mount(self) -> None:
        self.query(TextField).first().focus()  # with its value selected, to be typed over
        self._show()
        self._look_for_speed()

    @work(thread=True)
    def _look_for_speed(self) -> None:
        self.post_message(self.Known(speed_of(self._experiment, self._runs_dir)))

    def on_sweep_dialog_known(self, event: Known) -> None:
        self._speed = event.speed
        self._show()

    # What is typed

    def on_form_changed(self, event: Form.Changed) -> None:
        event.stop()
        self._wrong.pop(event.name, None)
        if isinstance(event.spec, Workers):
            self._workers = event.spec
        elif isinstance(event.spec, SweepSpec):
            self._spec = event.spec
        self._show()

    def on_form_rejected(self, event: Form.Rejected) -> None:
        event.stop()
        self._wrong[event.name] = f"{event.name} {told(event.text)}"
        self._show()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.input.name in self._texts:
            self._texts[event.input.name] = event.value
            self._show()

    def on_form_described(self, event: Form.Described) -> None:
        event.stop()
        self.query_one(FieldHelp).show(event)

    def on_field_row_focus(self, event: FieldRow.Focus) -> None:
        """Of a field whose values are tried: the others speak through their forms."""
        event.stop()
        if event.here:
            self.query_one(FieldHelp).show(
                Form.Described(event.name, in_a_row((tr(GRAMMAR), tr(NO_VALUES))))
            )

    @property
    def _wanted(self) -> Experiment:
        """The experiment with the sweep that the dialog shows. Raises UserError."""
        space: dict[str, Any] = {}
        for key, text in self._texts.items():
            if text == typed(self._tried[key]):
                space[key] = self._tried[key].plain
            elif text.strip():
                space[key] = self._dimension(key, text)
        spec = self._spec.model_copy(update={"space": space})
        found = self._experiment.model_copy(update={"sweep": spec})
        if faults := list(space_faults(found, edited)):
            raise ConfigError(faults)
        return found

    def _dimension(self, key: str, text: str) -> Any:
        try:
            return dimension_for(self._experiment, key, text).plain
        except UserError as error:
            raise UserError(f"{key}: {error}") from error

    # What it comes to

    def _show(self) -> None:
        """Say how many runs there will be and how long they take, or why there cannot be any."""
        for text in self._wrong.values():
            self._refuse(text)
            return
        try:
            wanted = self._wanted
        except UserError as error:
            self._refuse(told(str(error)))
            return
        found = forecast(wanted, self._workers.workers, self._speed)
        spec, space = wanted.sweep or SweepSpec(), space_of(wanted)
        hints = {
            "trials": _trials_words(trials_of(spec, space)),
            "objective": wanted.monitor,
            "workers": str(usual_workers_of(wanted)),
        }
        for form in self.query(Form):
            form.found(hints, ())
        lines = [told(words) for words in forecast_sentences(found)]
        if space:
            lines.append(tr("Sampler: {sampler}.", sampler=sampler_of(spec, space)))
        self._say(in_a_row(lines))

    def _refuse(self, text: str) -> None:
        self._say(text, wrong=True)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        line = self.query_one("#sweep-forecast", Line)
        line.set_class(wrong, "-wrong")
        line.put(Content(text), layout=True)

    # The start

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter in a list of choices opens that list."""
        if action == "start":
            return isinstance(self.focused, Input)
        return super().check_action(action, parameters)

    def action_start(self) -> None:
        line = self.query_one("#sweep-forecast", Line)
        if self._checking or line.has_class("-wrong"):
            self.app.bell()
            return
        wanted = self._wanted
        workers = forecast(wanted, self._workers.workers, None).workers
        self._checking = True
        self._check(WantedSweep(wanted, workers))

    @work(thread=True)
    def _check(self, wanted: WantedSweep) -> None:
        """In a thread: there may be many combinations to look at."""
        problem = ""
        try:
            check_extra(wanted.experiment.sweep or SweepSpec())
            check_first_trials(wanted.experiment)
        except UserError as error:
            problem = str(error)
        self.post_message(self.Checked(wanted, problem))

    def on_sweep_dialog_checked(self, event: Checked) -> None:
        self._checking = False
        if event.problem:
            self._refuse(told(event.problem))
        else:
            self.dismiss(event.wanted)


def _trials_words(trials: int) -> str:
    """The number of trials that are tried where none is typed."""
    return tr("as many as there is time for") if trials == MOST_TRIALS else f"{trials:,}"
