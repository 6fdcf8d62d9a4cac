"""Killing a run's engine.

A status file can name any process. So a process is sent a signal only after the kernel has
said that this very process holds the lock of this very run; where the kernel cannot be asked,
none is sent.
"""

import contextlib
import os
import select
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

from rnn_tui.runs.directory import RunDirectory, RunError
from rnn_tui.runs.files.lock import is_locked
from rnn_tui.runs.files.status import read_status

PROCESSES = Path("/proc")

DYING_SECONDS = 1.0
"""The longest wait until a killed engine is gone: its memory goes first, then the lock."""


def kill_engine(run: RunDirectory) -> None:
    """Kill the run's engine; what came after the last checkpoint is lost.

    The lock is free when it returns, so that the run can be resumed at once.

    Raises RunError, and sends no signal, where no process that can be seen from here holds
    the run's lock.
    """
    for pid in _candidates(run) if hasattr(os, "pidfd_open") else ():
        if _killed(pid, run.lock):
            return
    raise RunError(_why_none(run))


def _candidates(run: RunDirectory) -> Iterator[int]:
    """The process that the status names, then all others: its pid may be a container's."""
    status = read_status(run.status)
    named = status.process.pid if status and status.process else 0
    if named > 0:
        yield named
    with contextlib.suppress(OSError):
        for entry in os.scandir(PROCESSES):
            if entry.name.isdecimal() and int(entry.name) != named:
                yield int(entry.name)


def _killed(pid: int, lock: Path) -> bool:
    """Kill the process if it holds the lock, and return whether it was killed."""
    try:
        process = os.pidfd_open(pid)  # before it is asked: its pid cannot be reused meanwhile
    except (OSError, OverflowError):
        return False
    try:
        if not holds(pid, lock):
            return False
        signal.pidfd_send_signal(process, signal.SIGKILL)
        ended = select.poll()
        ended.register(process, select.POLLIN)
        ended.poll(1000 * DYING_SECONDS)
        return True
    except OSError:
        return False
    finally:
        os.close(process)


def holds(pid: int, lock: Path) -> bool:
    """Check whether this process itself has this file open and locked; False if unknown."""
    try:
        wanted = os.lstat(lock)
        if not stat.S_ISREG(wanted.st_mode) or wanted.st_nlink > 1:
            return False  # a file of others under the name of the lock
        for entry in os.scandir(PROCESSES / str(pid) / "fd"):
            descriptor = Path(entry.path)
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(descriptor.stat(), wanted) and _is_locked_by(descriptor):
                    return True
    except OSError:
        pass
    return False


def _is_locked_by(descriptor: Path) -> bool:
    """Check whether this open file is the one through which the lock is held."""
    about = descriptor.parent.with_name("fdinfo") / descriptor.name
    lines = about.read_text(encoding="ascii", errors="replace").splitlines()
    locks = (line.split() for line in lines if line.startswith("lock:"))
    return any("FLOCK" in words and "WRITE" in words for words in locks)


def _why_none(run: RunDirectory) -> str:
    status = read_status(run.status)
    process = status.process if status else None
    if is_locked(run.lock) or (process is not None and not process.in_sight):
        where = f" (process {process.pid} on {process.host})" if process is not None else ""
        return (
            f"the engine of {run.label} cannot be killed from here{where}: it is on another host, "
            f"in another container or another user's; rnn-tui stop {run.label} asks it to stop, "
            "or use kill -9 where it runs"
        )
    return f"the engine of {run.label} has already ended; rnn-tui resume {run.label} continues it"
