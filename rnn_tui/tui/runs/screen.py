"""Runs: all runs of the folder and live ones elsewhere, to compare and to control."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from rnn_tui.runs import RunDirectory, RunState
from rnn_tui.runs.lists.overview import Entry
from rnn_tui.sweeps.names import is_sweep
from rnn_tui.tui.runs.arranging import Arranging
from rnn_tui.tui.runs.board import sweep_key
from rnn_tui.tui.runs.curves import Compared, compared, drawn
from rnn_tui.tui.runs.details import RunDetails
from rnn_tui.tui.runs.facts import no_runs
from rnn_tui.tui.runs.keys import RUNS_BINDINGS
from rnn_tui.tui.runs.live import CURVES_FROM
from rnn_tui.tui.runs.run_list import RunList
from rnn_tui.tui.runs.runs_pane import FRAME, RunsPane
from rnn_tui.tui.runs.sweep.screen import SweepScreen
from rnn_tui.tui.widgets.line import entitle
from rnn_tui.wording.language import listed, told, tr
from rnn_tui.wording.numbers import counted


class RunsScreen(Arranging):
    """`entries` are all runs; `listing` what the filter leaves of them, in rows.

    `chosen` are the runs that are ticked, in the order in which that was done; with none, the
    curves are those of the row at the cursor.
    """

    AUTO_FOCUS = "#runs-list"
    CSS_PATH = "screen.tcss"
    HELP_TEXT: ClassVar[str] = (
        "All runs of the folder, and your active runs in other folders (↗), wherever they were "
        "started. The figures are those of a run's best epoch; the best of each column stands "
        "out. A sweep (≡) is one row: enter shows its trials. The filter takes words and "
        "conditions: val_acc>.88 units=32,64 -note:broken "
        "(gru or lstm). g takes runs together that differ in nothing but their seed. Space ticks "
        "runs: their curves come into one plot, with what differs in their configurations; filled "
        "marks are training, hollow ones validation. d deletes nothing for good: it moves runs to "
        "the folder .trash, and u restores them; the palette (ctrl+p) empties the trash."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-thin"), (66, "-narrow"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-sliver"), (8, "-flat"), (CURVES_FROM + 2, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = RUNS_BINDINGS

    def __init__(self) -> None:
        super().__init__()
        self.add_class("-none")  # from the start: a class that comes later styles all once more
        self.chosen: tuple[Path, ...] = ()
        self.ticked: tuple[Path, ...] = ()  # those that can be read: another may be again

    def compose_body(self) -> Iterable[Widget]:
        yield RunsPane()
        yield RunDetails()

    @property
    def home(self) -> Widget | None:
        return self.pane.rows

    def on_mount(self) -> None:
        self.show()

    # Showing the runs

    @property
    def meant(self) -> tuple[Entry, ...]:
        if not self.ticked:
            return self.row.entries if self.row else ()
        by_path = {entry.run.path: entry for entry in self.entries}
        return tuple(by_path[path] for path in self.ticked if path in by_path)

    @property
    def compared(self) -> Compared:
        """The runs whose curves are drawn, in groups of which each has a colour."""
        together = self.wish.grouped or bool(self.row and self.row.group and not self.ticked)
        return compared(self.meant, self.listing, together)

    @property
    def run_in_view(self) -> RunDirectory | None:
        return self.selected.run if self.selected else None

    @property
    def shown(self) -> list[Entry]:
        return drawn(self.compared)

    def watch_run_state(self, before: RunState | None, now: RunState | None) -> None:
        if (before and before.path) != (now and now.path):
            self.show()

    def on_resize(self) -> None:
        self.call_after_refresh(self.show)

    def show(self) -> None:
        self.ticked = self._readable_of(self.chosen)
        self.wish = replace(self.wish, words=self.pane.filter.value)
        self.prepared = self.listing_of(self.entries, self.sweeps)
        self.take(self.prepared)
        self._show_list()
        self.show_below()
        self.refresh_bindings()

    def _readable_of(self, paths: tuple[Path, ...]) -> tuple[Path, ...]:
        if not paths:
            return ()
        readable = {entry.run.path for entry in self.entries if not entry.error}
        return tuple(path for path in paths if path in readable)

    def _show_list(self) -> None:
        pane, current = self.pane, self.run_state
        numbers = {entry.run.path: len(self.ticked) for entry in self.meant} if self.ticked else {}
        numbers |= {
            entry.run.path: number
            for number, (_, entries) in enumerate(self.compared)
            for entry in entries
            if self.ticked
        }
        path = current.path if current else None
        pane.show(self.listing, self.place or 0, numbers, path, self.wish.sorting)
        pane.say(self._why_none())
        pane.styles.height = self._pane_height if self.rows else "1fr"
        self.set_class(not self.rows, "-none")
        entitle(pane, Content(self._title()))

    @property
    def _pane_height(self) -> int:
        """As high as it needs to be, and never more than leaves the curves their half."""
        body = self.size.height - 2
        if body < CURVES_FROM:
            return body
        extra = int(self.pane.filter.display) + bool(self.listing.error)
        # A filter does not move the curves while it is typed.
        lines = len(self.rows) if self.wish.grouped else len(self.entries) + len(self.sweeps)
        needed = FRAME + extra + max(2, lines)
        return min(needed, max(FRAME + 2, body // 2 - 1))

    def _title(self) -> str:
        parts = [told(counted(len(self.entries), "run"))]
        if self.pane.filter.value and not self.listing.error:
            parts = [tr("{runs:,} of {parts}", runs=len(self.listing.runs), parts=parts[0])]
        if self.sweeps:
            runs = parts if self.entries else parts[1:]
            parts = [told(counted(len(self.sweeps), "sweep")), *runs]
        if self.wish.grouped:
            groups = [row for row in self.listing.of_runs if not row.inside]
            parts.append(told(counted(len(groups), "group")))
        if len(self.rows) > 1:
            parts.append(self.wish.sorting.words(self.listing.runs))
        if self.ticked:
            parts.append(self._ticked())
        unread = sum(entry.unread for entry in self.entries)
        if unread:
            parts.append(tr("reading {unread:,} more", unread=unread))
        return listed(parts) if self.entries or self.sweeps else tr("Runs")

    def _ticked(self) -> str:
        """How many runs are ticked, and how many of them the filter hides."""
        hidden = len({*self.ticked} - {run.run.path for run in self.listing.runs})
        return tr("{ticked:,} ticked", ticked=len(self.ticked)) + (
            tr(" ({hidden:,} hidden)", hidden=hidden) if hidden else ""
        )

    def _why_none(self) -> str:
        if self.rows:
            return ""
        if self.entries:
            return tr(
                "No matches for {value}\n\nEscape shows all runs.", value=self.pane.filter.value
            )
        if not self.seen:
            return tr("Looking for runs …")
        return no_runs(self.workspace.current.runs_dir)

    def show_below(self) -> None:
        if self.row is not None and self.row.sweep is not None and not self.ticked:
            starting = self.workspace.sweeping.are_starting(Path(self.row.sweep.path))
            self.query_one(RunDetails).show_sweep(self.row.sweep, starting=starting)
            return
        found = self.compared
        states = {each.run.path: each for each in self.detailed(drawn(found))}
        known = [(name, [states[each.run.path] for each in group]) for name, group in found]
        self.query_one(RunDetails).show(known, self.listing, left=self._undrawn(found))

    def _undrawn(self, found: Compared) -> int:
        """The ticked runs that have no room in the plot."""
        return max(0, len(self.meant) - len(drawn(found))) if self.ticked else 0

    # Keys and mouse that only change what is looked at

    def on_run_list_moved(self, event: RunList.Moved) -> None:
        event.stop()
        if event.index < len(self.rows):
            self.go_to(self.rows[event.index].key)
        if not self.ticked:
            self.show_below()
        self.refresh_bindings()

    def on_run_list_opened(self, event: RunList.Opened) -> None:
        event.stop()
        self.action_open()

    def on_runs_pane_sorted_by(self, event: RunsPane.SortedBy) -> None:
        event.stop()
        self.sort(self.wish.sorting.clicked(event.by))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.show()

    def action_open(self) -> None:
        if self.row is not None and self.row.sweep is not None:
            self.open_sweep(Path(self.row.sweep.path))
            return
        if self.row is None or self.row.group is None:
            super().action_open()
            return
        unfolded = self.wish.unfolded ^ {self.row.key}
        self.wish = replace(self.wish, unfolded=unfolded)
        self.show()

    def open_sweep(self, path: Path) -> None:
        def closed(_: object) -> None:
            self.go_to(sweep_key(path))  # it may be a new one, that no look has seen

        self.app.push_screen(SweepScreen(path), closed)

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
        if self.row is None or self.row.sweep is not None:
            return
        if self.row.group is None and self.row.entry.error:
            self.workspace.say(self.row.entry.error, "warning")
            return
        self.go_to(self.row.key)
        paths = tuple(entry.run.path for entry in self.row.entries if not entry.error)
        if all(path in self.chosen for path in paths):
            self.chosen = tuple(each for each in self.chosen if each not in paths)
        else:
            self.chosen = tuple(dict.fromkeys((*self.chosen, *paths)))
        self.show()

    def action_choose_all(self) -> None:
        listed = [run.run.path for run in self.listing.runs if not run.error]
        self.chosen = () if set(listed) <= {*self.chosen} else tuple(listed)
        self.show()

    def action_clear(self) -> None:
        """One step at a time: first the filter, then the ticks."""
        if self.pane.filter.value:
            self.pane.filter.value = ""
            self.pane.filter.display = False
        else:
            self.chosen = ()
        self.set_focus(self.home)
        self.show()

    def action_next_curve(self) -> None:
        self.query_one(RunDetails).next_quantity()

    def were_moved(self, moved: Mapping[Path, Path | None]) -> None:
        """Show it at once, whenever the next look comes; None: it is in the trash."""
        found = []
        for entry in self.entries:
            now = moved.get(entry.run.path, entry.run.path)
            if now == entry.run.path:
                found.append(entry)
            elif now is not None:
                found.append(replace(entry, summary=replace(entry.summary, run=RunDirectory(now))))
        self.entries = tuple(found)
        gone = {path for path, now in moved.items() if now is None}
        self.sweeps = tuple(view for view in self.sweeps if Path(view.path) not in gone)
        paths = ((path, moved.get(path, path)) for path in self.chosen)
        self.chosen = tuple(now or before for before, now in paths)
        here = {entry.run.path for entry in found}
        if (renamed := moved.get(self.at) if isinstance(self.at, Path) else None) in here:
            self.go_to(renamed)
        self.show()
        for restored in (now for now in moved.values() if now and now not in here):
            self.go_to(sweep_key(restored) if is_sweep(restored) else restored)
        self.look_afresh()
