"""The experiment's problems, each with the step that fixes it."""

from typing import cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import OptionList, Static

from rnn_tui.experiment import Fix, Problem
from rnn_tui.tui.state.document import Document
from rnn_tui.wording.language import told, tr

FINE = "none: ready to train (t)"


class ProblemPane(Vertical):
    """The selected problem is the one that `fix` is of: the first, until another one is chosen."""

    document: reactive[Document] = reactive(cast(Document, None), repaint=False)

    class FixWanted(Message):
        """A person chose a problem of the list."""

    def compose(self) -> ComposeResult:
        self.border_title = tr("Problems")
        yield Static(tr(FINE), id="no-problems", markup=False)
        yield OptionList(id="problems", compact=True, markup=False)

    @property
    def _list(self) -> OptionList:
        return self.query_one("#problems", OptionList)

    def watch_document(self, before: Document | None, now: Document | None) -> None:
        if now is None or not self.is_mounted:
            return
        if before is not None and before.problems == now.problems and self._list.option_count:
            return
        found = now.problems
        self._list.set_options([_prompt(problem, now) for problem in found])
        self._list.highlighted = 0 if found else None
        self._list.display = bool(found)
        self.query_one("#no-problems").display = not found
        self.set_class(bool(now.errors), "-errors")
        self.border_subtitle = tr("f fixes the selected one") if any(p.fix for p in found) else ""

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.FixWanted())

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()

    @property
    def selected(self) -> Problem | None:
        index, found = self._list.highlighted, self.document.problems
        return found[index] if index is not None and index < len(found) else None

    @property
    def fix(self) -> Fix | None:
        """The fix of the selected problem, else the first that there is."""
        if self.selected is not None and self.selected.fix is not None:
            return self.selected.fix
        return next((found.fix for found in self.document.problems if found.fix), None)


def _prompt(problem: Problem, document: Document) -> Content:
    style = f"bold $background on ${problem.severity}"  # the theme's colours have these names
    parts: list[str | tuple[str, str]] = [(f" {tr(problem.severity)} ", style), " "]
    if problem.layer is not None:
        kind = document.experiment.layers[problem.layer].kind
        if problem.message.startswith(kind):
            parts.append(f"{problem.layer + 1} ")
    parts.append(told(problem.message))
    if problem.fix:
        parts += [tr(": "), (told(problem.fix.label), "underline")]
    return Content.assemble(*parts)
