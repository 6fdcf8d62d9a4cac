"""Starting an engine on a run."""

import contextlib
import os
import subprocess
import sys
import time

from rnn_tui.io.faults import reason
from rnn_tui.io.places import user_folders
from rnn_tui.io.writing import open_to_append, remove
from rnn_tui.runs.directory import RunDirectory, RunError
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.files.lock import is_locked
from rnn_tui.runs.files.ownership import check_own
from rnn_tui.runs.files.status import Status, home_of, read_status
from rnn_tui.runs.position import Position, State
from rnn_tui.runs.process.idle import IdleEngine


def start_engine(run: RunDirectory, idle: IdleEngine | None = None) -> subprocess.Popen[bytes]:
    """Start the engine on the run, in a session of its own: it outlives whoever started it.

    With `idle` that process takes the run, and a new one only where it has ended. Raises RunError
    where the run is taken, or another user's, or the process cannot be started.
    """
    if is_locked(run.lock):
        raise RunError(
            f"run {run.label} is running already; rnn-tui attach {run.label} shows it, "
            f"rnn-tui stop {run.label} stops it"
        )
    check_own(run)
    user_folders()
    try:
        remove(run.control)
        _queue(run)
        process = (idle.take(run) if idle else None) or _new_engine(run)
    except OSError as error:
        raise RunError(f"cannot start the engine of run {run.label}: {reason(error)}") from error
    with contextlib.suppress(OSError):
        _queue(run, Identity.of(process.pid))  # dead before its first word: known to be dead
    return process


def _new_engine(run: RunDirectory) -> subprocess.Popen[bytes]:
    with os.fdopen(open_to_append(run.engine_log), "ab") as log:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "rnn_tui.engine", str(run.path)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _queue(run: RunDirectory, process: Identity | None = None) -> None:
    """Say that an engine is on its way, so that nobody takes the run for ended any more."""
    before = read_status(run.status)
    position = before.position if before else Position()
    home = home_of(run.path)
    Status(State.QUEUED, position, process, time.time(), home=home).write(run.status)
