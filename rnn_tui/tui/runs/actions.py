"""The actions of the Runs screen on the selected run."""

from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import work

from rnn_tui.results.exports.export import export
from rnn_tui.results.exports.files import ExportError
from rnn_tui.runs import Ask, RunDirectory, RunError, RunState, State
from rnn_tui.runs.changes.moving import (
    Discarded,
    delete,
    discard,
    in_trash,
    rename,
    restore,
    weight,
)
from rnn_tui.runs.lists.overview import Entry
from rnn_tui.tui.dialogs.download import resume_after_asking
from rnn_tui.tui.dialogs.export import ExportDialog, Wanted
from rnn_tui.tui.dialogs.extend import ExtendDialog
from rnn_tui.tui.dialogs.picker import Item, Picker
from rnn_tui.tui.dialogs.stop import KILL
from rnn_tui.tui.messages import AskRun, FollowRun, KillRun, OpenExperiment
from rnn_tui.tui.runs.dialogs import (
    EmptyDialog,
    ExportFileDialog,
    RenameDialog,
    StopDialog,
)
from rnn_tui.tui.runs.facts import not_live
from rnn_tui.tui.runs.keys import ABOUT_A_RUN
from rnn_tui.tui.widgets.top_bar import TopBar
from rnn_tui.tui.work_screen import WorkScreen
from rnn_tui.wording.numbers import byte_size


