"""Opening and saving TOML files: a path to type, and the folder's entries to choose from."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Generic

from rich.text import Text
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static

from rnn_tui.experiment import ConfigError, Experiment, load
from rnn_tui.io.faults import reason
from rnn_tui.io.text import printable, visible
from rnn_tui.tui.dialogs.dialog import (
    MOVE_BINDINGS,
    Answer,
    Choice,
    ChoiceDialog,
    Dialog,
    DialogField,
)
from rnn_tui.tui.dialogs.typed_path import (
    entries,
    exists,
    is_folder,
    line_of,
    path_of,
    split,
    written,
)
from rnn_tui.tui.keys import Key, bindings, in_dialog
from rnn_tui.wording.language import tr


@dataclass(frozen=True, slots=True)
class Offer(Generic[Answer]):
    """An answer beside those of the folder; enter takes the usual one where nothing else is
    selected."""

    line: Text
    answer: Answer
    is_usual: bool = False


class FileDialog(Dialog[Answer]):
    """Subclasses say in `take` what to do with a path; `complain` shows what is wrong."""

    SUFFIXES: tuple[str, ...] = (".toml",)
    """Ends of the names of files that are listed, in lower case."""

    READS: ClassVar[bool] = True
    """True where only a file that is there can be taken: the beginning of its name is enough."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            "files",
            in_dialog("files"),
            {
                "take": Key(
                    "enter", "submit", "choose", "Choose the selected entry, or the path as typed"
                )
            },
        ),
        *MOVE_BINDINGS,
        *bindings(
            "files",
            in_dialog("files"),
            {
                "complete": Key(
                    "tab",
                    "complete",
                    "complete",
                    "Complete the path with the selected folder or file",
                )
            },
        ),
    ]

    def __init__(self, title: str, start: str) -> None:
        super().__init__(title)
        self._start = start
        self._entries: list[Path] = []
        self._offers: Sequence[Offer[Answer]] = ()

    def compose_body(self) -> Iterable[Widget]:
        hint = tr("type a path, or choose with the arrows")
        yield DialogField(self._start, hint, compact=True, id="path", select_on_focus=False)
        yield OptionList(id="entries", compact=True, markup=False)
        yield Static(id="complaint", markup=False)

    def on_mount(self) -> None:
        self.query_one("#path", Input).cursor_position = len(self._start)
        self._list()

    def take(self, path: Path) -> None:
        """The person has decided for `path`."""
        raise NotImplementedError

    def offers(self, typed: str) -> Sequence[Offer[Answer]]:
        """Answers that stand above the entries of the folder while this has been typed."""
        return ()

    def take_offer(self, offer: Offer[Answer]) -> None:
        """The person has decided for an offer."""
        self.dismiss(offer.answer)

    def complain(self, text: str) -> None:
        self.query_one("#complaint", Static).update(text)

    @property
    def _typed(self) -> str:
        return self.query_one("#path", Input).value

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.complain("")
        self._list()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_complete()

    def action_move(self, by: int) -> None:
        options = self.query_one("#entries", OptionList)
        if options.highlighted is None:
            options.highlighted = 0 if options.option_count else None
        else:
            (options.action_cursor_down if by > 0 else options.action_cursor_up)()

    def action_complete(self) -> None:
        """A folder is gone into, a file is put into the path, an offer is taken."""
        selected = self._selected
        if isinstance(selected, Offer):
            self.take_offer(selected)
            return
        if not self._entries:
            return
        entry = (selected or self._entries[0]).resolve()
        path = self.query_one("#path", Input)
        path.value = written(entry)
        path.cursor_position = len(path.value)
        path.focus()

    def action_submit(self) -> None:
        """Enter takes the selected entry if there is one, else what was typed, else the only entry
        that begins so."""
        selected = self._selected
        if isinstance(selected, Offer):
            self.take_offer(selected)
            return
        path = selected.resolve() if selected is not None else path_of(self._typed)
        if selected is None and self.READS and len(self._entries) == 1 and not exists(path):
            path = self._entries[0].resolve()
        if is_folder(path):
            self.query_one("#path", Input).value = written(path)
            self.query_one("#path", Input).cursor_position = len(self._typed)
        elif not self._typed.strip():
            self.complain(tr("type a file name"))
        else:
            self.take(path)

    def _list(self) -> None:
        folder, prefix = split(self._typed)
        options = self.query_one("#entries", OptionList)
        try:
            self._entries = entries(folder, prefix, self.SUFFIXES)
        except (OSError, ValueError) as error:
            self._entries = []
            self.complain(
                tr(
                    "cannot read {folder}: {reason}",
                    folder=printable(str(folder)),
                    reason=reason(error),
                )
            )
        self._offers = self.offers(self._typed)
        lines = [*(offer.line for offer in self._offers), *map(line_of, self._entries)]
        options.set_options(lines)
        options.highlighted = next((i for i, it in enumerate(self._offers) if it.is_usual), None)
        options.display = bool(lines)

    @property
    def _selected(self) -> "Offer[Answer] | Path | None":
        """The offer or the entry that the cursor stands on."""
        index = self.query_one("#entries", OptionList).highlighted
        if index is None:
            return None
        place = index - len(self._offers)
        return self._offers[index] if place < 0 else self._entries[place]


