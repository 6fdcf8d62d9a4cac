"""The queue as a list: the runs that wait, in their order, to be moved, edited, taken out."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import set_cell_size
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static

from rnn_tui.io.faults import UserError
from rnn_tui.tui import sentences
from rnn_tui.tui.dialogs.dialog import Dialog
from rnn_tui.tui.keys import Key, bindings, in_dialog
from rnn_tui.tui.messages import HoldQueue, MoveQueued, RemoveQueued
from rnn_tui.wording.language import told, tr

if TYPE_CHECKING:
    from rnn_tui.sweeps.queue_view import QueuedRun, QueueView
    from rnn_tui.tui.state.workspace import Workspace

STATE_STYLES = {"running": "$success", "stopped": "$warning", "waiting": ""}

GOES_ON = "One after the other, also without the app."
PAUSED = "Paused: nothing begins until p continues it; what is running does."


class QueueDialog(Dialog[int]):
    """Answers with the run whose experiment is to be edited."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "queue",
        in_dialog("queue"),
        {
            "edit": Key("e,enter", "edit", "edit", "Edit the experiment of the selected run"),
            "later": Key("J", "shift(1)", "move", "Move it down", key_display="J/K"),
            "earlier": Key("K", "shift(-1)", "move up", "Move it up", show=False),
            "later-too": Key("shift+down", "shift(1)", "move down", "Move it down", show=False),
            "earlier-too": Key("shift+up", "shift(-1)", "move up", "Move it up", show=False),
            "remove": Key("d,delete", "remove", "remove", "Take it out of the queue"),
            "pause": Key("p", "pause", "pause/continue", "Begin nothing more, or continue"),
        },
    )

    def __init__(self, workspace: "Workspace") -> None:
        super().__init__(tr("Queue"))
        self._workspace = workspace
        self._about: dict[int, str] = {}

    def compose_body(self) -> Iterable[Widget]:
        yield Static(id="queue-state", markup=False, classes="dialog-text")
        yield OptionList(id="queued", compact=True, markup=False)

    def on_mount(self) -> None:
        self.watch(self.app, "queue", self._show)

    def _show(self, view: "QueueView | None") -> None:
        options = self.query_one("#queued", OptionList)
        selected = self._selected
        runs = view.runs if view is not None else ()
        self._runs = runs
        state = PAUSED if view is not None and view.held else GOES_ON
        self.query_one("#queue-state", Static).update(
            tr(state) if runs else tr("Nothing is queued.")
        )
        options.set_options([self._line(place, run) for place, run in enumerate(runs, 1)])
        options.display = bool(runs)
        places = [place for place, run in enumerate(runs) if run == selected]
        same = [p for p, run in enumerate(runs) if selected and run.trial == selected.trial]
        first = next((place for place, run in enumerate(runs) if not run.begun), 0)
        options.highlighted = (places or same or [first])[0] if runs else None
        self.refresh_bindings()

    _runs: "tuple[QueuedRun, ...]" = ()

    @property
    def _selected(self) -> "QueuedRun | None":
        at = self.query_one("#queued", OptionList).highlighted
        return self._runs[at] if at is not None and at < len(self._runs) else None

    def _line(self, place: int, run: "QueuedRun") -> Content:
        if run.trial not in self._about:
            self._about[run.trial] = self._words(run.trial)
        about = (f"\n    {self._about[run.trial]}", "dim")
        state = (set_cell_size(tr(run.state), 8), STATE_STYLES[run.state])
        return Content.assemble(f"{place:>2}  ", state, (f"  {run.run}", "bold"), about)

    def _words(self, trial: int) -> str:
        """What the run trains, in a line."""
        try:
            experiment = self._workspace.queueing.experiment(trial)
        except UserError as error:
            return told(str(error))
        training = sentences.training_words(experiment.train, experiment.seed)
        return f"{sentences.experiment_words(experiment)}: {training}"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        run = self._selected if self.is_mounted else None
        if action in ("edit", "shift"):
            return run is not None and not run.begun
        if action == "remove":
            return run is not None and not run.running
        return super().check_action(action, parameters)

    def on_option_list_option_highlighted(self, event: Any) -> None:
        event.stop()
        self.refresh_bindings()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_edit()

    def action_edit(self) -> None:
        run = self._selected
        if run is not None and not run.begun:
            self.dismiss(run.trial)

    def action_shift(self, by: int) -> None:
        if (run := self._selected) is not None:
            self.post_message(MoveQueued(run.trial, by))

    def action_remove(self) -> None:
        if (run := self._selected) is not None:
            self.post_message(RemoveQueued(run.trial))

    def action_pause(self) -> None:
        view = self._workspace.queueing.view
        self.post_message(HoldQueue(view is not None and not view.held))
