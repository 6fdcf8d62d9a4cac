"""The question before quitting with live runs, or with changes that are in no file."""

from collections.abc import Sequence

from rnn_tui.runs import RunState, State
from rnn_tui.tui.dialogs.dialog import Choice, ChoiceDialog
from rnn_tui.tui.state.document import Document
from rnn_tui.tui.state.farewell import Quitting
from rnn_tui.wording.language import tr
from rnn_tui.wording.lists import joined

NAMED = 6
"""Runs that are named; there may be more."""

ONE_RUN = {
    "paused": (
        "Leave it paused",
        "It waits without a terminal; the next rnn-tui takes over again.",
    ),
    "training": (
        "Leave it training",
        "It continues without a terminal; the next rnn-tui takes over again.",
    ),
    "stop": (
        "Stop it and quit",
        "It keeps everything trained so far; resume continues from there.",
    ),
}
"""A label and a sentence for each choice about a live run."""

SEVERAL_RUNS = {
    "paused": (
        "Leave them paused",
        "They wait without a terminal; the next rnn-tui takes over again.",
    ),
    "training": (
        "Leave them training",
        "They continue without a terminal; the next rnn-tui takes over again.",
    ),
    "stop": (
        "Stop them all and quit",
        "Each keeps everything trained so far; resume continues from there.",
    ),
}
"""The same about several."""


class QuitDialog(ChoiceDialog[Quitting]):
    """Asks about `runs`, the live ones that the app knows, and about unsaved changes."""

    def __init__(self, runs: Sequence[RunState], document: Document) -> None:
        text, choices = _live(runs), []
        if runs:
            choices = _about_runs(runs)
        if document.unsaved:
            text += tr("\n{name} has unsaved changes.", name=document.experiment.name)
        if not runs:
            choices.append(Choice("l", tr("Quit"), tr("The changes are lost."), Quitting.LEAVE))
        if document.unsaved:
            about = tr("Saves the changes as a TOML file and returns.")
            choices.append(Choice("w", tr("Save first"), about, Quitting.SAVE))
        choices.append(Choice("y", tr("Stay"), tr("Back to the app."), Quitting.STAY))
        super().__init__(tr("Quit"), text.strip(), choices)


def _live(runs: Sequence[RunState]) -> str:
    if len(runs) < 2:
        return "".join(tr("{run} is {state}.", run=run.run_id, state=run.state) for run in runs)
    named = [tr("{run} ({state})", run=run.run_id, state=run.state) for run in runs[:NAMED]]
    if len(runs) > NAMED:
        named.append(tr("{number} more", number=len(runs) - NAMED))
    return tr("{number} runs are active: {names}.", number=len(runs), names=joined(named))


def _about_runs(runs: Sequence[RunState]) -> list[Choice[Quitting]]:
    words = ONE_RUN if len(runs) == 1 else SEVERAL_RUNS
    left = "paused" if all(run.state is State.PAUSED for run in runs) else "training"
    (leave, waiting), (stop, kept) = words[left], words["stop"]
    return [
        Choice("l", tr(leave), tr(waiting), Quitting.LEAVE),
        Choice("s", tr(stop), tr(kept), Quitting.STOP),
    ]
