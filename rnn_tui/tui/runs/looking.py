"""The Runs screen's looks at the files: in a thread, again and again while it is seen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from textual import work
from textual.message import Message

from rnn_tui.runs import RunDirectory, RunError, RunState
from rnn_tui.runs.lists.overview import READ_SECONDS, Entry, Overview, readable_state
from rnn_tui.runs.lists.run_summary import RunSummary
from rnn_tui.sweeps.overview import SweepView
from rnn_tui.tui.runs.board import Listing
from rnn_tui.tui.runs.sweep.actions import SweepActions
from rnn_tui.tui.runs.sweep_rows import Sweeps

FIRST_SECONDS = 0.05
"""The first look ends when the runs at the top are read: somebody waits for the picture."""

MANY_SECONDS = 1.0
"""A look at runs that have never been read: after each the list is arranged anew."""


class LookingScreen(SweepActions):
    """Keeps `entries`, all runs as they were seen last; the subclass knows which are shown."""

    @dataclass
    class Looked(Message):
        entries: tuple[Entry, ...]
        sweeps: tuple[SweepView, ...]
        complete: bool
        round: int
        prepared: Listing

    @dataclass
    class Detailed(Message):
        """The states of runs that are shown since the last look."""

        states: dict[Path, RunState]

    seen = False
    """True once the folder has been read."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[Entry, ...] = ()
        self.sweeps: tuple[SweepView, ...] = ()
        self.prepared = Listing()
        self._sweeps = Sweeps(self.workspace.current.runs_dir)
        self._overview = Overview(self.workspace.current.runs_dir)
        self._states: dict[Path, RunState] = {}
        self._round = 0

    def listing_of(self, entries: Sequence[Entry], sweeps: Sequence[SweepView]) -> Listing:
        """List them as is wished. Each look does so in its thread, where it keeps nobody waiting;
        what is then `prepared` is at hand when they are shown."""
        raise NotImplementedError

    @property
    def shown(self) -> list[Entry]:
        """The runs whose curves are drawn, as far as they are known."""
        raise NotImplementedError

    def show(self) -> None:
        """Bring all parts up to date with what is known and what is wanted."""
        raise NotImplementedError

    def show_below(self) -> None:
        """Bring the parts below the list up to date."""
        raise NotImplementedError

    def look_afresh(self) -> None:
        """Look at the runs: what a look under way finds is out of date already."""
        self._round += 1
        self.look()

    def read(self) -> None:
        self._read(frozenset(entry.run.path for entry in self.shown), self._round)

    @work(thread=True)
    def _read(self, shown: frozenset[Path], round: int) -> None:
        seconds = FIRST_SECONDS
        if self.seen:
            seconds = READ_SECONDS if self._overview.complete else MANY_SECONDS
        entries = self._overview.look(shown, seconds)
        sweeps = self._sweeps.look()
        own = {view.path for view in sweeps}
        entries = tuple(
            each for each in entries if not each.elsewhere or str(each.run.path.parent) not in own
        )
        prepared = self.listing_of(entries, sweeps)
        self.post_message(self.Looked(entries, sweeps, self._overview.complete, round, prepared))

    def on_looking_screen_looked(self, event: Looked) -> None:
        if event.round == self._round:
            self.seen = True
            before, self.entries = self.entries, event.entries
            sweeps, self.sweeps = self.sweeps, event.sweeps
            self.prepared = event.prepared
            if not before or sweeps != event.sweeps or _lines(before) != _lines(event.entries):
                self.show()
            elif before != event.entries:  # only what is known beyond the lines
                self.show_below()
        self.end_look(complete=event.complete)

    def detailed(self, entries: Sequence[Entry]) -> list[Entry]:
        """These with their states; those that are not known yet are asked for."""
        paths = {entry.run.path for entry in entries}
        self._states = {path: state for path, state in self._states.items() if path in paths}
        found = [
            entry if entry.state else replace(entry, state=self._states.get(entry.run.path))
            for entry in entries
        ]
        waiting = [each.run for each in found if not (each.state or each.error or each.unread)]
        if waiting:
            self._detail(waiting)
        return found

    @work(thread=True, exclusive=True, group="details")
    def _detail(self, runs: Sequence[RunDirectory]) -> None:
        """The next look would bring them as well, but after a moment that one sees."""
        states = {}
        for run in runs:
            try:
                states[run.path] = readable_state(run)
            except RunError:  # the next look says why
                continue
        if states:
            self.post_message(self.Detailed(states))

    def on_looking_screen_detailed(self, event: Detailed) -> None:
        self._states |= event.states
        self.show_below()


def _lines(entries: Sequence[Entry]) -> list[RunSummary]:
    """What the list shows of them."""
    return [entry.summary for entry in entries]
