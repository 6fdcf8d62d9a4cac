"""All runs of a folder and live ones elsewhere, looked at again and again at little cost.

Runs whose files have not changed are not read again, except live ones, whose engine may have
ended without a word.
"""

import os
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from rnn_tui.io.reading import MALFORMED, Stamp, stamp
from rnn_tui.io.text import one_line
from rnn_tui.runs.directory import RunDirectory, RunError, list_runs
from rnn_tui.runs.lists.run_summary import (
    UNREAD,
    UNREADABLE,
    RunSummary,
    of_state,
    quick_summary,
)
from rnn_tui.runs.process.live_runs import live_runs
from rnn_tui.runs.state.follower import Follower, read_state
from rnn_tui.runs.state.run_state import RunState, no_trace

READ_SECONDS = 0.2
"""The time that one look spends on reading; the next look continues."""

SHORTEST_SECONDS = 0.02
"""The least time for one run, so that a long log is read in the end."""

TOGETHER_SECONDS = 2.0
"""The time for all those runs together that took longer than `READ_SECONDS`."""

LIST_SECONDS = 5.0
"""The folder is listed this often even if it seems unchanged: a copied run grows file by file."""

CHECKED = 500
"""Runs of which one look checks every file; of the others it checks the directory, which changes
with whatever this program writes."""

QUICK_BYTES = 1_000_000
"""A longer log is read piece by piece, so that it delays no other run."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One run: its line in a list, and all that is known of it where that was asked for.

    `error` says why it cannot be read.
    """

    summary: RunSummary
    state: RunState | None = None
    error: str = ""

    @property
    def run(self) -> RunDirectory:
        return self.summary.run

    @property
    def elsewhere(self) -> bool:
        return self.summary.elsewhere

    @property
    def live(self) -> bool:
        return self.summary.live

    @property
    def unread(self) -> bool:
        return self.summary.state == UNREAD


