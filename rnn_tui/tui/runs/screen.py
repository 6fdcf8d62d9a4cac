"""Runs: all runs of the folder and live ones elsewhere, to compare and to control."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.events import ScreenResume
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from rnn_tui.runs import RunDirectory, RunState
from rnn_tui.runs.lists.overview import Entry, Overview
from rnn_tui.tui.runs.actions import RunActions
from rnn_tui.tui.runs.columns import MOST_CHOSEN
from rnn_tui.tui.runs.details import RunDetails
from rnn_tui.tui.runs.facts import no_runs
from rnn_tui.tui.runs.keys import RUNS_BINDINGS
from rnn_tui.tui.runs.run_list import RunList
from rnn_tui.tui.runs.runs_pane import FRAME, RunsPane
from rnn_tui.tui.runs.sorting import Sorting, matching
from rnn_tui.wording.numbers import counted

CURVES_FROM = 13
"""Lines between header and footer from which on there is room for curves."""


class RunsScreen(RunActions):
    """`entries` are all runs; `listed` those that the filter leaves, in their order.

    `chosen` are the runs that are compared, in the order in which they were taken in; with
    none, the curves are those of the `selected` one.
    """

    AUTO_FOCUS = "#runs-list"
    CSS_PATH = "screen.tcss"
    HELP_TEXT: ClassVar[str] = (
        "All runs of the folder, and your active runs in other folders (↗), wherever they were "
        "started. Space adds runs to a comparison: their curves in one plot, and what differs "
        "in their configurations; filled marks are training, hollow ones validation. d deletes "
        "nothing for good: it moves a run to the folder .trash, and u restores it; the palette "
        "(ctrl+p) empties the trash."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-thin"), (66, "-narrow"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-sliver"), (8, "-flat"), (CURVES_FROM + 2, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = RUNS_BINDINGS

    @dataclass
    class Looked(Message):
        entries: tuple[Entry, ...]
        complete: bool
        round: int

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[Entry, ...] = ()
        self.listed: list[Entry] = []
        self.chosen: tuple[Path, ...] = ()
        self.sorting = Sorting()
        self._selected: Path | None = None
        self._overview = Overview(self.workspace.current.runs_dir)
        self._ticker: Timer | None = None
        self._looking = self._look_again = False
        self._round = 0

    def compose_body(self) -> Iterable[Widget]:
        yield RunsPane()
        yield RunDetails()

    @property
    def home(self) -> Widget | None:
        return self.pane.rows

    @property
    def pane(self) -> RunsPane:
        return self.query_one(RunsPane)

    # Looking at the files

    def on_mount(self) -> None:
        self.show()

    def on_screen_resume(self, event: ScreenResume) -> None:
        super().on_screen_resume(event)
        self.on_screen_suspend()
        self._ticker = self.set_interval(2 / self.settings.rate, self.look)
        self.look()

    def on_screen_suspend(self) -> None:
        if self._ticker is not None:
            self._ticker.stop()

    def look(self, *, afresh: bool = False) -> None:
        """Look at the runs in a thread. `afresh`: a look under way is out of date already."""
        self._round += afresh
        if self._looking:
            self._look_again = True
            return
        self._looking = True
        self._read(frozenset(self._shown_paths), self._round)

    @work(thread=True)
    def _read(self, traced: frozenset[Path], round: int) -> None:
        entries = self._overview.look(traced)
        self.post_message(self.Looked(entries, self._overview.complete, round))

    def on_runs_screen_looked(self, event: Looked) -> None:
        again = self._look_again or not event.complete
        self._looking = self._look_again = False
        if event.round == self._round:
            self.seen = True
            if event.entries != self.entries or not self.entries:
                self.entries = event.entries
                self.show()
        if again and self.is_current:
            self.look()

    # Showing them

    @property
    def selected(self) -> Entry | None:
        """The run under the cursor."""
        return next((entry for entry in self.listed if entry.run.path == self._selected), None)

    @property
    def run_in_view(self) -> RunDirectory | None:
        return self.selected.run if self.selected else None

    @property
    def shown(self) -> list[Entry]:
        """The runs whose curves are drawn."""
        if not self.chosen:
            return [self.selected] if self.selected else []
        by_path = {entry.run.path: entry for entry in self.entries}
        return [by_path[path] for path in self.chosen if path in by_path]

    @property
    def _shown_paths(self) -> tuple[Path, ...]:
        return tuple(entry.run.path for entry in self.shown)

    def watch_run_state(self, before: RunState | None, now: RunState | None) -> None:
        if (before and before.path) != (now and now.path):
            self.show()

    def on_resize(self) -> None:
        self.call_after_refresh(self.show)

    def show(self) -> None:
        """Bring all parts up to date with what is known and what is wanted."""
        readable = {entry.run.path for entry in self.entries if entry.state}
        self.chosen = tuple(path for path in self.chosen if path in readable)
        before = [entry.run.path for entry in self.listed]
        self.listed = self.sorting.arrange(matching(self.entries, self.pane.filter.value))
        self._keep_selected(before)
        self._show_list()
        self._show_below()
        self.refresh_bindings()

    def _keep_selected(self, before: list[Path]) -> None:
        """The cursor follows its run; where that is gone, it goes to the one that came next."""
        here = [entry.run.path for entry in self.listed]
        if self._selected not in here:
            index = before.index(self._selected) if self._selected in before else 0
            later = [path for path in before[index:] if path in here]
            self._selected = later[0] if later else here[-1] if here and index else None
            self._selected = self._selected or (here[0] if here else None)

    def _show_list(self) -> None:
        pane, current = self.pane, self.run_state
        paths = [entry.run.path for entry in self.listed]
        cursor = paths.index(self._selected) if self._selected in paths else 0
        numbers = {path: number for number, path in enumerate(self.chosen)}
        pane.show(self.listed, cursor, numbers, current.path if current else None, self.sorting)
        pane.say(self._why_none())
        pane.styles.height = self._pane_height if self.shown else "1fr"
        self.set_class(not self.shown, "-none")
        if (title := self._title()) != pane.border_title:  # setting it repaints all of the pane
            pane.border_title = title

    @property
    def _pane_height(self) -> int:
        """As high as it needs to be, and never more than leaves the curves their half."""
        body = self.size.height - 2
        if body < CURVES_FROM:
            return body
        needed = FRAME + int(self.pane.filter.display) + max(2, len(self.entries))
        return min(needed, max(FRAME + 2, body // 2 - 1))

    def _title(self) -> str:
        parts = [counted(len(self.entries), "run")]
        if self.pane.filter.value:
            parts = [f"{len(self.listed):,} of {parts[0]}"]
        if len(self.listed) > 1:
            parts.append(self.sorting.words)
        if self.chosen:
            parts.append(f"{len(self.chosen)} compared")
        return ", ".join(parts) if self.entries else "Runs"

    def _why_none(self) -> str:
        if self.listed:
            return ""
        if self.entries:
            return f"No matches for {self.pane.filter.value}\n\nEscape shows all runs."
        if not self.seen:
            return "Looking for runs …"
        return no_runs(self.workspace.current.runs_dir)

    def _show_below(self) -> None:
        below = self.query_one(RunDetails)
        below.show(self.shown, compared=len(self.chosen) > 1)

    # Keys and mouse that only change what is looked at

    def on_run_list_moved(self, event: RunList.Moved) -> None:
        event.stop()
        if event.index < len(self.listed):
            self._selected = self.listed[event.index].run.path
        if not self.chosen:
            self._show_below()  # the values of its batches come with the next look

    def on_run_list_opened(self, event: RunList.Opened) -> None:
        event.stop()
        self.action_open()

    def on_runs_pane_sorted_by(self, event: RunsPane.SortedBy) -> None:
        event.stop()
        self.sorting = self.sorting.clicked(event.by)
        self.show()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.show()

    def action_sort(self) -> None:
        self.sorting = self.sorting.next()
        self.show()

    def action_turn(self) -> None:
        self.sorting = replace(self.sorting, turned=not self.sorting.turned)
        self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "clear":
            somewhere = self.focused is not self.home
            return somewhere or bool(self.pane.filter.value or self.chosen) or None
        if action == "filter":
            return not self.pane.filter.has_focus and (bool(self.entries) or None)
        return super().check_action(action, parameters)

    def action_filter(self) -> None:
        self.pane.filter.display = True
        self.set_focus(self.pane.filter)  # at once: the next key belongs to it
        self.show()

    def action_choose(self) -> None:
        if (found := self._readable()) is None:
            return
        path = found[0].path
        if path in self.chosen:
            self.chosen = tuple(each for each in self.chosen if each != path)
        elif len(self.chosen) == MOST_CHOSEN:
            self.workspace.say(f"at most {MOST_CHOSEN} runs can be compared", "warning")
        else:
            self.chosen = (*self.chosen, path)
        self.show()

    def action_clear(self) -> None:
        """One step at a time: first the filter, then the comparison."""
        if self.pane.filter.value:
            self.pane.filter.value = ""
            self.pane.filter.display = False
        else:
            self.chosen = ()
        self.set_focus(self.home)
        self.show()

    def action_next_curve(self) -> None:
        self.query_one(RunDetails).next_quantity()

    def was_moved(self, before: Path, now: Path | None) -> None:
        """Show it at once, whenever the next look comes; None: it is in the trash."""
        moved = [
            replace(entry, run=RunDirectory(now)) if now and entry.run.path == before else entry
            for entry in self.entries
            if now or entry.run.path != before
        ]
        self.entries = tuple(moved)
        self.chosen = tuple(now if path == before and now else path for path in self.chosen)
        if now and (self._selected == before or now not in {e.run.path for e in moved}):
            self._selected = now
        self.show()
        self.look(afresh=True)