class OpenDialog(FileDialog[tuple[Experiment, Path]]):
    """Answers with an experiment that could be read; says what is wrong with others."""

    def __init__(self, folder: Path) -> None:
        super().__init__(tr("Open an experiment"), written(folder))

    def take(self, path: Path) -> None:
        try:
            self.dismiss((load(path), path))
        except ConfigError as error:
            self.complain("\n".join(str(fault) for fault in error.faults))


SAVE_AS = "Save as"


class SaveDialog(FileDialog[Path]):
    """Answers with the path to write; a file that is there is asked about once."""

    READS = False

    def __init__(self, path: Path, title: str = SAVE_AS) -> None:
        super().__init__(tr(title), written(path))
        self.SUFFIXES = (path.suffix or ".toml",)
        self._asked: Path | None = None

    def take(self, path: Path) -> None:
        if visible(path.name) != path.name:
            self.complain(
                tr("{name} contains a tab or another control character", name=visible(path.name))
            )
            return
        suffix = self.SUFFIXES[0]
        for found in (path, path if path.suffix else path.with_suffix(suffix)):
            if os.path.exists(found) and not os.path.isfile(found):  # noqa: PTH110, PTH113
                self.complain(tr("{found} is not a regular file: choose another name", found=found))
                return
        path = path if path.suffix else path.with_suffix(suffix)
        if path.suffix != suffix:
            self.complain(tr("{name} must end in {suffix}", name=path.name, suffix=suffix))
        elif not is_folder(path.parent):
            self.complain(tr("no such folder: {parent}", parent=printable(str(path.parent))))
        elif os.path.exists(path) and path != self._asked:  # noqa: PTH110 - as in _is_folder
            self._asked = path
            self.complain(
                tr("{name} already exists: press enter again to replace it", name=path.name)
            )
        else:
            self.dismiss(path)

    def take_new_folder(self, path: Path) -> None:
        """Answer with a folder to make; one that is there is never replaced."""
        if visible(path.name) != path.name:
            self.complain(
                tr("{name} contains a tab or another control character", name=visible(path.name))
            )
        elif not is_folder(path.parent):
            self.complain(tr("no such folder: {parent}", parent=printable(str(path.parent))))
        elif os.path.lexists(path):
            self.complain(tr("{name} already exists: choose another name", name=path.name))
        else:
            self.dismiss(path)


class ChangedFileDialog(ChoiceDialog[bool]):
    """Answers whether to replace a file that another program has changed, or to save elsewhere."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            tr("The file has changed"),
            tr(
                "{name} was changed by another program after it was opened here.",
                name=printable(path.name),
            ),
            [
                Choice("s", tr("Save as"), tr("To another file; this one stays as it is."), False),
                Choice("w", tr("Replace it"), tr("The other program's changes are lost."), True),
            ],
        )
