"""The queue of the app's folder: what waits behind the run that trains. No Textual.

The room of sweeps is imported when it is first wanted: the first frame does without it.
"""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from rnn_tui.experiment import Experiment
from rnn_tui.runs import RunDirectory
from rnn_tui.tui.messages import HoldQueue, MoveQueued, QueueRequest, RemoveQueued

if TYPE_CHECKING:
    from rnn_tui.sweeps.queue import Queue
    from rnn_tui.sweeps.queue_view import QueuedRun, QueueView

BY = "app"

START_SECONDS = 15.0
"""Seconds that a worker has to show itself before another is started."""


class Queueing:
    """Reads and changes the queue; `view` is what was seen last, None where there never was one.

    `live` gives the live runs that the app knows: the queue waits for them. Methods raise
    SweepError.
    """

    def __init__(self, runs_dir: Path, live: Callable[[], Iterable[RunDirectory]]) -> None:
        self.view: QueueView | None = None
        self._runs_dir = runs_dir
        self._live = live
        self._made: Queue | None = None
        self._started = -START_SECONDS
        self._edited: tuple[int, int] | None = None

    @property
    def _queue(self) -> "Queue":
        if self._made is None:
            from rnn_tui.sweeps.queue import Queue

            self._made = Queue(self._runs_dir)
        return self._made

    @property
    def exists(self) -> bool:
        """Check for the folder, which costs nothing where there is none."""
        return self._made is not None or (self._runs_dir / "queue").is_dir()

    @property
    def waiting(self) -> int:
        """The number of runs that wait."""
        return len(self.view.waiting) if self.view is not None else 0

    def look(self) -> "QueueView | None":
        """The queue as it is now. Where it stands, a worker is started."""
        if not self.exists:
            return None
        self.view = self._queue.view()
        if self.view.stands and self._work():
            self.view = self._queue.view()
        return self.view

    def add(self, experiment: Experiment, sitting: int) -> "QueuedRun":
        """Queue a run, or put it into the place of the one whose experiment is being edited in
        this `sitting` of the document."""
        edited, self._edited = self._edited, None
        if edited is not None and edited[1] == sitting and self._waits(edited[0]):
            run = self._queue.replace(edited[0], experiment, BY)
            self._work()
            return run
        return self.append(experiment)

    def append(self, experiment: Experiment) -> "QueuedRun":
        """Queue a run behind all others, whatever is being edited."""
        run = self._queue.add(experiment, BY, behind=self._live())
        self._work()
        return run

    def is_edited(self, sitting: int) -> bool:
        """Check whether the document of this sitting is the experiment of a waiting run."""
        edited = self._edited
        return edited is not None and edited[1] == sitting and self._waits(edited[0])

    def edit(self, trial: int, sitting: int) -> None:
        """Remember that the document of this sitting belongs to a waiting run."""
        self._edited = (trial, sitting)

    def experiment(self, trial: int) -> Experiment:
        """What a queued run trains."""
        return self._queue.experiment(trial)

    def change(self, request: QueueRequest) -> None:
        """Do what is asked."""
        match request:
            case MoveQueued():
                self._queue.move(request.trial, request.by)
            case RemoveQueued():
                self._queue.remove(request.trial, BY)
            case HoldQueue(held=True):
                self.hold()
            case HoldQueue():
                self.release()

    def hold(self) -> None:
        """Begin nothing more."""
        if self.exists:
            self._queue.hold(BY)

    def release(self) -> None:
        """Go on."""
        self._queue.release(BY, behind=self._live())
        self._work()

    def begun(self) -> RunDirectory | None:
        """The queued run that is running, once its directory is there."""
        if self.view is None:
            return None
        runs = (RunDirectory(self._runs_dir / run.run) for run in self.view.running)
        return next((run for run in runs if run.is_run), None)

    def _waits(self, trial: int) -> bool:
        view = self._queue.view()
        return any(run.trial == trial and not run.begun for run in view.runs)

    def _work(self) -> bool:
        """Start what is missing, unless that was done a moment ago."""
        now = time.monotonic()
        if now - self._started < START_SECONDS or not self._queue.keep_working(self._live()):
            return False
        self._started = now
        return True
