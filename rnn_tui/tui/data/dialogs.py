"""Questions of the Data screen: which data, and what was noted while loading."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static

from rnn_tui.data import DataError
from rnn_tui.data.imdb.files import is_keras_file
from rnn_tui.data.last_loaded import recent_paths
from rnn_tui.data.text.files.suffixes import ARCHIVES, COMPRESSED, TABLES
from rnn_tui.data.text.locating import checked
from rnn_tui.experiment.data import SOURCES
from rnn_tui.io.faults import reason
from rnn_tui.io.places import expanded, short, shown_folder
from rnn_tui.io.text import printable
from rnn_tui.tui.dialogs.dialog import Dialog
from rnn_tui.tui.dialogs.files import FileDialog, Offer
from rnn_tui.tui.keys import Key, bindings, in_dialog
from rnn_tui.wording.language import told, tr

NAMES = max(map(len, SOURCES))
"""Columns for the names of the sources."""


class SourceDialog(FileDialog[str | Path]):
    """The one chooser of data: the sources, the paths that were read before, and files.

    Answers with the name of a source, or with a file or folder that may hold texts; says why
    others do not.
    """

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

    def __init__(
        self, source: str, start: str = "", last: str | None = None, *, knows_texts: bool = False
    ) -> None:
        """`source` is the present one, `last` the path to begin at; texts that it `knows` can be
        chosen by the name of their source."""
        super().__init__(tr("Data: a source, or the path of your texts"), start)
        self._source = source
        self._last = last
        self._knows_texts = knows_texts
        self._recent = recent_paths("text")

    def on_mount(self) -> None:
        """The file that was read last is selected: enter takes it."""
        self.call_after_refresh(self._mark_last)  # once the folder is listed

    def _mark_last(self) -> None:
        names = [str(entry) for entry in self._entries]
        if self._last in names:
            place = len(self._offers) + names.index(self._last)
            self.query_one("#entries", OptionList).highlighted = place

    def offers(self, typed: str) -> list[Offer[str | Path]]:
        """Sources by their names and paths by any part, until a folder is typed."""
        word = typed.strip().lower()
        if os.sep in word:
            return []
        found: list[Offer[str | Path]] = []
        for name, source in SOURCES.items():
            if name.startswith(word):
                usual = bool(word) or name == self._source
                found.append(Offer(_offer_line(name, source.about), name, usual))
        for path in self._recent:
            if word in path.lower():
                found.append(Offer(_offer_line(short(Path(path)), tr("read before")), Path(path)))
        return found

    def take_offer(self, offer: Offer[str | Path]) -> None:
        if isinstance(offer.answer, Path):
            self.take(offer.answer)
        elif offer.answer == "text" and not self._knows_texts:
            self.complain(tr("type the path of your texts, or choose it below"))
        else:
            self.dismiss(offer.answer)

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
        selected = self._selected
        typed = expanded(self._typed.strip() or ".", shown_folder())
        if isinstance(selected, Offer):
            selected = selected.answer if isinstance(selected.answer, Path) else None
        chosen = selected or typed
        self.take(chosen if chosen.is_dir() else chosen.parent)


class NotesDialog(Dialog[None]):
    """The way the data was read, and what was dropped, replaced or unusual in it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "data-notes",
        in_dialog("notes"),
        {"close": Key("n,q", "close", "close", "Close the notes", show=False)},
    )

    def __init__(self, read: Sequence[str], notes: Sequence[str]) -> None:
        super().__init__(tr("How it was read"))
        lines = "\n".join(map(told, read))
        self._paragraphs = [*([lines] if read else []), *map(told, notes)]

    def compose_body(self) -> Iterable[Widget]:
        with VerticalScroll():
            yield Static(Content("\n\n".join(self._paragraphs)), markup=False)


def _offer_line(name: str, about: str) -> Text:
    return Text.assemble((f"{printable(name):<{NAMES}}", "bold"), f"  {told(about)}")


def _said(error: Exception) -> str:
    if isinstance(error, OSError):
        return tr("cannot read {filename}: {reason}", filename=error.filename, reason=reason(error))
    if isinstance(error, DataError):
        return told(str(error)).removeprefix("data.")
    return tr("not a valid file name")
