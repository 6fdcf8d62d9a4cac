"""Events that move a run from one state to another: its engines, requests, pauses and ends."""

from dataclasses import replace
from typing import Any

from rnn_tui.runs.files.control import Ask, Control, Pending
from rnn_tui.runs.files.events import (
    Continued,
    Failed,
    Finished,
    Paused,
    Request,
    Started,
    Stopped,
)
from rnn_tui.runs.files.history_csv import EpochRecord
from rnn_tui.runs.position import Phase, State
from rnn_tui.runs.state.run_state import Failure, Machine, RunState
from rnn_tui.wording.endings import ending
from rnn_tui.wording.positions import place

_ASKS = {ask.value: ask for ask in Ask}


def moved(
    state: RunState, event: Started | Request | Paused | Continued | Stopped | Finished | Failed
) -> RunState:
    """The state after the event."""
    match event:
        case Started():
            return _started(state, event)
        case Request():
            by = f" by {event.by}" if event.by else ""
            words = event.request.replace("-", " ")
            return _requested(state, event).noted(event.at, f"asked to {words}{by}")
        case Paused():
            return replace(
                state,
                state=State.PAUSED,
                position=event.position,
                started_at=0.0,  # a pause is no work
                worked_seconds=_worked(state, event.at),
            ).noted(event.at, f"paused at {place(event.position)}")
        case Continued():
            return replace(
                _with_pending(state, replace(_pending(state), pause=None)),
                state=State.RUNNING,
                started_at=state.started_at or event.at,
            ).noted(event.at, "continues")
        case Stopped():
            return _stopped(state, event)
        case Finished():
            return _ended(state, event.at, state=State.FINISHED, finish_reason=event.reason)
        case Failed():
            failure = Failure(event.kind, event.message, event.hint)
            return _ended(state, event.at, state=State.FAILED, failure=failure)


def _started(state: RunState, event: Started) -> RunState:
    before = state.machine or Machine("", "", {}, {})
    return replace(
        _with_pending(state, Pending()),
        state=State.STARTING,
        started_at=event.at,
        ended_at=0.0,
        worked_seconds=_worked(state, state.checkpoint_at),  # of an engine that was killed
        failure=None,
        stop_reason="",
        finish_reason="",
        machine=Machine(
            event.host,
            event.device or before.device,
            event.versions,
            before.settings | event.settings,  # what `Compiled` said belongs to the run
            event.visible_devices,
            event.job,
            event.cores,
        ),
    ).noted(event.at, f"engine started, pid {event.pid}")


def _requested(state: RunState, event: Request) -> RunState:
    """Add the request to what is pending; one of a later version changes nothing."""
    if (ask := _ASKS.get(event.request)) is None:
        return state
    pending = _pending(state).plus(Control(ask, "", event.at, event.by))
    state = _with_pending(state, pending)
    return replace(state, state=State.STOPPING) if pending.stop is not None else state


def _pending(state: RunState) -> Pending:
    """The requests that the engine has not fulfilled yet, as the state has them."""

    def control(ask: Ask, asked: bool) -> Control | None:
        return Control(ask, "", 0.0) if asked else None

    return Pending(
        stop=control(Ask.STOP, state.state == State.STOPPING),
        pause=control(Ask.PAUSE, state.asked == Ask.PAUSE),
        after_epoch=control(Ask.STOP_AFTER_EPOCH, state.stops_after_epoch),
    )


def _with_pending(state: RunState, pending: Pending) -> RunState:
    next_one = pending.stop or pending.pause or pending.after_epoch
    return replace(
        state,
        asked=next_one.ask.value if next_one is not None else "",
        stops_after_epoch=pending.after_epoch is not None,
    )


def _stopped(state: RunState, event: Stopped) -> RunState:
    partial = None
    if not event.logs and state.partial is not None and event.position == state.position:
        partial = state.partial  # an engine that was stopped before it had gone on from there
    elif event.logs and event.phase != Phase.TEST:
        all_steps = state.sizes.steps if state.sizes else 0
        batches = event.batch if event.phase == Phase.TRAIN else all_steps
        partial = EpochRecord(
            event.epoch, event.logs, event.learning_rate, complete=False, batches=batches
        )
    return _ended(
        state,
        event.at,
        state=State.STOPPED,
        position=event.position,
        partial=partial,
        stop_reason=event.reason,
    )


def _ended(before: RunState, at: float, **changes: Any) -> RunState:
    """The run with these changes, its clock stopped, and a note that says how it ended."""
    worked = _worked(before, at)
    now = replace(_with_pending(before, Pending()), ended_at=at, worked_seconds=worked, **changes)
    failed = now.state is State.FAILED
    return now.noted(at, ending(now), warning=failed, ends=failed)


def _worked(state: RunState, until: float) -> float:
    """Seconds of work; none are added where the engine ends before it told of its start."""
    working = state.started_at and not state.ended_at
    return state.worked_seconds + (max(0.0, until - state.started_at) if working else 0.0)
