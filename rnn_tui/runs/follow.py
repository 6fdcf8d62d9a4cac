"""Following a run: its files become one RunState, again and again."""

import math
import time
from dataclasses import replace

from rnn_tui.runs.directory import RunDirectory, RunError
from rnn_tui.runs.history import fold_all
from rnn_tui.runs.log import LogReader
from rnn_tui.runs.position import Phase, State
from rnn_tui.runs.state import NO_TRACE, RunState
from rnn_tui.runs.status import read_status
from rnn_tui.runs.trace import Records, TraceError, read_trace
from rnn_tui.spec import ConfigError, load

START_SECONDS = 20.0
"""How long a fresh run may be without an engine before it counts as lost."""


class Follower:
    """Reads what is new in a run's directory and folds it."""

    def __init__(self, run: RunDirectory) -> None:
        """Raises RunError where the directory is no run that can be read."""
        self.run = run
        try:
            experiment = load(run.experiment)
        except ConfigError as error:
            raise RunError(f"run {run.run_id} cannot be read: {error}") from error
        self._log = LogReader(run.events)
        self._folded = RunState(run_id=run.run_id, path=run.path, experiment=experiment)
        self._experiment_time = self._modified()

    def poll(self) -> RunState:
        """The state right now. Raises RunError when the directory is gone."""
        try:
            events = self._log.poll()
        except OSError as error:
            raise RunError(f"run {self.run.run_id} is gone from {self.run.path.parent}") from error
        if (modified := self._modified()) != self._experiment_time:
            self._reload(modified)
        self._folded = fold_all(self._folded, events)
        return self._with_status(self._folded)

    def _modified(self) -> float:
        try:
            return self.run.experiment.stat().st_mtime
        except OSError:
            return 0.0

    def _reload(self, modified: float) -> None:
        """A resume may have extended the epochs."""
        try:
            self._folded = replace(self._folded, experiment=load(self.run.experiment))
            self._experiment_time = modified
        except ConfigError:
            return

    def _with_status(self, folded: RunState) -> RunState:
        status = read_status(self.run.status)
        state, position = folded.state, folded.position
        if status is None or not (state.live or status.state.live):
            pass
        elif status.state == State.QUEUED and folded.is_news(status):
            state = _queued(status.heartbeat)
        elif status.process is None:
            state = _queued(folded.created_at) if state.live else state
        elif status.dead:
            state = State.LOST if state.live or folded.is_news(status) else state
        elif status.state.live and folded.is_news(status):
            state = status.state
            position = max(position, status.position, key=lambda place: place.key)
        return replace(folded, state=state, position=position, status=status, trace=self._trace())

    def _trace(self) -> Records:
        try:
            return read_trace(self.run.trace)
        except (OSError, TraceError):
            return NO_TRACE


def _queued(since: float) -> State:
    """Queued, or lost where the engine has been on its way for too long."""
    return State.LOST if time.time() - since > START_SECONDS else State.QUEUED


def read_state(run: RunDirectory) -> RunState:
    """The state of a run at this moment. Raises RunError."""
    return Follower(run).poll()


def seconds_left(state: RunState) -> float | None:
    """Estimated seconds until the last epoch has been validated, None where unknown."""
    sizes, status, place = state.sizes, state.status, state.position
    if sizes is None or status is None or status.train_rate <= 0 or place.phase == Phase.TEST:
        return None
    if sizes.validation and status.evaluation_rate <= 0 and not state.epochs:
        evaluation_rate = 3 * status.train_rate  # no backward pass; known after one epoch
    else:
        evaluation_rate = status.evaluation_rate or math.inf
    train = sizes.train / status.train_rate
    validate = sizes.validation / evaluation_rate
    whole = max(0, state.total_epochs - place.epoch)
    done = place.batch / max(1, state.steps_total)
    passed = done * train if place.phase == Phase.TRAIN else train + done * validate
    return max(0.0, whole * (train + validate) - passed)
