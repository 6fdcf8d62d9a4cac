"""The actions of the Runs screen on several runs: those that are ticked, or those of a row."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from rnn_tui.io.faults import UserError
from rnn_tui.results.exports.export import export
from rnn_tui.results.exports.files import Exported, ExportError
from rnn_tui.results.exports.several import TABLE, export_all, export_table
from rnn_tui.runs import RunDirectory, RunError
from rnn_tui.runs.changes.moving import Discarded, discard
from rnn_tui.runs.files.marks import change_tags, marks_of, set_star
from rnn_tui.runs.files.note import note_of, write_note
from rnn_tui.runs.lists.overview import Entry
from rnn_tui.sweeps.discarding import discard_sweep
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.overview import SweepView
from rnn_tui.tui.dialogs.export import ExportDialog, Wanted
from rnn_tui.tui.runs.actions import RunActions
from rnn_tui.tui.runs.dialogs import (
    DiscardDialog,
    DiscardSweepDialog,
    ExportFileDialog,
    MarksDialog,
    SeveralExportDialog,
    SeveralFilesDialog,
    Written,
)
from rnn_tui.wording.language import tr
from rnn_tui.wording.numbers import counted


class SeveralActions(RunActions):
    """The subclass knows which runs are ticked."""

    # Moving to the trash

    def action_discard(self) -> None:
        if self.sweep is not None and not self.meant:
            self._ask_about_sweep(self.sweep)
            return
        runs = [entry.run for entry in self.meant]
        at_cursor = self.selected.run if self.selected else None
        if all(run == at_cursor for run in runs):  # what one sees that one deletes
            self._discard(runs)
            return

        def answered(sure: bool | None) -> None:
            if sure:
                self._discard(runs)

        self.app.push_screen(DiscardDialog(runs), answered)

    def _ask_about_sweep(self, view: SweepView) -> None:
        def answered(sure: bool | None) -> None:
            if sure:
                self._discard_each([partial(discard_sweep, Sweep(Path(view.path)))])

        self.app.push_screen(DiscardSweepDialog(view), answered)

    def _discard(self, runs: Sequence[RunDirectory]) -> None:
        self._discard_each([partial(discard, run) for run in runs])

    def _discard_each(self, moves: Sequence[Callable[[], Discarded]]) -> None:
        """Move them in the order given, up to the first that cannot be moved."""
        gone: list[Discarded] = []
        refusal = ""
        for move in moves:
            try:
                gone.append(move())
            except UserError as error:
                refusal = str(error)
                break
        if gone:
            self._were_discarded(gone)
        if refusal:
            self.workspace.say(refusal, "warning")

    def _were_discarded(self, gone: Sequence[Discarded]) -> None:
        self._discarded = (*self._discarded, tuple(gone))
        current = self.workspace.current.run
        if current and {current.path, current.path.parent} & {each.origin for each in gone}:
            self.workspace.current.leave()
            self.workspace.poll_run()
        what = gone[0].run_id if len(gone) == 1 else counted(len(gone), "run")
        them = tr("it") if len(gone) == 1 else tr("them")
        self.workspace.say(tr("moved {what} to the trash, u restores {them}", what=what, them=them))
        self.were_moved({each.origin: None for each in gone})

    # Writing files

    def action_export(self) -> None:
        if len(self.meant) > 1:
            self._export_several([entry for entry in self.meant if not entry.error])
        elif self.meant and self.row is not None:
            self._export_one(self.meant[0])

    def _export_one(self, entry: Entry) -> None:
        if entry.error or (found := self._state_of(entry)) is None:
            if entry.error:
                self.workspace.say(entry.error, "warning")
            return
        run, state = found

        def chosen(wanted: Wanted | None) -> None:
            if wanted is not None:
                self.app.push_screen(ExportFileDialog(run, wanted), partial(named, wanted))

        def named(wanted: Wanted, path: Path | None) -> None:
            if path is not None:
                # By force: the dialog has asked about a file that is there.
                write = partial(export, run, wanted.format.name, path, best=wanted.best, force=True)
                self._write(run.run_id, write)

        self.app.push_screen(ExportDialog(state), chosen)

    def _export_several(self, entries: Sequence[Entry]) -> None:
        runs = [entry.run for entry in entries]
        name = self.row.group.name if self.row and self.row.group else "runs"

        def chosen(kind: Written | None) -> None:
            if kind is not None:
                self.app.push_screen(SeveralFilesDialog(name, kind), partial(named, kind))

        def named(kind: Written, path: Path | None) -> None:
            if path is None:
                return
            if kind == TABLE:
                rows = [entry.summary for entry in entries]
                self._write(
                    counted(len(runs), "run"), partial(export_table, rows, path, force=True)
                )
            else:
                self._write(
                    counted(len(runs), "run"), partial(export_all, runs, kind, path, force=True)
                )

        self.app.push_screen(SeveralExportDialog(len(runs)), chosen)

    def _write(self, what: str, write: Callable[[], Exported]) -> None:
        def act() -> str:
            done = write()
            notes = "".join(f"; {note}" for note in done.notes)
            return tr(
                "wrote {join}{notes}", join=", ".join(str(each) for each in done.paths), notes=notes
            )

        self.work_on(tr("exporting {what}", what=what), act, ExportError)

    # Star, tags and note

    def action_star(self) -> None:
        """Give all of them a star; where all have one, take it away."""
        entries = [entry for entry in self.meant if not entry.error]
        star = not all(entry.summary.marks.star for entry in entries)
        self._mark(entries, lambda run: set_star(run, star))

    def action_describe(self) -> None:
        entries = [entry for entry in self.meant if not entry.error]
        if not entries:
            return
        note = note_of(entries[0].run) if len(entries) == 1 else None
        tags = [set(marks_of(entry.run).tags) for entry in entries]
        common = sorted(set.intersection(*tags))

        def answered(answer: tuple[str | None, tuple[str, ...]] | None) -> None:
            if answer is None:
                return
            text, wanted = answer

            def change(run: RunDirectory) -> None:
                change_tags(run, wanted, remove=[tag for tag in common if tag not in wanted])
                if text is not None:
                    write_note(run, text)

            self._mark(entries, change)

        what = entries[0].run.run_id if len(entries) == 1 else counted(len(entries), "run")
        self.app.push_screen(MarksDialog(what, note, common), answered)

    def _mark(self, entries: Sequence[Entry], change: Callable[[RunDirectory], object]) -> None:
        try:
            for entry in entries:
                change(entry.run)
        except RunError as error:
            self.workspace.say(str(error), "error")
        self.look_afresh()
