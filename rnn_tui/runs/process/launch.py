"""Starting an engine on a run: a new process, or one that is ready for it."""

import contextlib
import os
import subprocess
import sys
import time
from typing import Protocol

from rnn_tui.io.faults import reason
from rnn_tui.io.places import user_folders
from rnn_tui.io.writing import open_to_append, remove
from rnn_tui.runs.directory import RunDirectory, RunError
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.files.lock import is_locked
from rnn_tui.runs.files.ownership import check_own
from rnn_tui.runs.files.status import Status, home_of, read_status
from rnn_tui.runs.position import Position, State
from rnn_tui.runs.state.engine_process import EngineProcess

ENGINE = [sys.executable, "-P", "-m", "rnn_tui.engine"]

WAIT = "--wait"
"""The argument that makes an engine wait: it reads the run from stdin."""

SERIES = "--series"
"""The argument that makes it train one run after another; a first one may follow."""


class ReadyProcess(Protocol):
    """A process that can take a run; `pid` is 0 where another one will have it."""

    @property
    def pid(self) -> int: ...

    def take(self, run: RunDirectory) -> EngineProcess | None:
        """Give it the run. None where it has ended meanwhile. Raises OSError."""
        ...


class IdleEngine:
    """A process with TensorFlow imported. Until it has a run it ends with whoever started it.

    It takes about as much memory as one that trains. Raises OSError where no process can be
    started.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [*ENGINE, WAIT],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Check whether it can still be given a run."""
        return self._process.poll() is None

    def take(self, run: RunDirectory) -> subprocess.Popen[bytes] | None:
        """Give it the run, for good. None where it has ended meanwhile."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(os.fsencode(run.path))
            self._process.stdin.close()
        except OSError:
            self.close()
            return None
        return self._process if self.alive else None

    def close(self) -> None:
        """Let it end."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=0.2)  # it ends at once; no zombie stays


def engine_ahead() -> IdleEngine | None:
    """An engine that imports TensorFlow while its run is made; None where none can be started."""
    user_folders()
    try:
        return IdleEngine()
    except OSError:
        return None


def start_engine(run: RunDirectory, ready: ReadyProcess | None = None) -> EngineProcess:
    """Start the engine on the run, in a session of its own: it outlives whoever started it.

    With `ready` that process takes the run, and a new one only where it has ended. Raises RunError
    where the run is taken, or another user's, or the process cannot be started.
    """
    if is_locked(run.lock):
        raise RunError(
            f"run {run.label} is already running; rnn-tui attach {run.label} shows it, "
            f"rnn-tui stop {run.label} stops it"
        )
    check_own(run)
    user_folders()
    try:
        remove(run.control)
        queued = _queue(run, ready.pid if ready else 0)
        process = (ready.take(run) if ready else None) or _new_engine(run)
    except OSError as error:
        raise RunError(f"cannot start the engine of run {run.label}: {reason(error)}") from error
    if process.pid != queued:
        with contextlib.suppress(OSError):
            _queue(run, process.pid)
    return process


def _new_engine(run: RunDirectory) -> subprocess.Popen[bytes]:
    with os.fdopen(open_to_append(run.engine_log), "ab") as log:
        return subprocess.Popen(
            [*ENGINE, str(run.path)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _queue(run: RunDirectory, pid: int) -> int:
    """Record that an engine is on its way, so that nobody takes the run for ended.

    If it ends before its first word, that is seen by its `pid`; 0 where none is known. Returns the
    one recorded. Raises OSError.
    """
    before = read_status(run.status)
    position = before.position if before else Position()
    process = None
    with contextlib.suppress(OSError):
        process = Identity.of(pid) if pid else None
    home = home_of(run.path)
    Status(State.QUEUED, position, process, time.time(), home=home).write(run.status)
    return process.pid if process else 0
