"""Stopping, pausing and killing a live run."""

import time
from collections.abc import Callable
from pathlib import Path

from rnn_tui.runs import (
    Ask,
    Follower,
    RunDirectory,
    RunError,
    RunState,
    State,
    ask_run,
    kill_engine,
    list_runs,
    read_state,
)
from rnn_tui.wording.language import tr
from rnn_tui.wording.positions import place

WAIT_SECONDS = 60.0
LOOK_SECONDS = 0.1


def stop_run(run: RunDirectory, after_epoch: bool) -> str:
    """Stop the run. Returns a sentence about the outcome; raises RunError."""
    _live_state(run)
    if after_epoch:
        ask_run(run, Ask.STOP_AFTER_EPOCH, "rnn-tui stop")
        return tr("{label} will stop when its epoch is complete", label=run.label)
    ask_run(run, Ask.STOP, "rnn-tui stop")
    state = _wait(run, lambda now: not now.state.live)
    if state.state.live:
        return tr(
            "{label} was asked to stop and is still running; --kill ends it at once",
            label=run.label,
        )
    return tr(
        "{label} is {state} at {place}; rnn-tui resume continues it",
        label=run.label,
        state=state.state.value,
        place=place(state.position),
    )


def pause_run(run: RunDirectory) -> str:
    """Pause the run. Returns a sentence about the outcome; raises RunError."""
    if _live_state(run).state == State.PAUSED:
        return tr("{label} is already paused; rnn-tui resume continues it", label=run.label)
    ask_run(run, Ask.PAUSE, "rnn-tui pause")
    state = _wait(run, lambda now: now.state == State.PAUSED or not now.state.live)
    if state.state == State.PAUSED:
        return tr(
            "{label} is paused at {place}; rnn-tui resume continues it",
            label=run.label,
            place=place(state.position),
        )
    return tr("{label} was asked to pause and is {state}", label=run.label, state=state.state.value)


def kill_run(run: RunDirectory) -> str:
    """Kill the run's engine. Returns a sentence about it; raises RunError."""
    _live_state(run)
    kill_engine(run)
    return tr(
        "{label} was killed; rnn-tui resume continues from its last checkpoint", label=run.label
    )


def live_beside(run: RunDirectory, folder: Path) -> RunDirectory | None:
    """The live run of the folder that was begun last, if `run` itself has ended; else None."""
    if _is_live(run):
        return None
    return next((other for other in list_runs(folder) if _is_live(other)), None)


def _is_live(run: RunDirectory) -> bool:
    try:
        return read_state(run).state.live
    except RunError:
        return False


def _live_state(run: RunDirectory) -> RunState:
    state = read_state(run)
    if not state.state.live:
        raise RunError(f"{run.label} is not running: it is {state.state.value}")
    return state


def _wait(run: RunDirectory, until: Callable[[RunState], bool]) -> RunState:
    follower = Follower(run)
    end = time.monotonic() + WAIT_SECONDS
    state = follower.poll()
    while not until(state) and time.monotonic() < end:
        time.sleep(LOOK_SECONDS)
        state = follower.poll()
    return state
