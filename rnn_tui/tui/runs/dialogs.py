"""Questions of the Runs screen: how to stop, a name, a note, which files to write or delete."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input, Static

from rnn_tui.io.faults import reason
from rnn_tui.io.places import shown_folder
from rnn_tui.io.text import one_line
from rnn_tui.results.exports.formats import FORMATS, Format
from rnn_tui.results.exports.several import TABLE, into_folder
from rnn_tui.runs import Ask, RunDirectory, RunError, RunState
from rnn_tui.runs.changes.moving import Discarded, check_name
from rnn_tui.runs.files.marks import check_tag
from rnn_tui.sweeps.overview import SweepView
from rnn_tui.tui.dialogs.dialog import Choice, ChoiceDialog, Dialog, DialogField
from rnn_tui.tui.dialogs.export import Wanted
from rnn_tui.tui.dialogs.files import SaveDialog
from rnn_tui.tui.dialogs.stop import stop_choices
from rnn_tui.tui.keys import Key, bindings, in_dialog
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.lists import first_of
from rnn_tui.wording.numbers import byte_size, counted

Written = str
"""The name of a format, or `TABLE` for one file of all runs."""

NAMED = 6
"""Runs that are named; there may be more."""


class StopDialog(ChoiceDialog[Ask | str]):
    """The choices of the Train screen, about any live run; answers with one of their answers."""

    def __init__(self, run: RunState) -> None:
        choices = [
            Choice(choice.key, choice.label, choice.kept, choice.answer)
            for choice in stop_choices(run)
        ]
        stay: Choice[Ask | str] = Choice("y", tr("Keep training"), tr("Nothing changes."), "")
        super().__init__(
            tr("Stop {run_id}", run_id=run.run_id),
            tr("It is {state}.", state=run.state),
            [*choices, stay],
        )


class RenameDialog(Dialog[str]):
    """Answers with a name that a run may have and that is free in its folder."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "rename",
        in_dialog("rename"),
        {"take": Key("enter", "take", "rename", "Give the run this name")},
    )

    def __init__(self, run: RunDirectory) -> None:
        super().__init__(tr("Rename {run_id}", run_id=run.run_id))
        self._run = run

    def compose_body(self) -> Iterable[Widget]:
        text = tr("The run's folder gets this name too. Enter renames.")
        yield Static(text, markup=False, classes="dialog-text")
        yield DialogField(self._run.run_id, compact=True, id="name", select_on_focus=False)
        yield Static(id="complaint", markup=False)

    def on_mount(self) -> None:
        self._field.cursor_position = len(self._field.value)

    @property
    def _field(self) -> Input:
        return self.query_one("#name", Input)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one("#complaint", Static).update(self._complaint)

    def action_take(self) -> None:
        if not self._complaint:
            self.dismiss(self._typed)

    @property
    def _typed(self) -> str:
        return self._field.value.strip()

    @property
    def _complaint(self) -> str:
        """The problem with the name so far."""
        try:
            check_name(self._typed)
            taken = self._typed != self._run.run_id
            taken = taken and self._run.path.with_name(self._typed).exists()
        except RunError as error:
            return str(error)
        except OSError as error:
            return reason(error)
        return tr("{typed} already exists", typed=self._typed) if taken else ""


class EmptyDialog(ChoiceDialog[bool]):
    """Asks before runs in the trash are deleted for good."""

    def __init__(self, runs: Sequence[Discarded], size: int) -> None:
        names = first_of([run.run_id for run in runs], NAMED)
        text = f"{counted(len(runs), 'run')}, {byte_size(size)}: {names}."
        keep = Choice("k", tr("Keep"), tr("Nothing is deleted; u restores runs."), False)
        gone = Choice("e", tr("Empty the trash"), tr("They are deleted for good."), True)
        super().__init__(tr("Empty the trash"), text, [keep, gone])


class DiscardDialog(ChoiceDialog[bool]):
    """Asks before runs are moved to the trash that are several, or not at the cursor."""

    def __init__(self, runs: Sequence[RunDirectory]) -> None:
        names = first_of([run.run_id for run in runs], NAMED)
        undo = tr("u restores it.") if len(runs) == 1 else tr("u restores them together.")
        move = Choice("d", tr("Move {runs}", runs=counted(len(runs), "run")), undo, True)
        keep = Choice("k", tr("Keep"), tr("Nothing is moved."), False)
        super().__init__(tr("Move to the trash"), f"{names}.", [move, keep])


