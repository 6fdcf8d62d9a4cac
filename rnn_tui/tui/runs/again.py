"""The actions of the Runs screen that put runs to use elsewhere: into the queue, into Inspect."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input, Static

from rnn_tui.experiment import Experiment
from rnn_tui.io.faults import UserError
from rnn_tui.tui.dialogs.dialog import Dialog, DialogField
from rnn_tui.tui.keys import Key, bindings, in_dialog
from rnn_tui.tui.runs.changed import changed
from rnn_tui.tui.runs.several import SeveralActions
from rnn_tui.tui.work_screen import WorkScreen
from rnn_tui.wording.language import tr
from rnn_tui.wording.numbers import counted

MOST_BESIDE = 2
"""Runs that Inspect shows beside one another."""


class AgainDialog(Dialog[tuple[Experiment, ...]]):
    """Answers with the experiments of the runs, each with the change that was typed."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "again",
        in_dialog("again"),
        {"take": Key("enter", "take", "queue", "Queue the runs with this change")},
    )

    def __init__(self, experiments: Mapping[str, Experiment]) -> None:
        """`experiments` by the id of their run."""
        what = next(iter(experiments)) if len(experiments) == 1 else None
        super().__init__(tr("Queue {what} again", what=what or counted(len(experiments), "run")))
        self._experiments = experiments

    def compose_body(self) -> Iterable[Widget]:
        text = tr(
            "Keys and values to change, as after --set, with blanks between "
            "them; without any, the same is trained once more. Enter queues."
        )
        yield Static(text, markup=False, classes="dialog-text")
        example = "seed=7 train.epochs=10 layers.1.units=64"
        yield DialogField(placeholder=example, compact=True, id="change")
        yield Static(id="complaint", markup=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one("#complaint", Static).update("")

    def action_take(self) -> None:
        """What cannot be trained is said only now: half a key is no fault while one types."""
        try:
            self.dismiss(changed(self._experiments, self.query_one("#change", Input).value))
        except UserError as error:
            self.query_one("#complaint", Static).update(str(error))


class AgainActions(SeveralActions):
    """What is done with the runs that are ticked, or those of the row at the cursor."""

    def action_train_again(self) -> None:
        experiments: dict[str, Experiment] = {}
        for entry in self.meant:
            found = None if entry.error else self._state_of(entry)
            if found is None or found[1].experiment is None:
                self.workspace.say(
                    tr("{label} cannot be read: untick it", label=entry.run.label), "warning"
                )
                return
            experiments[entry.run.run_id] = found[1].experiment
        if experiments:
            self.app.push_screen(AgainDialog(experiments), self._queue)

    def _queue(self, experiments: tuple[Experiment, ...] | None) -> None:
        """Up to the first that is refused."""
        queued, refusal = 0, ""
        for experiment in experiments or ():
            try:
                self.workspace.queueing.append(experiment)
            except UserError as error:
                refusal = str(error)
                break
            queued += 1
        self.workspace.poll_queue()
        if queued:
            waiting = self.workspace.queueing.waiting
            self.workspace.say(
                tr(
                    "queued {runs}, {waiting} waiting; Q shows them",
                    runs=counted(queued, "run"),
                    waiting=waiting,
                )
            )
        if refusal:
            self.workspace.say(refusal, "error")

    def action_inspect_runs(self) -> None:
        runs = [entry.run for entry in self.meant if not entry.error]
        if not runs:
            return
        if len(runs) > MOST_BESIDE:
            self.workspace.say(tr("Inspect compares two runs: tick one or two"), "warning")
            return
        self.app.switch_mode("inspect")
        screen = self.app.screen
        if isinstance(screen, WorkScreen):
            screen.call_later(screen.inspect, runs)  # it may not have its parts yet
