"""Fields that tab completes as a shell does: for a path, for the columns of a table."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual.binding import BindingType

from rnn_tui.io.places import with_home
from rnn_tui.tui.forms.editors import TextField
from rnn_tui.tui.keys import EVERYWHERE, Key, bindings

MOST = 5_000
"""Entries of a folder that are looked at."""


class CompletedField(TextField):
    """Tab completes what stands before the cursor; where there is nothing more, it moves on."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        "path",
        EVERYWHERE,
        {
            "complete": Key(
                "tab",
                "complete",
                "complete",
                "Complete the path or the column, or go to the next field",
                show=False,
            )
        },
    )

    def completed(self) -> str:
        """The text with as much added as is certain."""
        raise NotImplementedError

    def action_complete(self) -> None:
        """Add what all names that begin so have in common."""
        found = self.completed() if self.cursor_position == len(self.value) else self.value
        if found == self.value:
            self.screen.focus_next()
            return
        self.value = found
        self.cursor_position = len(found)


class PathField(CompletedField):
    """Completes with the files and folders that are there; shows the end, which is the file."""

    def on_blur(self) -> None:
        self._show_end()

    def on_resize(self) -> None:
        super().on_resize()
        self._show_end()

    def show(self, value: Any) -> None:
        super().show(value)
        self._show_end()

    def _show_end(self) -> None:
        if not self.has_focus:
            self.cursor_position = len(self.value)
            self.scroll_to(x=self.max_scroll_x, animate=False, force=True)

    def completed(self) -> str:
        return completed(self.value)


class ColumnField(CompletedField):
    """Completes with the columns of the table, once they are known."""

    columns: Sequence[str] = ()

    def completed(self) -> str:
        return completed_column(self.value, self.columns)


def completed_column(typed: str, columns: Sequence[str]) -> str:
    """The last of the names, which commas separate, with as much added as is certain."""
    before, comma, last = typed.rpartition(",")
    start = last.lstrip()
    found = [name for name in columns if name.startswith(start)] if start else []
    if not found:
        return typed
    return before + comma + last[: len(last) - len(start)] + os.path.commonprefix(found)  # noqa: RUF071


def completed(typed: str) -> str:
    """The path with as much added as is certain; a folder that is alone gets its slash."""
    folder, _, start = typed.rpartition(os.sep)
    above = folder + os.sep if typed.startswith(os.sep) or folder else "."
    names = _names(with_home(above), start)
    if not typed or not names:
        return typed
    common = os.path.commonprefix(names)  # noqa: RUF071 - by character, as it is meant
    whole = typed[: len(typed) - len(start)] + common
    is_folder = len(names) == 1 and os.path.isdir(with_home(above) / common)  # noqa: PTH112
    return whole + os.sep if is_folder else whole


def _names(folder: Path, start: str) -> Sequence[str]:
    """The names in a folder that begin so; hidden ones only where a dot was typed."""
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry, _ in zip(entries, range(MOST), strict=False):
                hidden = entry.name.startswith(".") and not start.startswith(".")
                if entry.name.startswith(start) and not hidden and entry.name.isprintable():
                    found.append(entry.name)
    except (OSError, ValueError):
        return []
    return found
