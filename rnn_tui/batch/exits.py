"""The exit codes that the command line documents."""

from enum import IntEnum

from rnn_tui.runs import RunState, State


class Exit(IntEnum):
    """What each code means stands in the README and in `rnn-tui --help`."""

    FINISHED = 0
    CONFIG = 2
    DATA = 3
    DIVERGED = 4
    ENGINE = 5
    INTERRUPTED = 130
    TERMINATED = 143


_FAILURES = {
    "config": Exit.CONFIG,
    "data": Exit.DATA,
    "diverged": Exit.DIVERGED,
    "engine": Exit.ENGINE,
}


def exit_of(state: RunState, signal_exit: Exit | None = None) -> Exit:
    """The code for the state in which a run was left.

    `signal_exit` is the code of the signal that this front-end was ended by, if any.
    """
    if state.state == State.FINISHED:
        return Exit.FINISHED
    if state.state == State.FAILED and state.failure is not None:
        return _FAILURES.get(state.failure.kind, Exit.ENGINE)
    if signal_exit is not None:
        return signal_exit
    if state.state == State.STOPPED:
        return Exit.TERMINATED if "SIGTERM" in state.stop_reason else Exit.INTERRUPTED
    return Exit.ENGINE