class Overview:
    """Keeps what is known of the runs between two looks. Not thread-safe."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[Path, _Known] = {}
        self._shown: frozenset[Path] = frozenset()
        self._listed: list[RunDirectory] = []
        self._elsewhere: list[RunDirectory] = []
        self._folder_stamp: Stamp | None = None
        self._listed_at = 0.0
        self._turn = 0

    def look(
        self, shown: Collection[Path] = (), seconds: float = READ_SECONDS
    ) -> tuple[Entry, ...]:
        """All runs as they are now; those `shown` with their whole state and every batch's values.

        Reading stops after `seconds`; what is left then is unread, or as it was before.
        """
        self._find()
        self._show(frozenset(shown))
        waiting = self._waiting(shown)
        end = time.monotonic() + seconds
        for known in sorted(waiting, key=lambda known: known.rank(shown)):
            known.read(shown, max(SHORTEST_SECONDS, end - time.monotonic()))
            if time.monotonic() > end:
                break
        return tuple(known.entry for known in self._known.values())

    @property
    def complete(self) -> bool:
        """Check whether all runs have been read at least once."""
        return not any(known.entry.unread for known in self._known.values())

    def _show(self, shown: frozenset[Path]) -> None:
        """Let go of the details of the runs that are shown no longer."""
        for path in self._shown - shown:
            if (known := self._known.get(path)) is not None:
                known.drop_details()
        self._shown = shown

    def _waiting(self, shown: Collection[Path]) -> list["_Known"]:
        """The runs of which there may be something new; every file of some of them in turn.

        While runs are read for the first time, those that have been read wait, unless they are
        live or shown: to ask the disk about thousands at each look would take longer than reading.
        """
        runs = list(self._known.values())
        if any(known.entry.unread and not known.slow for known in runs):
            runs = [known for known in runs if known.busy or known.run.path in shown]
            return [known for known in runs if known.wants(shown)]
        first, last = self._turn, self._turn + CHECKED
        self._turn = last if last < len(runs) else 0
        thorough = {*runs[first:last]}
        return [known for known in runs if known.wants(shown, thorough=known in thorough)]

    def _find(self) -> None:
        """Find new runs. One that was live elsewhere stays when it has ended, to be resumed."""
        before, here = self._listed, self._list()
        real = _real(self._folder)
        elsewhere = [
            run
            for run in dict.fromkeys((*live_runs(), *self._elsewhere))
            if run.is_run and _real(run.path.parent) != real
        ]
        if here is before and elsewhere == self._elsewhere:
            return
        self._elsewhere = elsewhere
        runs = [(run, False) for run in here] + [(run, True) for run in elsewhere]
        self._known = {run.path: self._known.get(run.path) or _Known(run, far) for run, far in runs}

    def _list(self) -> list[RunDirectory]:
        """The runs of the folder, whose stamp changes when one comes, goes, or is renamed."""
        found, now = stamp(self._folder), time.monotonic()
        if found != self._folder_stamp or now - self._listed_at > LIST_SECONDS:
            listed = list_runs(self._folder)
            if listed != self._listed:
                self._listed = listed
            self._folder_stamp, self._listed_at = found, now
        return self._listed


class _Known:
    """A run, the stamps of its files when they were read, and what they said."""

    def __init__(self, run: RunDirectory, elsewhere: bool, whole: bool = False) -> None:
        """`whole`: keep its state even where only its line is shown."""
        self.run = run
        self.entry = Entry(RunSummary(run, UNREAD, elsewhere=elsewhere))
        self._whole = whole
        self._stamps: tuple[Stamp | None, ...] = ()
        self._directory: Stamp | None = None
        self._follower: Follower | None = None
        self._traced = False
        self.slow = False
        """True if its log took longer than there was time: the others come first."""

    @property
    def busy(self) -> bool:
        """True for a run that each look reads."""
        return self.entry.live or self.entry.unread

    def wants(self, shown: Collection[Path], thorough: bool = True) -> bool:
        """Check whether there may be something new. `thorough`: in any of its files."""
        if self.busy or self._directory != stamp(self.run.path):
            return True
        if thorough and self._stamps != self._stamps_now():
            return True
        return self.run.path in shown and not self._traced and not self.entry.error

    def rank(self, shown: Collection[Path]) -> tuple[bool, bool, bool]:
        """A key that sorts runs by how soon they are wanted."""
        return self.slow, self.run.path not in shown, not self.entry.live

    def read(self, shown: Collection[Path], seconds: float) -> None:
        """Read what is new; what takes longer continues the next time."""
        self._traced = self.run.path in shown
        self._directory, self._stamps = stamp(self.run.path), self._stamps_now()
        whole = self._whole or self._traced or self._follower is not None
        if whole or not self._read_quickly():
            self._follow(seconds)

    def _read_quickly(self) -> bool:
        """Read its line alone. False for a live run, which is followed, and for an odd one."""
        try:
            found = quick_summary(self.run, QUICK_BYTES)
        except (OSError, *MALFORMED):
            return False
        if not found.live:
            self.slow = False
            self.entry = Entry(replace(found, elsewhere=self.entry.elsewhere))
        return not found.live

    def _follow(self, seconds: float) -> None:
        """Read its log from where the last time ended."""
        try:
            follower = self._follower or Follower(self.run)
            state = follower.poll(seconds)
            self.slow = follower.behind
            if follower.behind:
                self._follower, self._stamps = follower, ()
                return
            error = why_unreadable(state)
        except (RunError, OSError, *MALFORMED) as unread:
            follower, state, error = None, None, one_line(str(unread)) or "it cannot be read"
        if error or state is None:
            self._follower = None
            damaged = RunSummary(self.run, UNREADABLE, error=reason(self.run, error))
            self.entry = Entry(replace(damaged, elsewhere=self.entry.elsewhere), error=error)
            return
        self._follower = follower if state.state.live else None
        summary = of_state(self.run, state, self.entry)
        self.entry = Entry(replace(summary, elsewhere=self.entry.elsewhere), state)
        if not self._traced:
            self.drop_details()

    def drop_details(self) -> None:
        """Let go of what no line shows: there may be more runs than memory for their states, and
        a trace is a mapped file."""
        self._traced = False
        state = self.entry.state
        if state is None:
            return
        if not self._whole and not self.entry.live:
            self.entry = replace(self.entry, state=None)
        elif state.trace is not no_trace():
            self.entry = replace(self.entry, state=replace(state, trace=no_trace()))

    def _stamps_now(self) -> tuple[Stamp | None, ...]:
        run = self.run
        files = (run.events, run.status, run.experiment, run.marks, run.note)
        return tuple(stamp(path) for path in files)


def too_long(run: RunDirectory) -> str:
    """The error for a run that has not been read after one look."""
    return f"its event log {run.events.name} is too long for a list; rnn-tui show reads it"


def look_once(runs: Iterable[RunDirectory]) -> list[Entry]:
    """All these runs, in their order, for a list: without traces.

    A run with a long log does not delay the others: they are read first, and it is `unread`
    if too little time is left for it.
    """
    known = [_Known(run, False, whole=True) for run in runs]
    for each in known:
        each.read((), READ_SECONDS)
    end = time.monotonic() + TOGETHER_SECONDS
    for each in known:
        while each.slow and time.monotonic() < end:
            each.read((), READ_SECONDS)
    return [each.entry for each in known]


def readable_state(run: RunDirectory) -> RunState:
    """The state of a run at this moment. Raises RunError, in one line, as in `Entry.error`."""
    try:
        state = read_state(run)
        error = why_unreadable(state)
    except (RunError, OSError, *MALFORMED) as unread:
        raise RunError(one_line(str(unread)) or "it cannot be read") from unread
    if error:
        raise RunError(error)
    return state


def why_unreadable(state: RunState) -> str:
    """The reason if no line of the log could be read, as one of a newer version; else empty."""
    if state.created_at or state.started_at or any(not note.warning for note in state.notes):
        return ""
    why = state.notes[0].text if state.notes else "its event log events.jsonl is empty"
    return one_line(f"run {state.label} cannot be read: {why}")


def reason(run: RunDirectory, error: str) -> str:
    """The error without the names of the run and its file, which a list shows anyway."""
    text = error.removeprefix(f"run {run.label} cannot be read: ")
    return text.removeprefix(f"{run.experiment}: ")


def _real(path: Path) -> str:
    return os.path.realpath(path)
