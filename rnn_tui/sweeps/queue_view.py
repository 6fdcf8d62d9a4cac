"""A queue as it is seen at one moment, and the run of it that somebody means."""

from dataclasses import dataclass
from typing import Literal

from rnn_tui.sweeps.journal import SweepError


@dataclass(frozen=True, slots=True)
class QueuedRun:
    """A run that is not over. `running`: a worker has it, or it was begun without one; `begun`:
    it was running at some time; `orphaned`: an engine still trains it, and its worker is gone."""

    trial: int
    run: str
    running: bool
    begun: bool
    orphaned: bool = False

    @property
    def state(self) -> Literal["running", "stopped", "waiting"]:
        """The word for it in lists."""
        if self.running or self.orphaned:
            return "running"
        return "stopped" if self.begun else "waiting"


@dataclass(frozen=True, slots=True)
class Unstarted:
    """A run that failed before it had a directory, so that no list of runs shows it; `at` in
    seconds since 1970."""

    run: str
    message: str
    at: float


@dataclass(frozen=True, slots=True)
class QueueView:
    """A queue at one moment: its runs in their order, whether it is held, its workers, and the
    runs that could not be started."""

    runs: tuple[QueuedRun, ...] = ()
    held: bool = False
    workers: int = 0
    limit: int = 1
    unstarted: tuple[Unstarted, ...] = ()

    @property
    def waiting(self) -> tuple[QueuedRun, ...]:
        """The runs that are not running."""
        return tuple(run for run in self.runs if not run.running)

    @property
    def running(self) -> tuple[QueuedRun, ...]:
        """The runs that a worker has."""
        return tuple(run for run in self.runs if run.running)

    @property
    def stands(self) -> bool:
        """Check whether it would go on, and nobody works on it."""
        return bool(self.waiting) and not self.held and self.workers < self.limit


def queued(view: QueueView, reference: str) -> QueuedRun:
    """The run that is meant: by its id or the beginning of one, or its place from 1.

    Raises SweepError.
    """
    if reference.isdigit() and 0 < int(reference) <= len(view.runs):
        return view.runs[int(reference) - 1]
    found = [run for run in view.runs if run.run.startswith(reference)]
    exact = [run for run in found if run.run == reference]
    if len(exact or found) == 1:
        return (exact or found)[0]
    names = ", ".join(run.run for run in (found or view.runs)[:6]) or "none"
    if found:
        raise SweepError(f"{reference} could be any of {names}; give more of the id")
    raise SweepError(f"no run in the queue matches {reference}; there are {names}")
