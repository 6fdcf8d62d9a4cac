"""The desk: the document, its draft, and all that is done to them. No screens, no widgets."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from rnn_tui.experiment import Experiment, Fix, load, save
from rnn_tui.io.faults import reason
from rnn_tui.tui.state.document import Document
from rnn_tui.tui.state.draft import Draft
from rnn_tui.tui.state.news import Severity
from rnn_tui.wording.language import tr


def opened(experiment: Experiment | None, path: Path | None = None) -> Document:
    """The document that the app starts with: the experiment, or the quick-start without one.

    `path` is the file that it comes from, from which it may differ by what was set on the
    command line. Raises ConfigError where the file cannot be read.
    """
    if experiment is None:
        return Document.opened(load("quickstart"))
    origin = experiment if path is None else load(path)
    return replace(Document.opened(experiment, path), origin=origin)


class Notices(Protocol):
    """The passing notices over a screen."""

    def say(self, text: str, severity: Severity = "information") -> None:
        """Show a notice."""

    def clear_notifications(self) -> None:
        """Take all of them away."""


class Desk:
    """`document` is the experiment that is being edited; `changed` is called after each change."""

    def __init__(self, document: Document, notices: Notices, changed: Callable[[], None]) -> None:
        self.document = document
        self.draft = Draft()
        self._notices = notices
        self._changed = changed

    def edit(self, experiment: Experiment, tag: str = "", selected: int | None = None) -> None:
        """Change the experiment; `Document.edit` explains the rest."""
        self.become(self.document.edit(experiment, tag, selected))

    def reject(self, key: str, value: Any, message: str) -> None:
        """Keep what was typed into a field that does not take it."""
        self.become(self.document.reject(key, value, message))

    def fix(self, fix: Fix) -> None:
        """Fix a problem, and say how."""
        self.become(self.document.fix(fix))
        self._notices.clear_notifications()  # u undoes this fix, and not the one before
        self._notices.say(tr("{done}, u undoes", done=fix.done))

    def select(self, layer: int) -> None:
        """Select a layer by its index."""
        self.become(self.document.select(layer))

    def undo(self) -> None:
        """Go one step back in the history."""
        self._back_or_forth(self.document.undo(), tr("nothing to undo"))

    def redo(self) -> None:
        """Go one step forth in the history."""
        self._back_or_forth(self.document.redo(), tr("nothing to redo"))

    def _back_or_forth(self, document: Document, nothing: str) -> None:
        """Clears notices about a change that has been taken back."""
        if document is self.document:
            self._notices.say(nothing)
        else:
            self._notices.clear_notifications()
            self.become(document)

    def become(self, document: Document) -> None:
        """Put another document in the place of this one."""
        if document is not self.document:
            self.document = document
            self._changed()

    def save(self, path: Path) -> None:
        """Write the experiment into a file, and say so."""
        try:
            save(self.document.experiment, path, origin=self.document.path)
        except (OSError, ValueError) as error:
            self._notices.say(
                tr("cannot write {path}: {reason}", path=path, reason=reason(error)), "error"
            )
            return
        self.become(self.document.saved_as(path))
        if invalid := self.document.invalid:
            names = ", ".join(each.name for each in invalid)
            self._notices.say(
                tr("saved as {path}, without the invalid {names}", path=path, names=names),
                "warning",
            )
        else:
            self._notices.say(tr("saved as {path}", path=path))

    def keep_draft(self) -> bool:
        """Keep edits that are in no file; whether there are any, and they are kept."""
        if self.document.unsaved:
            return self.draft.keep(self.document.experiment)
        self.draft.drop()
        return False

    def take_draft(self, *, at_start: bool = False) -> None:
        """Show the edits of an app that was ended before they were saved."""
        if (kept := self.draft.take_over()) is not None:
            fresh = replace(Document.opened(kept), origin=None)
            self.become(fresh if at_start else self.document.then_taken_up(kept))
            self._notices.say(tr("{name}: restored the unsaved edits", name=kept.name))
