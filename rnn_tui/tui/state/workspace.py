"""What the app keeps, and what it does about requests: the document and the current run.

State goes down through the reactives of WorkspaceApp; requests come up as the messages of
`messages.py`, one handler each.
"""

import time
from pathlib import Path
from typing import Any

from textual.notifications import SeverityLevel
from textual.reactive import reactive

from rnn_tui.experiment import Experiment, Fix, load, save
from rnn_tui.experiment.loading import edited
from rnn_tui.io.faults import reason
from rnn_tui.io.text import printable
from rnn_tui.runs import RunDirectory, RunError, RunState, State, start_engine
from rnn_tui.tui import messages
from rnn_tui.tui.preferences.settings_app import SettingsApp
from rnn_tui.tui.state.current_run import CurrentRun, Engine
from rnn_tui.tui.state.document import Document
from rnn_tui.tui.state.draft import KEEP_SECONDS, Draft
from rnn_tui.tui.terminal.window import TerminalWindow
from rnn_tui.wording.endings import ended, ending
from rnn_tui.wording.numbers import counted


class WorkspaceApp(SettingsApp):
    """The state of the app. Screens watch it through `WorkScreen`."""

    document: reactive[Document] = reactive(
        lambda: Document.opened(load("quickstart")), repaint=False
    )
    run_state: reactive[RunState | None] = reactive[RunState | None](None, repaint=False)
    doing: reactive[str] = reactive("", repaint=False)

    def __init__(
        self,
        experiment: Experiment | None,
        runs_dir: Path,
        engine: Engine = start_engine,
        path: Path | None = None,
    ) -> None:
        super().__init__()
        self.current = CurrentRun(runs_dir, engine)
        self.draft = Draft()
        self.window = TerminalWindow(self._to_terminal)
        self._draft_is_due = False
        if experiment is not None:
            origin = experiment if path is None else load(path)
            self.set_reactive(WorkspaceApp.document, Document(experiment, origin, path))

    def _to_terminal(self, order: str) -> None:
        """An escape sequence that draws nothing."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(order)

    def say(self, text: str, severity: SeverityLevel = "information") -> None:
        """A passing notice, once at a time; the text is shown as it is, never as markup."""
        text = printable(text)
        if all(notice.message != text for notice in self._notifications):
            self.notify(text, severity=severity, markup=False)

    def poll_run(self) -> None:
        """Look at the current run; screens hear of it when something has changed."""
        try:
            self.run_state = self.current.poll()
        except RunError as error:
            self.current.leave()
            self.run_state = None
            self.say(str(error), "warning")

    def keep_ready(self) -> None:
        """Have an engine ready while nothing trains, unless somebody wants none."""
        if not self.settings.ready:
            self.current.close()
        elif self.run_state is None or not self.run_state.state.live:
            self.current.prepare()

    def watch_run_state(self, before: RunState | None, now: RunState | None) -> None:
        """Say what is unusual, and that the run has come to an end."""
        self.window.title(now)
        if before is None or now is None or before.path != now.path:
            return
        turned = before.state != now.state
        if turned and (now.state is State.PAUSED or not now.state.live):
            # What was said while it trained is past, and would lie over the curves that stay.
            self.clear_notifications()
        for note in now.notes:
            if note.warning and note not in before.notes and not note.ends:
                self.say(note.text, "warning")
        if not turned or now.state.live:
            return
        word, rest = ended(now)
        if now.state is not State.STOPPED or self.current_mode != "train":
            bad = now.state in (State.FAILED, State.LOST)
            self.say(f"{now.run_id} {ending(now)}", "error" if bad else "information")
        if self.settings.bell:
            self.bell()
        if self.settings.notify:
            self.window.notify(f"{now.label} {word}", rest)

    def watch_document(self) -> None:
        """Soon after a change, what is in no file is kept: no crash shall take it."""
        if not self._draft_is_due and self.is_running:
            self._draft_is_due = True
            self.set_timer(KEEP_SECONDS, self.keep_draft)

    def keep_draft(self) -> bool:
        """Whether there are edits in no file, and they are kept."""
        self._draft_is_due = False
        if self.document.unsaved:
            return self.draft.keep(self.document.experiment)
        self.draft.drop()
        return False

    def edit(self, experiment: Experiment, tag: str = "") -> None:
        self.document = self.document.edit(experiment, tag)

    def reject(self, key: str, value: Any, message: str) -> None:
        self.document = self.document.reject(key, value, message)

    def fix(self, fix: Fix) -> None:
        self.document = self.document.fix(fix)
        self.say(fix.label)

    def undo(self) -> None:
        self._back_or_forth(self.document.undo(), "nothing to undo")

    def redo(self) -> None:
        self._back_or_forth(self.document.redo(), "nothing to redo")

    def _back_or_forth(self, document: Document, nothing: str) -> None:
        """A notice about a change that has been taken back is no longer true."""
        if document is self.document:
            self.say(nothing)
        else:
            self.clear_notifications()
        self.document = document

    def on_edit_experiment(self, message: messages.EditExperiment) -> None:
        self.edit(message.experiment, message.tag)

    def on_reject_edit(self, message: messages.RejectEdit) -> None:
        self.reject(message.key, message.value, message.message)

    def on_settle_edit(self) -> None:
        self.document = self.document.settled()

    def on_open_experiment(self, message: messages.OpenExperiment) -> None:
        """The old experiment stays in the history: undo brings it back."""
        self.document = self.document.then_opened(message.experiment, message.path)

    def on_save_experiment(self, message: messages.SaveExperiment) -> None:
        try:
            save(self.document.experiment, message.path, origin=self.document.path)
        except (OSError, ValueError) as error:
            self.say(f"cannot write {message.path}: {reason(error)}", "error")
            return
        self.document = self.document.saved_as(message.path)
        if invalid := self.document.invalid:
            names = ", ".join(each.name for each in invalid)
            self.say(f"saved as {message.path}, but not what is typed in {names}", "warning")
        else:
            self.say(f"saved as {message.path}")

    def on_data_loaded(self, message: messages.DataLoaded) -> None:
        self.document = self.document.with_facts(message.facts, message.data)

    def on_doing(self, message: messages.Doing) -> None:
        self.doing = message.text

    def on_start_run(self, message: messages.StartRun) -> None:
        """InvalidValue with the reasons while there are problems."""
        if errors := self.document.errors:
            first = errors[0].sentence
            self.say(f"{counted(len(errors), 'problem')} first: {first}", "warning")
            return
        if self.run_state is not None and self.run_state.state.live:
            self.say(f"{self.run_state.run_id} is still {self.run_state.state}", "warning")
            return
        experiment = self.document.experiment
        if message.offline:
            experiment = edited(experiment, [("data.download", False)])
        try:
            self.current.start(experiment)
        except (RunError, ValueError) as error:
            self.say(str(error), "error")
        self.poll_run()

    def on_follow_run(self, message: messages.FollowRun) -> None:
        self.follow(message.run, edit=message.edit)

    def follow(self, run: RunDirectory, *, edit: bool) -> None:
        try:
            self.current.follow(run)
        except RunError as error:
            self.say(str(error), "error")
            return
        self.poll_run()
        if edit and self.run_state is not None and self.run_state.experiment is not None:
            self.document = self.document.then_opened(self.run_state.experiment)

    def on_resume_run(self, message: messages.ResumeRun) -> None:
        try:
            self.current.resume(message.run, message.more, offline=message.offline)
        except RunError as error:
            self.say(str(error), "error")
        self.poll_run()

    def on_ask_run(self, message: messages.AskRun) -> None:
        try:
            run = self.current.ask(message.ask, message.run)
        except RunError as error:
            self.say(str(error), "error")
        else:
            self.say(f"{run.run_id}: asked to {message.ask.value.replace('-', ' ')}")

    def on_kill_run(self, message: messages.KillRun) -> None:
        try:
            run = self.current.kill(message.run)
        except RunError as error:
            self.say(str(error), "error")
        else:
            self.say(f"{run.run_id}: the engine has been killed", "warning")
        self.poll_run()

    @property
    def now(self) -> float:
        """Seconds since 1970; a test may replace it for a steady clock."""
        return time.time()
