"""The base of the screens that edit the experiment: a sweep can try values of their fields."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.binding import BindingType

from rnn_tui.experiment import Experiment, Layer
from rnn_tui.experiment.loading import edited
from rnn_tui.experiment.overrides import TEXT_KEYS
from rnn_tui.experiment.source import DataSource
from rnn_tui.experiment.space_changes import with_space
from rnn_tui.experiment.train import TrainSpec
from rnn_tui.io.faults import UserError
from rnn_tui.tui.forms.trying import TryingForm
from rnn_tui.tui.keys import Key, bindings
from rnn_tui.tui.messages import Doing
from rnn_tui.tui.work_screen import EDITING, WorkScreen
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import counted

if TYPE_CHECKING:
    from rnn_tui.experiment.space import Dimension
    from rnn_tui.tui.dialogs.sweep import WantedSweep

SWEEP_BINDINGS: list[BindingType] = bindings(
    "edit",
    EDITING,
    {
        "sweep": Key(
            "w",
            "sweep",
            "sweep",
            "Train with several seeds, or with the values that fields are to try",
        )
    },
)


class EditingScreen(WorkScreen):
    """Asks for the values that a sweep tries, and starts it. Its rooms are imported when wanted.

    The screens have `SWEEP_BINDINGS` among their own keys.
    """

    TRIES_VALUES = True
    """Tells the forms that a sweep can try values of their fields."""

    def on_trying_form_try_wanted(self, event: TryingForm.TryWanted) -> None:
        """Ask for the values of one field."""
        event.stop()
        experiment, key = self.document.experiment, self._key_of(event)
        if key == "seed":
            self.action_sweep()
            return
        if key in TEXT_KEYS:
            self.workspace.say(
                tr("{key} is a text: a sweep cannot try several", key=key), "warning"
            )
            return
        from rnn_tui.tui.dialogs.sweep_range import RangeDialog

        dialog = RangeDialog(experiment, key, event.facts, self.document.tried.get(key, ""))

        def answered(answer: "Dimension | str | None") -> None:
            if answer is not None:
                self._try(key, None if isinstance(answer, str) else answer)

        self.app.push_screen(dialog, answered)

    def _key_of(self, event: TryingForm.TryWanted) -> str:
        """The dotted key of the field in the experiment."""
        match event.form.spec:
            case TrainSpec():
                return f"train.{event.name}"
            case DataSource():
                return f"data.{event.name}"
            case Layer():
                return f"layers.{self.document.selected}.{event.name}"
        return event.name

    def _try(self, key: str, dimension: "Dimension | None") -> None:
        """Try these values for the key, or no longer any."""
        experiment = self.document.experiment
        space = dict(experiment.sweep.space) if experiment.sweep else {}
        space.pop(key, None)
        if dimension is not None:
            space[key] = dimension.plain
        self.edit(with_space(experiment, space))
        if dimension is not None:
            self.workspace.say(tr("escape, then w starts the sweep"))

    def action_sweep(self) -> None:
        if errors := self.document.errors:
            found = told(counted(len(errors), "problem"))
            sentence = told(errors[0].sentence)
            self.workspace.say(
                tr("{problems} first: {first}", problems=found, first=sentence), "warning"
            )
            return
        from rnn_tui.tui.dialogs.sweep import SweepDialog

        folder = self.workspace.current.runs_dir
        self.app.push_screen(SweepDialog(self.document.experiment, folder), self._ask_and_start)

    def _ask_and_start(self, wanted: "WantedSweep | None") -> None:
        if wanted is None:
            return
        from rnn_tui.tui.dialogs.download import Fetching, after_asking  # it knows the data

        experiment = wanted.experiment
        if self.document.experiment.sweep is not None:
            self.edit(self.document.experiment.model_copy(update={"sweep": experiment.sweep}))

        def go(choice: Fetching | None) -> None:
            offline = choice is Fetching.WITHOUT_WORDS
            chosen = edited(experiment, [("data.download", False)]) if offline else experiment
            self._start_sweep(chosen, wanted.workers)

        after_asking(self, experiment.data, go)

    @work(thread=True)
    def _start_sweep(self, experiment: Experiment, workers: int) -> None:
        """Make the folder and start the workers, which takes a moment, and show the sweep."""
        call: Callable[..., object] = self.app.call_from_thread
        self.post_message(Doing(tr("starting the sweep")))
        try:
            path, said = self.workspace.sweeping.start(
                experiment, self.workspace.current.runs_dir, workers
            )
        except UserError as error:
            call(self.workspace.say, told(str(error)), "error")
        else:
            call(self._show_sweep, path)
            call(self.workspace.say, said)
        finally:
            self.post_message(Doing())

    async def _show_sweep(self, path: Path) -> None:
        await self.app.switch_mode("runs")
        if isinstance(self.app.screen, WorkScreen):
            self.app.screen.open_sweep(path)
