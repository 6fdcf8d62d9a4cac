"""The writing side of a run: the engine's events, trace, status and history."""

import contextlib
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import psutil

from rnn_tui.engine.disk_reserve import DiskReserve
from rnn_tui.experiment import Experiment
from rnn_tui.io.writing import TEMPORARY, remove
from rnn_tui.runs.directory import RunDirectory
from rnn_tui.runs.files.board import Board, Told
from rnn_tui.runs.files.event_log import LogWriter
from rnn_tui.runs.files.events import EpochEnded, Event, Failed, Finished, Stopped, Tested
from rnn_tui.runs.files.history_csv import EpochRecord, append_epoch, write_history
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.files.status import Status, home_of
from rnn_tui.runs.files.trace import TraceWriter, read_trace
from rnn_tui.runs.position import Position, State
from rnn_tui.runs.process import live_runs as index
from rnn_tui.runs.process import on_end
from rnn_tui.runs.process.slurm import current_job
from rnn_tui.runs.state.run_state import RunState


class Record:
    """All that the engine tells about its run. Its methods may be called from any thread."""

    def __init__(self, run: RunDirectory, before: RunState) -> None:
        """`before` is what the log already holds of the run. Raises OSError."""
        self.run = run
        self.before = before
        self.process = Identity.own()
        self.job = current_job()
        self.saved = before.checkpoint or Position()
        self._saved_logs: dict[str, float] = {}
        self._saved_rate = 0.0
        self._home = run.path.stat()
        self._reserve = DiskReserve(run.path)
        self._events = LogWriter(run.events)
        home = home_of(run.path)
        self._status = Status(State.STARTING, self.saved, self.process, home=home)
        self._self = psutil.Process()
        self._lock = threading.RLock()
        self._trace: TraceWriter | None = None
        self._columns: tuple[str, ...] = ()
        self._board: Board | None = None

    @property
    def position(self) -> Position:
        return self._status.position

    @property
    def homeless(self) -> bool:
        """True if the run's directory was deleted, moved or replaced: nothing may be written."""
        try:
            return not os.path.samestat(self.run.path.stat(), self._home)
        except FileNotFoundError:
            return True
        except OSError:
            return False

    def enter(self) -> None:
        """Show the run as live. Raises OSError where the directory cannot be written or is full."""
        self._sweep()
        self._reserve.take()
        self.now(heartbeat=time.time())
        self._status.write(self.run.status)
        with contextlib.suppress(OSError):  # the run is still found in its own folder
            index.enter(self.run, self.process)

    def _sweep(self) -> None:
        """Remove what an engine has left that was killed while it wrote; requests are others'."""
        for torn in self.run.path.glob(TEMPORARY):
            if not torn.name.startswith(f".{self.run.control.name}"):
                remove(torn)

    def tell(self, event: Event) -> None:
        """Append to the event log. Raises OSError."""
        self._events.append(event)

    def now(self, **changes: Any) -> None:
        """Change the status in memory; the next heartbeat writes it."""
        with self._lock:
            self._status = replace(self._status, **changes)

    def heartbeat(self) -> None:
        """Write the status. A disk that is full or gone does not end the training."""
        with self._lock:
            if self.homeless:
                return
            status = replace(
                self._status,
                heartbeat=time.time(),
                cpu=self._self.cpu_percent(),
                memory=self._self.memory_info().rss,
            )
            with contextlib.suppress(OSError):
                status.write(self.run.status)

    def open_trace(self, columns: tuple[str, ...], keep: int) -> None:
        """Begin the trace, or cut it back to `keep` records."""
        self.close()
        self._columns = columns
        self._trace = TraceWriter(self.run.trace, columns, keep)

    @property
    def trace_records(self) -> int:
        return self._trace.count if self._trace else 0

    def trace(self, step: int, position: Position, values: Mapping[str, float]) -> None:
        """One record for the interval that ends with `step`."""
        assert self._trace is not None
        written = self._trace.append(step, position.epoch, position.batch, time.time(), values)
        if self._board is not None:
            self._board.trace(written)

    def keep(self, position: Position, logs: dict[str, float], learning_rate: float) -> None:
        """A checkpoint stands at this place; `logs` are the means of its epoch so far."""
        with self._lock:
            self.saved, self._saved_logs, self._saved_rate = position, logs, learning_rate

    def begin_anew(self) -> None:
        """Show an engine on its way to the run: this process, as another program."""
        self.now(state=State.QUEUED, doing="")
        self.heartbeat()

    def close(self) -> None:
        """Close what is open."""
        if self._trace is not None:
            self._trace.close()
            self._trace = None

    def sync_trace(self) -> None:
        if self._trace is not None:
            self._trace.sync()

    def history(self, epochs: tuple[EpochRecord, ...]) -> None:
        """Write `history.csv` anew."""
        write_history(self.run.history, epochs)

    def open_board(
        self, experiment: Experiment, epochs: tuple[EpochRecord, ...], steps: int
    ) -> None:
        """Begin the event files of TensorBoard, if the experiment asks for them: with what the
        history and the trace have kept. An epoch has `steps` steps."""
        if not experiment.train.tensorboard:
            return
        begun = self.before.created_at or time.time()
        trace = read_trace(self.run.trace, self.trace_records)
        told = Told(self.run.run_id, experiment, steps, begun, epochs, trace, {})
        self._board = Board(self.run.tensorboard, told)

    def tested(self, event: Tested) -> None:
        """The test is done."""
        self.tell(event)
        if self._board is not None:
            self._board.test(event.logs)

    def epoch(self, record: EpochRecord) -> None:
        """An epoch is complete: into the log and `history.csv`."""
        self.tell(
            EpochEnded(
                epoch=record.epoch,
                logs=record.logs,
                learning_rate=record.learning_rate,
                seconds=record.seconds,
                samples_per_second=record.samples_per_second,
            )
        )
        append_epoch(self.run.history, record)
        if self._board is not None:
            self._board.epoch(record)

    def stopped(
        self,
        position: Position,
        reason: str,
        logs: dict[str, float] | None = None,
        learning_rate: float = 0.0,
    ) -> None:
        """The last words of an engine that was asked to stop."""
        event = Stopped(
            epoch=position.epoch,
            batch=position.batch,
            phase=position.phase,
            reason=reason,
            logs=logs or {},
            learning_rate=learning_rate,
        )
        self._end(event, State.STOPPED, position)

    def stopped_as_saved(self, reason: str) -> None:
        """The same, of an engine that leaves without another checkpoint."""
        with self._lock:
            self.stopped(self.saved, reason, self._saved_logs, self._saved_rate)

    def finished(self, reason: str, best_epoch: int | None) -> None:
        """The last words of an engine whose run is complete."""
        self._end(Finished(reason=reason, best_epoch=best_epoch), State.FINISHED, self.position)

    def failed(self, event: Failed) -> None:
        """The last words of an engine that cannot go on; where they cannot be written, none."""
        if self.homeless:
            index.leave(self.run)
            return
        with contextlib.suppress(OSError):
            self._end(event, State.FAILED, self.saved)

    def _end(self, event: Event, state: State, position: Position) -> None:
        """Write it into the space that was kept for it. Raises OSError."""
        with self._lock:
            self._reserve.release()
            try:
                self.tell(event)
            finally:
                if self._board is not None and state is not State.STOPPED:
                    with contextlib.suppress(OSError):  # the run's own files say so as well
                        self._board.end(failed=state is State.FAILED)
                self.now(state=state, position=position, doing="")
                self.heartbeat()
                index.leave(self.run)
                on_end.call(self.run)
