"""The end of the app: what becomes of its runs and edits, and the words about it for the shell."""

import contextlib
from collections.abc import Sequence
from enum import StrEnum

from rnn_tui.io.faults import UserError
from rnn_tui.io.text import printable
from rnn_tui.runs import Ask, RunDirectory, RunError, RunState, State
from rnn_tui.tui.state.workspace import Workspace
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import counted


class Quitting(StrEnum):
    """A choice: quit and leave everything as it is, quit and stop the runs, save, stay."""

    LEAVE = "leave"
    STOP = "stop"
    SAVE = "save"
    STAY = "stay"


class Farewell:
    """`lines` are for the shell, once the app has given the terminal back."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.lines: list[str] = []

    def part(self, runs: Sequence[RunState], choice: Quitting) -> None:
        """Stop the runs or leave them, as a person has chosen."""
        if choice is Quitting.STOP:
            with contextlib.suppress(UserError):  # the runs are stopped all the same
                self._workspace.queueing.hold()
        self.lines += [self._part(run, choice) for run in runs]
        if waiting := self._workspace.queueing.waiting:
            then = (
                tr("rnn-tui queue resume continues")
                if choice is Quitting.STOP
                else tr("in their turn")
            )
            queued = counted(waiting, "queued run")
            self.lines.append(
                tr("{runs} waits: {then}", runs=queued, then=then)
                if waiting == 1
                else tr("{runs} wait: {then}", runs=queued, then=then)
            )

    def unasked(self, choice: Quitting, why: str = "") -> None:
        """Part without a question: after a signal, or after an error of the app itself."""
        self.lines += [why] if why else []
        self.part(self._workspace.current.live_states(), choice)
        if self._workspace.desk.keep_draft():
            self.lines.append(tr("unsaved edits will be restored at the next start"))

    def _part(self, run: RunState, choice: Quitting) -> str:
        # To be asked twice means to an engine that its checkpoint is not waited for.
        if choice is Quitting.STOP and run.state is not State.STOPPING:
            try:
                self._workspace.current.ask(Ask.STOP, RunDirectory(run.path))
            except RunError as error:
                return told(str(error))
        return parting_words(run, choice)


def parting_words(run: RunState, choice: Quitting) -> str:
    """A sentence about a run that was live when the app was left."""
    name = printable(run.run_id)
    if choice is Quitting.STOP:
        return tr(
            "{name} stops and keeps everything trained so far; continue with: {resume_command}",
            name=name,
            resume_command=run.resume_command,
        )
    if run.state is State.PAUSED:
        return tr("{name} is paused; the next rnn-tui takes over again", name=name)
    return tr("{name} keeps training; the next rnn-tui takes over again", name=name)
