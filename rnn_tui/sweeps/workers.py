"""The workers of a sweep: a file for each, which it holds locked while it lives.

The lock decides whether a worker on this host is running: the kernel lets go of it when its
holder dies, and it is seen from other containers. A worker on another host is asked by the same
lock, where the file system passes locks on (NFS 4, or NFS 3 with its lock daemon). Where it does
not, its heartbeat tells: it touches its file, and the age is measured by the clock of the file
system, which all hosts share.
"""

import contextlib
import json
import os
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rnn_tui.io.faults import reason
from rnn_tui.io.reading import MALFORMED, read_bounded
from rnn_tui.io.text import visible
from rnn_tui.io.writing import draft, make_folder, write_atomically
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.files.lock import RunLock, probe_lock
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.journal import Appender, SweepError
from rnn_tui.sweeps.lines import Requested
from rnn_tui.sweeps.names import WORKERS

HEARTBEAT_SECONDS = 5.0
SILENT_SECONDS = 180.0
"""Silence after which a worker on another host counts as ended."""

MAX_BYTES = 10_000


@dataclass(frozen=True, slots=True)
class WorkerFile:
    """A worker as the others see it. `identity` is None where its file cannot be read."""

    path: Path
    identity: Identity | None

    @property
    def name(self) -> str:
        return self.path.name

    def is_running(self, now: float) -> bool:
        """Check whether it is running; `now` is the time by the clock of the file system."""
        if (locked := probe_lock(self.path)) is True:
            return True
        if self.identity is not None and self.identity.on_this_boot and locked is False:
            return False
        try:
            return abs(now - self.path.stat().st_mtime) < SILENT_SECONDS
        except OSError:
            return False


class Presence:
    """This process as a worker, from its construction until `leave`."""

    def __init__(self, sweep: Sweep) -> None:
        """Raises SweepError where the file cannot be made."""
        folder = sweep.path / WORKERS
        identity = Identity.own()
        host = "".join(letter for letter in identity.host[:40] if letter.isalnum()) or "host"
        self.name = f"{host}-{identity.pid}-{secrets.token_hex(3)}"
        self._path = folder / self.name
        self._beaten = time.monotonic()
        try:
            with sweep.journal.locked() as journal:  # else it could be buried before it is locked
                _leave_out_the_gap(sweep, journal, self.name)
                with contextlib.suppress(FileExistsError):
                    make_folder(folder)
                write_atomically(self._path, json.dumps(identity.to_json()).encode())
                self._lock = RunLock(self._path)
        except OSError as error:
            raise SweepError(
                f"cannot work on sweep {sweep.label}: {reason(error)}: {visible(str(self._path))}"
            ) from error

    @property
    def is_known(self) -> bool:
        """Check whether the others count on this worker: one that was silent was buried."""
        return os.path.lexists(self._path)

    def beat(self) -> None:
        """Touch the file, from time to time."""
        if time.monotonic() - self._beaten > HEARTBEAT_SECONDS:
            self._beaten = time.monotonic()
            self._lock.mark_begin()

    def leave(self) -> None:
        """Take the file away: what this worker has taken is free."""
        with contextlib.suppress(OSError):
            self._path.unlink()
        self._lock.release()


def workers_of(sweep: Sweep) -> list[WorkerFile]:
    """All workers that have a file, running or not."""
    try:
        entries = sorted((sweep.path / WORKERS).iterdir())
    except OSError:
        return []
    return [WorkerFile(entry, _identity(entry)) for entry in entries if entry.name[0] != "."]


def running_files(sweep: Sweep) -> list[WorkerFile]:
    """The workers that are running."""
    found = workers_of(sweep)
    now = _now(sweep.path / WORKERS) if found else 0.0
    return [worker for worker in found if worker.is_running(now)]


def running_workers(sweep: Sweep) -> frozenset[str]:
    """The names of the workers that are running."""
    return frozenset(worker.name for worker in running_files(sweep))


def _leave_out_the_gap(sweep: Sweep, journal: Appender, name: str) -> None:
    """Say that a worker begins where all others are gone: the time without any does not count."""
    state = sweep.refresh()
    if state.is_timed and not state.created.beside and not running_workers(sweep):
        journal.append(Requested(request="run", by=name))


def bury(sweep: Sweep, running: frozenset[str]) -> None:
    """Remove the files of workers that are not running, while the journal is locked."""
    for worker in workers_of(sweep):
        if worker.name not in running:
            with contextlib.suppress(OSError):
                worker.path.unlink()


def _now(folder: Path) -> float:
    """The time by the clock of the file system, in seconds since 1970."""
    try:
        with draft(folder / "clock") as probe:
            return os.fstat(probe.file.fileno()).st_mtime
    except OSError:  # it cannot be written from here
        return time.time()


def _identity(path: Path) -> Identity | None:
    try:
        return Identity.from_json(json.loads(read_bounded(path, MAX_BYTES)))
    except (OSError, *MALFORMED):
        return None


@contextlib.contextmanager
def present(sweep: Sweep) -> Iterator[Presence]:
    """This process as a worker of the sweep. Raises SweepError."""
    presence = Presence(sweep)
    try:
        yield presence
    finally:
        presence.leave()
