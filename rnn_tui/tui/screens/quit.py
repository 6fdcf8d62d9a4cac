"""Leaving the app while a run is alive, or with changes that are in no file."""

from enum import StrEnum

from rnn_tui.runs import RunState
from rnn_tui.tui.document import Document
from rnn_tui.tui.screens.dialog import Choice, ChoiceDialog


class Quitting(StrEnum):
    """What to do: quit and leave everything as it is, quit and stop the run, save, stay."""

    LEAVE = "leave"
    STOP = "stop"
    SAVE = "save"
    STAY = "stay"


class QuitDialog(ChoiceDialog[Quitting]):
    """`run` is the current run if it is alive."""

    def __init__(self, run: RunState | None, document: Document) -> None:
        choices = []
        text = ""
        if run is not None:
            text = f"{run.run_id} is {run.state}."
            choices = [
                Choice(
                    "l",
                    "Leave it training",
                    "It goes on without a terminal; the next rnn-tui takes control again.",
                    Quitting.LEAVE,
                ),
                Choice(
                    "s",
                    "Stop it and quit",
                    "It writes a checkpoint first and can be resumed from there.",
                    Quitting.STOP,
                ),
            ]
        if document.unsaved:
            text += f"\n{document.experiment.name} has changes that are in no file."
        if run is None:
            choices.append(Choice("l", "Quit", "The changes are lost.", Quitting.LEAVE))
        if document.unsaved:
            about = "Writes the changes as a TOML file, and goes back."
            choices.append(Choice("w", "Save first", about, Quitting.SAVE))
        choices.append(Choice("y", "Stay", "Go back.", Quitting.STAY))
        super().__init__("Quit", text.strip(), choices)
