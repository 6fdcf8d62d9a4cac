"""The question before quitting with live runs, or with changes that are in no file."""

from collections.abc import Sequence

from rnn_tui.runs import RunState, State
from rnn_tui.tui.dialogs.dialog import Choice, ChoiceDialog
from rnn_tui.tui.state.document import Document
from rnn_tui.tui.state.farewell import Quitting
from rnn_tui.wording.lists import joined

NAMED = 6
"""Runs that are named; there may be more."""


class QuitDialog(ChoiceDialog[Quitting]):
    """Asks about `runs`, the live ones that the app knows, and about unsaved changes."""

    def __init__(self, runs: Sequence[RunState], document: Document) -> None:
        text, choices = _live(runs), []
        if runs:
            choices = _about_runs(runs)
        if document.unsaved:
            text += f"\n{document.experiment.name} has unsaved changes."
        if not runs:
            choices.append(Choice("l", "Quit", "The changes are lost.", Quitting.LEAVE))
        if document.unsaved:
            about = "Saves the changes as a TOML file and returns."
            choices.append(Choice("w", "Save first", about, Quitting.SAVE))
        choices.append(Choice("y", "Stay", "Back to the app.", Quitting.STAY))
        super().__init__("Quit", text.strip(), choices)


def _live(runs: Sequence[RunState]) -> str:
    if len(runs) < 2:
        return "".join(f"{run.run_id} is {run.state}." for run in runs)
    named = [f"{run.run_id} ({run.state})" for run in runs[:NAMED]]
    if len(runs) > NAMED:
        named.append(f"{len(runs) - NAMED} more")
    return f"{len(runs)} runs are active: {joined(named)}."


def _about_runs(runs: Sequence[RunState]) -> list[Choice[Quitting]]:
    them, they, stop, each = ("it", "It continues", "Stop it", "It")
    if len(runs) > 1:
        them, they, stop, each = ("them", "They continue", "Stop them all", "Each")
    leave, on = f"Leave {them} training", f"{they} without a terminal"
    if all(run.state is State.PAUSED for run in runs):
        waits = "They wait" if len(runs) > 1 else "It waits"
        leave, on = f"Leave {them} paused", f"{waits} without a terminal"
    on += "; the next rnn-tui takes over again."
    kept = f"{each} keeps everything trained so far; resume continues from there."
    return [
        Choice("l", leave, on, Quitting.LEAVE),
        Choice("s", f"{stop} and quit", kept, Quitting.STOP),
    ]
