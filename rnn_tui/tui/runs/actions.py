"""The actions of the Runs screen on the selected run."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from textual import events, work

from rnn_tui.runs import Ask, RunDirectory, RunError, RunState, State
from rnn_tui.runs.changes.moving import (
    Discarded,
    delete,
    in_trash,
    rename,
    restore,
    weight,
)
from rnn_tui.runs.lists.overview import Entry, readable_state
from rnn_tui.sweeps.overview import SweepView
from rnn_tui.tui.dialogs.download import resume_after_asking
from rnn_tui.tui.dialogs.extend import ExtendDialog
from rnn_tui.tui.dialogs.picker import Item, Picker
from rnn_tui.tui.dialogs.stop import KILL
from rnn_tui.tui.messages import AskRun, FollowRun, KillRun, OpenExperiment
from rnn_tui.tui.runs.board import Row
from rnn_tui.tui.runs.dialogs import EmptyDialog, RenameDialog, StopDialog
from rnn_tui.tui.runs.facts import not_live
from rnn_tui.tui.runs.keys import ABOUT_A_RUN, ABOUT_RUNS, ABOUT_SWEEPS
from rnn_tui.tui.runs.looking import LookingScreen
from rnn_tui.tui.runs.sweep.actions import may_resume, may_stop
from rnn_tui.tui.widgets.top_bar import TopBar
from rnn_tui.wording.language import tr
from rnn_tui.wording.numbers import byte_size


class RunActions(LookingScreen):
    """The actions on one run; the subclass knows the row at the cursor."""

    KEYLESS: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("Empty the trash", "Delete its runs for good; asks first", "empty_trash"),
    )

    _discarded: tuple[tuple[Discarded, ...], ...] = ()
    """What was moved to the trash here, step by step."""

    @property
    def row(self) -> Row | None:
        """The row at the cursor."""
        raise NotImplementedError

    @property
    def selected(self) -> Entry | None:
        """The run at the cursor; None where there is a group, or nothing."""
        alone = self.row is not None and self.row.group is None and self.row.sweep is None
        return self.row.entry if self.row and alone else None

    @property
    def meant(self) -> tuple[Entry, ...]:
        """The runs that are ticked, or else all of the row at the cursor."""
        raise NotImplementedError

    @property
    def sweep(self) -> SweepView | None:
        """The sweep at the cursor; None where there is a run, or nothing."""
        return self.row.sweep if self.row is not None else None

    @property
    def _is_at_a_sweep(self) -> bool:
        """True where the sweep at the cursor is all that an action could be about."""
        return self.sweep is not None and not self.meant

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offers no action on a run while none is listed, or a group is at the cursor."""
        if action in ("stop", "resume") and self.sweep is not None:
            return (may_stop if action == "stop" else may_resume)(self.sweep) or None
        if action in ABOUT_A_RUN and self.seen and self.selected is None:
            return None
        if action in ABOUT_RUNS and self.seen and self.row is None:
            return None
        if action in ABOUT_RUNS - ABOUT_SWEEPS and self._is_at_a_sweep:
            return None
        return super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        """Say why a key that is about runs does nothing on the row of a sweep."""
        found = self.active_bindings.get(event.key)
        if found is None or found.enabled or not self._is_at_a_sweep:
            return
        if found.binding.action in ABOUT_A_RUN | ABOUT_RUNS:
            self.workspace.say(self._why_none_is_selected)

    def _readable(self) -> tuple[RunDirectory, RunState] | None:
        """The selected run; a word where there is none that can be read.

        If it is the current one and has ended, that is told first: it clears what was said before.
        """
        self.workspace.poll_run()
        entry = self.selected
        if entry is None:
            self.workspace.say(self._why_none_is_selected)
        elif entry.error:
            self.workspace.say(entry.error, "warning")
        else:
            return self._state_of(entry)
        return None

    @property
    def _why_none_is_selected(self) -> str:
        if self._is_at_a_sweep:
            return tr("this is a sweep: enter shows its trials")
        if self.row is not None:
            return tr("this is a group of runs: enter shows them")
        return tr("no runs here") if self.seen else tr("still reading the runs")

    def _state_of(self, entry: Entry) -> tuple[RunDirectory, RunState] | None:
        """The run as it is now: the list may have its line alone, or that of a second ago."""
        try:
            return entry.run, readable_state(entry.run)
        except RunError as error:
            self.workspace.say(str(error), "warning")
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
            self.workspace.say(
                tr("opened the experiment of {run_id}; u goes back", run_id=found[0].run_id)
            )

    def action_copy_path(self) -> None:
        """Copy by the terminal's escape sequence OSC 52, which also works over SSH."""
        if (entry := self.selected) is None:
            return
        self.app.copy_to_clipboard(str(entry.run.path.absolute()))
        self.workspace.say(
            tr("copied the path of {run_id}, if the terminal allows it", run_id=entry.run.run_id)
        )

    # Asking engines

    def action_resume(self) -> None:
        if self.sweep is not None:
            self.resume_sweep(self.sweep)
            return
        if (found := self._readable()) is None:
            return
        run, state = found

        def extend(more: int | None) -> None:
            if more:
                resume_after_asking(self, state, more)
                self.look_afresh()

        match state.state:
            case State.PAUSED:
                self.post_message(AskRun(Ask.CONTINUE, run))
            case State.FINISHED if state.epochs:
                self.app.push_screen(ExtendDialog(state), extend)
            case now if now.resumable:
                resume_after_asking(self, state)
            case now:
                self.workspace.say(
                    tr("{run_id} is {now}: nothing to resume", run_id=run.run_id, now=now),
                    "warning",
                )
        self.look_afresh()

    def action_stop(self) -> None:
        if self.sweep is not None:
            self.stop_sweep(self.sweep)
            return
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
            self.workspace.say(
                tr("{run_id} is running: stop it first", run_id=run.run_id), "warning"
            )
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
        self.were_moved({run.path: renamed.path})

    def were_moved(self, moved: Mapping[Path, Path | None]) -> None:
        """Keep the runs selected at their new paths; None: they are in the trash."""
        raise NotImplementedError

    def action_restore(self) -> None:
        """The last one that was deleted here; else one out of what lies in the trash."""
        if self._discarded:
            *rest, last = self._discarded
            self._discarded = tuple(rest)
            for each in reversed(last):
                self._restore(each)
            return
        found = in_trash(self.workspace.current.runs_dir)
        if not found:
            self.workspace.say(tr("nothing to restore: the trash is empty"))
            return
        items = [Item(each, each.run_id, tr("in the trash")) for each in found]
        self.app.push_screen(Picker(tr("Restore a run"), items), self._restore)

    def _restore(self, discarded: Discarded | None) -> None:
        if discarded is None:
            return
        try:
            run = restore(discarded)
        except RunError as error:
            self.workspace.say(str(error), "error")
            return
        self.were_moved({discarded.path: run.path})
        self.app.clear_notifications()
        self.workspace.say(tr("restored {run_id}", run_id=run.run_id))

    @work(thread=True)
    def action_empty_trash(self) -> None:
        """In a thread, as is the deleting: there may be many files."""
        runs = in_trash(self.workspace.current.runs_dir)
        self.app.call_from_thread(self._ask_to_empty, runs, weight(runs))

    def _ask_to_empty(self, runs: list[Discarded], size: int) -> None:
        if not runs:
            self.workspace.say(tr("the trash is empty"))
            return

        def answered(empty: bool | None) -> None:
            if empty:
                self._discarded = ()
                self._delete(runs, size)

        self.app.push_screen(EmptyDialog(runs, size), answered)

    def _delete(self, runs: list[Discarded], size: int) -> None:
        def act() -> str:
            for run in runs:
                delete(run)
            return tr("emptied the trash: {size} freed", size=byte_size(size))

        self.work_on(tr("emptying the trash"), act, RunError)