class DiscardSweepDialog(ChoiceDialog[bool]):
    """Asks before a whole sweep is moved to the trash."""

    def __init__(self, view: SweepView) -> None:
        runs = sum(len(trial.runs) for trial in view.trials)
        move = Choice("d", tr("Move the sweep"), tr("u restores it."), True)
        keep = Choice("k", tr("Keep"), tr("Nothing is moved."), False)
        text = f"{one_line(view.name)}: {counted(runs, 'run')}."
        super().__init__(tr("Move to the trash"), text, [move, keep])


class SeveralExportDialog(ChoiceDialog[Written]):
    """Answers with the format that each of several runs is written in, or with one table of all."""

    def __init__(self, count: int) -> None:
        one = tr("A line for each run: its figures, what differs, tags and note.")
        choices: list[Choice[Written]] = [Choice("r", tr("Runs in one CSV table"), one, TABLE)]
        choices += [
            Choice(each.key, _title_of_several(each), told(each.help), each.name)
            for each in FORMATS.values()
            if not each.missing
        ]
        text = tr("The files go to {shown_folder}.", shown_folder=shown_folder())
        super().__init__(tr("Export {runs}", runs=counted(count, "run")), text, choices)


def _title_of_several(wanted: Format) -> str:
    if wanted.several:
        return told(wanted.title)
    return tr("{title}, one for each run", title=wanted.title)


class SeveralFilesDialog(SaveDialog):
    """Answers with the one file of all runs, or with the new folder for a file of each."""

    def __init__(self, name: str, kind: Written) -> None:
        self._folder = into_folder(kind)
        suffix = ".csv" if kind == TABLE else FORMATS[kind].ending
        own = f"{name}-{kind}" if self._folder else f"{name}{suffix}"
        super().__init__(
            shown_folder() / own, tr("Export: a new folder") if self._folder else tr("Export")
        )

    def take(self, path: Path) -> None:
        if self._folder:
            self.take_new_folder(path)
        else:
            super().take(path)


class MarksDialog(Dialog[tuple[str | None, tuple[str, ...]]]):
    """Answers with a note, None where it is about several runs, and the tags that all get."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "marks",
        in_dialog("marks"),
        {"take": Key("enter", "take", "keep", "Keep the note and the tags with the run")},
    )

    def __init__(self, what: str, note: str | None, tags: Sequence[str]) -> None:
        super().__init__(tr("Note and tags of {what}", what=what))
        self._note, self._tags = note, tags

    def compose_body(self) -> Iterable[Widget]:
        if self._note is not None:
            yield Static(tr("note"), classes="dialog-label", markup=False)
            yield DialogField(one_line(self._note), compact=True, id="note", select_on_focus=False)
        yield Static(tr("tags, with blanks between them"), classes="dialog-label", markup=False)
        yield DialogField(" ".join(self._tags), compact=True, id="tags", select_on_focus=False)
        yield Static(id="complaint", markup=False)

    def action_take(self) -> None:
        tags = tuple(self.query_one("#tags", Input).value.replace("#", " ").split())
        try:
            for tag in tags:
                check_tag(tag)
        except RunError as error:
            self.query_one("#complaint", Static).update(str(error))
            return
        typed = self.query_one("#note", Input).value if self._note is not None else None
        same = self._note is not None and typed == one_line(self._note)
        self.dismiss((self._note if same else typed, tags))


class ExportFileDialog(SaveDialog):
    """Answers with the file for what is wanted of the run."""

    def __init__(self, run: RunDirectory, wanted: Wanted) -> None:
        self._suffix = wanted.format.suffix
        super().__init__(shown_folder() / f"{wanted.name(run)}{wanted.ending}", wanted.title)

    def take(self, path: Path) -> None:
        if not self._suffix:
            self.take_new_folder(path)
            return
        if path.suffix != self._suffix:
            path = path.with_name(path.name + self._suffix)
        super().take(path)
