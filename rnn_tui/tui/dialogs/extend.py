"""The question how many epochs to add to a run that has ended."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input, Static

from rnn_tui.runs import RunState
from rnn_tui.runs.changes.extending import stretched
from rnn_tui.tui.dialogs.dialog import Dialog, DialogField
from rnn_tui.tui.keys import Key, bindings, in_dialog
from rnn_tui.wording.language import tr
from rnn_tui.wording.numbers import counted

MOST = 1_000_000

STRETCHED = (
    "The cosine schedule is stretched over all epochs: the learning rate rises again, so the "
    "result differs from training all at once. For that, press escape, set the epochs (h) "
    "and start a new run (t)."
)


class ExtendDialog(Dialog[int]):
    """Answers with the number of epochs to add."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "extend",
        in_dialog("extend"),
        {"take": Key("enter", "take", "start", "Train this many more epochs")},
    )

    def __init__(self, run: RunState) -> None:
        super().__init__(tr("Add epochs"))
        self._run = run

    def compose_body(self) -> Iterable[Widget]:
        has, planned = len(self._run.epochs), self._run.total_epochs
        done = (
            counted(has, "epoch")
            if planned <= has
            else tr("{has:,} of {planned:,} epochs", has=has, planned=planned)
        )
        yield Static(
            tr(
                "{run_id} has {done}. It continues from its last checkpoint, with the same "
                "data, weights and optimizer. How many more epochs? Enter starts it.",
                run_id=self._run.run_id,
                done=done,
            ),
            markup=False,
            classes="dialog-text",
        )
        more = max(1, len(self._run.epochs))
        if stretched(self._run, len(self._run.epochs) + more):
            yield Static(tr(STRETCHED), markup=False, classes="dialog-text")
        yield DialogField(str(more), compact=True, id="more")
        yield Static(id="in-all", markup=False, classes="dialog-note")
        yield Static(id="complaint", markup=False)

    @property
    def _more(self) -> int | None:
        """The number that is typed; None where it is none."""
        typed = self.query_one("#more", Input).value.replace(",", "").strip()
        allowed = typed.isdecimal() and len(typed) < 9 and 1 <= int(typed) <= MOST
        return int(typed) if allowed else None

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        has, more = len(self._run.epochs), self._more
        words = "" if more is None else _in_all(has, more)
        self.query_one("#in-all", Static).update(words)
        self.query_one("#complaint", Static).update("")

    def action_take(self) -> None:
        if (more := self._more) is not None:
            self.dismiss(more)
        else:
            complaint = tr("enter a whole number from 1 to {most:,}", most=MOST)
            self.query_one("#complaint", Static).update(complaint)


def _in_all(has: int, more: int) -> str:
    """`8 and 4 more: 12 epochs in all`."""
    return tr(
        "{has:,} and {more:,} more: {total:,} epochs in all", has=has, more=more, total=has + more
    )
