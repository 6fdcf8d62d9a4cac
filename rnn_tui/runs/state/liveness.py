"""How a run stands, from what its log tells and what the last heartbeat of its engine says."""

import time
from typing import Protocol

from rnn_tui.runs.directory import RunDirectory
from rnn_tui.runs.files.lock import is_locked
from rnn_tui.runs.files.status import Status
from rnn_tui.runs.position import Position, State
from rnn_tui.runs.state.vital import is_dead

START_SECONDS = 20.0
"""How long a fresh run may be without an engine before it counts as lost."""


class Told(Protocol):
    """What the events of a log add up to; times in seconds since 1970, 0 where none is."""

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


def concluded(
    run: RunDirectory, told: Told, status: Status | None, alive: bool | None
) -> tuple[State, Position]:
    """State and position. `alive` is what `vital.is_alive` says of the status."""
    if status is not None and status.process is not None:
        return _by_heartbeat(told, status, alive)
    if status is not None and status.state == State.QUEUED:
        return _queued(status.heartbeat), told.position  # whoever starts an engine says so
    if told.state == State.QUEUED:
        return _queued(told.created_at), told.position
    lost = told.state.live and not is_locked(run.lock)
    return State.LOST if lost else told.state, told.position


def worked_so_far(told: Told, state: State, status: Status | None) -> float:
    """Seconds that engines have spent on it, up to the last heartbeat of one that lives.

    `state` is the one that was concluded.
    """
    if state is State.LOST and told.started_at and not told.ended_at:
        # What came after the checkpoint is lost with the engine.
        return told.worked_seconds + max(0.0, told.checkpoint_at - told.started_at)
    at_work = state.live and state is not State.QUEUED and told.started_at
    if not at_work or status is None:
        return told.worked_seconds
    return told.worked_seconds + max(0.0, status.heartbeat - told.started_at)


def _by_heartbeat(told: Told, status: Status, alive: bool | None) -> tuple[State, Position]:
    state, position = told.state, told.position
    # Written after all that the log tells of engines.
    is_news = status.heartbeat >= max(told.started_at, told.ended_at)
    if is_dead(status, alive):
        if state.live:  # an engine that could not write its log any more has said so here
            return State.LOST if status.state.live else status.state, position
        return State.LOST if status.state.live and is_news else state, position
    if status.state.live and (state.live or alive or is_news):
        position = max(position, status.position, key=lambda place: place.key)
        return status.state, position
    return status.state if state.live else state, position


def _queued(since: float) -> State:
    """Queued, or lost where the engine has been on its way for too long.

    A time in the future is one before the clock was set back.
    """
    return State.LOST if abs(time.time() - since) > START_SECONDS else State.QUEUED