class RunActions(WorkScreen):
    """The actions of the screen; the subclass knows the selected run and how to look."""

    KEYLESS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("Empty the trash", "Delete its runs for good; asks first", "empty_trash"),
    )

    _discarded: tuple[Discarded, ...] = ()

    seen = False
    """True once the folder has been read."""

    @property
    def selected(self) -> Entry | None:
        raise NotImplementedError

    def look(self, *, afresh: bool = False) -> None:
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offers no action on a selected run while none is listed."""
        if action in ABOUT_A_RUN and self.seen and self.selected is None:
            return None
        return super().check_action(action, parameters)

    def _readable(self) -> tuple[RunDirectory, RunState] | None:
        """The selected run; a word where there is none that can be read.

        If it is the current one and has ended, that is told first: it clears what was said before.
        """
        self.workspace.poll_run()
        entry = self.selected
        if entry is None:
            self.workspace.say("no runs here" if self.seen else "still reading the runs")
        elif entry.state is None:
            self.workspace.say(entry.error or f"{entry.run.run_id} is still being read", "warning")
        else:
            return entry.run, entry.state
        return None

    def _is_current(self, run: RunDirectory) -> bool:
        return self.workspace.current.run == run

    def action_open(self) -> None:
        if found := self._readable():
            self.post_message(FollowRun(found[0]))
            self.post_message(TopBar.Chosen("train"))

    def action_edit(self) -> None:
        found = self._readable()
        if found and found[1].experiment is not None:
            self.post_message(OpenExperiment(found[1].experiment))
            self.post_message(TopBar.Chosen("model"))
            self.workspace.say(f"opened the experiment of {found[0].run_id}; u goes back")

    def action_copy_path(self) -> None:
        """Copy by the terminal's escape sequence OSC 52, which also works over SSH."""
        if (entry := self.selected) is None:
            return
        self.app.copy_to_clipboard(str(entry.run.path.absolute()))
        self.workspace.say(f"copied the path of {entry.run.run_id}, if the terminal allows it")

    # Asking engines

    def action_resume(self) -> None:
        if (found := self._readable()) is None:
            return
        run, state = found

        def extend(more: int | None) -> None:
            if more:
                resume_after_asking(self, state, more)
                self.look(afresh=True)

        match state.state:
            case State.PAUSED:
                self.post_message(AskRun(Ask.CONTINUE, run))
            case State.FINISHED if state.epochs:
                self.app.push_screen(ExtendDialog(state), extend)
            case now if now.resumable:
                resume_after_asking(self, state)
            case now:
                self.workspace.say(f"{run.run_id} is {now}: nothing to resume", "warning")
        self.look(afresh=True)

    def action_stop(self) -> None:
        if (found := self._readable()) is None:
            return
        run, state = found
        if not state.state.live:
            self.workspace.say(not_live(run, state), "warning")
            return

        def chosen(answer: Ask | str | None) -> None:
            if answer == KILL:
                self.post_message(KillRun(run))
            elif answer:
                self.post_message(AskRun(Ask(answer), run))

        self.app.push_screen(StopDialog(state), chosen)

    # Moving runs

    def action_rename(self) -> None:
        if (entry := self.selected) is None:
            return
        run = entry.run
        if entry.live:
            self.workspace.say(f"{run.run_id} is running: stop it first", "warning")
            return

        def named(name: str | None) -> None:
            if name is not None:
                self._rename(run, name)

        self.app.push_screen(RenameDialog(run), named)

    def _rename(self, run: RunDirectory, name: str) -> None:
        try:
            renamed = rename(run, name)
        except RunError as error:
            self.workspace.say(str(error), "error")
            return
        if self._is_current(run):
            self.workspace.follow(renamed, edit=False)
        self.was_moved(run.path, renamed.path)

    def was_moved(self, before: Path, now: Path | None) -> None:
        """Keep the run selected and compared at its new path; None: it is in the trash."""
        raise NotImplementedError

    def action_discard(self) -> None:
        if (entry := self.selected) is None:
            return
        try:
            discarded = discard(entry.run)
        except RunError as error:
            self.workspace.say(str(error), "warning")
            return
        self._discarded = (*self._discarded, discarded)
        if self._is_current(entry.run):
            self.workspace.current.leave()
            self.workspace.poll_run()
        self.workspace.say(f"moved {entry.run.run_id} to the trash, u restores it")
        self.was_moved(entry.run.path, None)

    def action_restore(self) -> None:
        """The last one that was deleted here; else one out of what lies in the trash."""
        if self._discarded:
            *rest, last = self._discarded
            self._discarded = tuple(rest)
            self._restore(last)
            return
        found = in_trash(self.workspace.current.runs_dir)
        if not found:
            self.workspace.say("nothing to restore: the trash is empty")
            return
        items = [Item(each, each.run_id, "in the trash") for each in found]
        self.app.push_screen(Picker("Restore a run", items), self._restore)

    def _restore(self, discarded: Discarded | None) -> None:
        if discarded is None:
            return
        try:
            run = restore(discarded)
        except RunError as error:
            self.workspace.say(str(error), "error")
            return
        self.was_moved(discarded.path, run.path)
        self.app.clear_notifications()
        self.workspace.say(f"restored {run.run_id}")

    @work(thread=True)
    def action_empty_trash(self) -> None:
        """In a thread, as is the deleting: there may be many files."""
        runs = in_trash(self.workspace.current.runs_dir)
        self.app.call_from_thread(self._ask_to_empty, runs, weight(runs))

    def _ask_to_empty(self, runs: list[Discarded], size: int) -> None:
        if not runs:
            self.workspace.say("the trash is empty")
            return

        def answered(empty: bool | None) -> None:
            if empty:
                self._discarded = tuple(each for each in self._discarded if each not in runs)
                self._delete(runs, size)

        self.app.push_screen(EmptyDialog(runs, size), answered)

    def _delete(self, runs: list[Discarded], size: int) -> None:
        def act() -> str:
            for run in runs:
                delete(run)
            return f"emptied the trash: {byte_size(size)} freed"

        self.work_on("emptying the trash", act, RunError)

    # Writing files

    def action_export(self) -> None:
        if (found := self._readable()) is None:
            return
        run, state = found

        def chosen(wanted: Wanted | None) -> None:
            if wanted is not None:
                self.app.push_screen(ExportFileDialog(run, wanted), partial(named, wanted))

        def named(wanted: Wanted, path: Path | None) -> None:
            if path is not None:
                self._export(run, wanted, path)

        self.app.push_screen(ExportDialog(state), chosen)

    def _export(self, run: RunDirectory, wanted: Wanted, path: Path) -> None:
        def act() -> str:
            # By force: the dialog has asked about a file that is there.
            done = export(run, wanted.format.name, path, best=wanted.best, force=True)
            notes = "".join(f"; {note}" for note in done.notes)
            return f"wrote {', '.join(str(each) for each in done.paths)}{notes}"

        self.work_on(f"exporting {run.run_id}", act, ExportError)
