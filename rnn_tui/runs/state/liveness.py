"""The state that a run is in: what its log tells, and whether its engine is running.

The lock decides about the engine, wherever it can be asked: it cannot be copied, and the kernel
lets go of it when its holder dies. What `status.json` says was true of another directory if this
one is a copy of it, and of other pids if the engine works in a container.
"""

import time
from typing import Protocol

from rnn_tui.runs.directory import RunDirectory
from rnn_tui.runs.files.lock import is_locked, probe_lock
from rnn_tui.runs.files.status import SILENT_SECONDS, Status
from rnn_tui.runs.position import Position, State

START_SECONDS = 20.0
"""The time for which a new run may be without an engine before it counts as lost."""


class LogFacts(Protocol):
    """The sum of a log's events; times in seconds since 1970, 0 where unknown."""

    @property
    def state(self) -> State: ...

    @property
    def position(self) -> Position: ...

    @property
    def created_at(self) -> float: ...

    @property
    def started_at(self) -> float: ...

    @property
    def ended_at(self) -> float: ...

    @property
    def checkpoint_at(self) -> float: ...

    @property
    def worked_seconds(self) -> float: ...


def is_running(run: RunDirectory, status: Status) -> bool | None:
    """Check whether the engine that wrote the status is running.

    None where only its heartbeat can tell, and for an engine that wrote that it ended.
    """
    process = status.process
    if process is None or not status.state.live:
        return None
    locked = probe_lock(run.lock)
    if locked:
        return True
    if not process.on_this_boot:
        return False if process.on_this_host else None
    if status.home is None:
        return process.alive if process.in_sight else None
    if locked is None:
        return None
    try:
        here = run.path.stat()
    except OSError:
        return None
    if here.st_dev != status.home[0]:  # a copy, or the same by another mount with its own locks
        return None
    if here.st_ino != status.home[1]:  # a copy
        return False
    if status.state == State.QUEUED:  # on its way to the lock
        return process.alive if process.in_sight else None
    return False


def has_ended(status: Status, running: bool | None) -> bool:
    """Check whether the engine will do nothing more. `running` comes from `is_running`."""
    if running is not None or status.process is None:
        return running is False
    # A heartbeat far in the future says as little: the clock there has been set back.
    return abs(time.time() - status.heartbeat) > SILENT_SECONDS


def engine_has_ended(run: RunDirectory, status: Status) -> bool:
    """Check whether the engine that wrote this is gone, as far as can be seen from here."""
    return has_ended(status, is_running(run, status))


def conclude(
    run: RunDirectory, facts: LogFacts, status: Status | None, running: bool | None
) -> tuple[State, Position]:
    """The state and the position. `running` comes from `is_running` for the status."""
    if status is not None and status.process is not None:
        return _by_heartbeat(facts, status, running)
    if status is not None and status.state == State.QUEUED:
        return _queued(status.heartbeat), facts.position  # whoever starts an engine says so
    if facts.state == State.QUEUED:
        return _queued(facts.created_at), facts.position
    lost = facts.state.live and not is_locked(run.lock)
    return State.LOST if lost else facts.state, facts.position


def worked_so_far(facts: LogFacts, state: State, status: Status | None) -> float:
    """Seconds that engines have worked on it, up to the last heartbeat of a running one.

    `state` is what `conclude` says.
    """
    if state is State.LOST and facts.started_at and not facts.ended_at:
        # What came after the checkpoint is lost with the engine.
        return facts.worked_seconds + max(0.0, facts.checkpoint_at - facts.started_at)
    working = state.live and state is not State.QUEUED and facts.started_at
    if not working or status is None:
        return facts.worked_seconds
    return facts.worked_seconds + max(0.0, status.heartbeat - facts.started_at)


def _by_heartbeat(facts: LogFacts, status: Status, running: bool | None) -> tuple[State, Position]:
    state, position = facts.state, facts.position
    # Written after all events about engines.
    is_news = status.heartbeat >= max(facts.started_at, facts.ended_at)
    if has_ended(status, running):
        if state.live:  # an engine that could no longer write its log has said so here
            return State.LOST if status.state.live else status.state, position
        return State.LOST if status.state.live and is_news else state, position
    if status.state.live and (state.live or running or is_news):
        position = max(position, status.position, key=lambda place: place.key)
        return status.state, position
    return status.state if state.live else state, position


def _queued(since: float) -> State:
    """Queued, or lost where the engine takes too long to come.

    A time in the future is one before the clock was set back.
    """
    return State.LOST if abs(time.time() - since) > START_SECONDS else State.QUEUED
