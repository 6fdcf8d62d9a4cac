"""Following a run: reading its files into one RunState, again and again."""

import contextlib
import math
import time
from dataclasses import replace

from rnn_tui.experiment import ConfigError, load
from rnn_tui.io.faults import reason
from rnn_tui.io.reading import Stamp, stamp
from rnn_tui.runs.directory import RunDirectory, RunError
from rnn_tui.runs.files.event_log import LogReader
from rnn_tui.runs.files.lock import is_locked
from rnn_tui.runs.files.size_limits import most_epochs, trace_records
from rnn_tui.runs.files.status import Status, read_status
from rnn_tui.runs.files.trace import Records, TraceError, read_trace
from rnn_tui.runs.position import Phase, State
from rnn_tui.runs.state.engine_process import EngineProcess
from rnn_tui.runs.state.exit_reason import (
    KILLED_ON_REQUEST,
    disk_is_full,
    explain_exit,
    last_line,
)
from rnn_tui.runs.state.fold import fold
from rnn_tui.runs.state.liveness import conclude, is_running
from rnn_tui.runs.state.run_state import RunState, no_trace

HUNG_SECONDS = 15.0
"""Silence of a running engine after which people are told; heartbeats come every half second."""


class Follower:
    """Reads what is new in a run's directory and folds it."""

    def __init__(self, run: RunDirectory) -> None:
        """Raises RunError where the run cannot be read."""
        self.run = run
        self._experiment_stamp = stamp(run.experiment)
        try:
            experiment = load(run.experiment)
        except ConfigError as error:
            raise RunError(f"run {run.label} cannot be read: {error}") from error
        self._log = LogReader(run.events)
        self._folded = RunState(run_id=run.run_id, path=run.path, experiment=experiment)
        self._trace = no_trace()
        self._trace_stamp: Stamp | None = None
        self._engine: EngineProcess | None = None
        self._log_size = 0  # of engine.log, before the engine that is watched
        self._killed = 0  # the pid of an engine
        self._heartbeat, self._heard = 0.0, time.monotonic()

    def killed(self) -> None:
        """Remember that the engine that has it now was killed on request."""
        status = read_status(self.run.status)
        self._killed = status.process.pid if status and status.process else 0

    def watch(self, engine: EngineProcess) -> None:
        """Watch this child process, to know its exit status should it end without a word."""
        self._engine = engine
        found = stamp(self.run.engine_log)
        self._log_size = found[1] if found else 0

    @property
    def behind(self) -> bool:
        """True if the last poll had too little time for the whole log."""
        return self._log.behind

    def poll(self, seconds: float = math.inf) -> RunState:
        """The state right now, or as far as the log can be read in `seconds`.

        Raises RunError when the directory is gone, or its log is not of its experiment.
        """
        until = time.monotonic() + seconds
        # In this order: all that an engine found to have ended wrote is then in the log.
        ended = self._engine.poll() if self._engine is not None else None
        status = read_status(self.run.status)
        running = None if status is None else is_running(self.run, status)
        self._read_log(until)
        self._reread_what_changed()
        state, position = conclude(self.run, self._folded, status, running)
        state, why = self._as_the_child_ended(state, status, ended)
        process = status.process if status else None
        if state == State.LOST and process is not None and process.pid == self._killed:
            why = KILLED_ON_REQUEST
        return replace(
            self._folded,
            state=state,
            position=position,
            status=status,
            trace=self._trace,
            death=why,
            silent_seconds=self._silence(status) if state.live else 0,
        )

    def _as_the_child_ended(
        self, state: State, status: Status | None, ended: int | None
    ) -> tuple[State, str]:
        """The state, and how the engine ended if it is a child of ours."""
        process = status.process if status else None
        if self._engine is None or (process is not None and process.pid != self._engine.pid):
            self._engine = None  # a later engine has the run
            return state, ""
        if ended is None:  # a zombie, perhaps: the next look sees how it ended
            unburied = status is not None and status.state.live and state == State.LOST
            return (status.state if status and unburied else state), ""
        if state.live and not is_locked(self.run.lock):
            state = State.LOST
        if state != State.LOST:
            return state, ""
        said = last_line(self.run.engine_log, self._log_size)
        return state, explain_exit(ended, said, disk_is_full(self.run.path))

    def _silence(self, status: Status | None) -> int:
        """Seconds without a heartbeat while we looked; 0 where that is normal."""
        now = time.monotonic()
        heartbeat = status.heartbeat if status is not None and status.process is not None else 0.0
        if heartbeat == 0.0 or heartbeat != self._heartbeat:
            self._heartbeat, self._heard = heartbeat, now
        silence = now - self._heard
        return int(silence) if silence >= HUNG_SECONDS else 0

    def _read_log(self, until: float) -> None:
        try:
            if self._log.starts_anew():
                folded = self._folded
                self._folded = RunState(
                    run_id=folded.run_id, path=folded.path, experiment=folded.experiment
                )
            for event in self._log.read(until):
                self._folded = fold(self._folded, event)
                self._check_epochs()
        except OSError as error:
            raise RunError(_why_no_log(self.run, error)) from error

    def _check_epochs(self) -> None:
        experiment, told = self._folded.experiment, len(self._folded.epochs)
        if experiment is not None and told > most_epochs(experiment):
            raise RunError(
                f"run {self.run.label} cannot be read: its event log {self.run.events.name} has "
                f"{told:,} epochs, its experiment {experiment.train.epochs:,}"
            )

    def _reread_what_changed(self) -> None:
        if (found := stamp(self.run.trace)) != self._trace_stamp:
            self._trace_stamp = found
            self._trace = _read_trace(self._folded)
        if (found := stamp(self.run.experiment)) != self._experiment_stamp:
            self._experiment_stamp = found
            with contextlib.suppress(ConfigError):  # a resume may have extended the epochs
                self._folded = replace(self._folded, experiment=load(self.run.experiment))


def _why_no_log(run: RunDirectory, error: OSError) -> str:
    if not run.experiment.exists():
        return f"run {run.label} is gone from {run.path.parent}"
    return f"run {run.label} cannot be read: its event log {run.events.name}: {reason(error)}"


def _read_trace(state: RunState) -> Records:
    most = None
    if state.experiment is not None and state.sizes is not None:
        most = trace_records(state.experiment, state.sizes.steps)
    try:
        return read_trace(RunDirectory(state.path).trace, most)
    except (OSError, TraceError):
        return no_trace()


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
