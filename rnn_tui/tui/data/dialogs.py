"""Questions of the Data screen: which file, and what was noted while loading."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static

from rnn_tui.data import DataError
from rnn_tui.data.imdb.files import is_keras_file
from rnn_tui.data.text.files.suffixes import ARCHIVES, COMPRESSED, TABLES
from rnn_tui.data.text.locating import checked
from rnn_tui.io.faults import reason
from rnn_tui.io.places import expanded, shown_folder
from rnn_tui.tui.dialogs.dialog import Dialog
from rnn_tui.tui.dialogs.files import FileDialog
from rnn_tui.tui.keys import Key, bindings, in_dialog


class TextFileDialog(FileDialog[Path]):
    """Answers with a file or folder that may hold texts; says why others do not."""

    SUFFIXES = (*TABLES, *COMPRESSED, *ARCHIVES, ".txt", ".npz")
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "data-files",
        in_dialog("files"),
        {
            "folder": Key(
                "ctrl+o",
                "take_folder",
                "take this folder",
                "Take the folder itself: one subfolder per class",
            )
        },
    )

    def __init__(self, start: str, last: str | None = None) -> None:
        super().__init__("Open texts: a table, a folder, an archive, or imdb.npz", start)
        self._last = last

    def on_mount(self) -> None:
        """The file that was read last is selected: enter takes it."""
        self.call_after_refresh(self._mark_last)  # once the folder is listed

    def _mark_last(self) -> None:
        names = [str(entry) for entry in self._entries]
        if self._last in names:
            self.query_one("#entries", OptionList).highlighted = names.index(self._last)

    def take(self, path: Path) -> None:
        try:
            if not is_keras_file(path):
                checked("data.path", str(path))
        except (DataError, OSError, ValueError) as error:
            self.complain(_said(error))
        else:
            self.dismiss(path)

    def action_take_folder(self) -> None:
        """The selected folder, else the one that is shown."""
        index = self.query_one("#entries", OptionList).highlighted
        typed = expanded(self._typed.strip() or ".", shown_folder())
        chosen = self._entries[index] if index is not None else typed
        self.take(chosen if chosen.is_dir() else chosen.parent)


class NotesDialog(Dialog[None]):
    """The way the data was read, and what was dropped, replaced or unusual in it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "data-notes",
        in_dialog("notes"),
        {"close": Key("n,q", "close", "close", "Close the notes", show=False)},
    )

    def __init__(self, read: Sequence[str], notes: Sequence[str]) -> None:
        super().__init__("How it was read")
        self._paragraphs = ["\n".join(read), *notes] if read else list(notes)

    def compose_body(self) -> Iterable[Widget]:
        with VerticalScroll():
            yield Static(Content("\n\n".join(self._paragraphs)), markup=False)


def _said(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"cannot read {error.filename}: {reason(error)}"
    if isinstance(error, DataError):
        return str(error).removeprefix("data.")
    return "not a valid file name"
