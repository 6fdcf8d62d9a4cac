"""The exit codes that the command line documents."""

from enum import IntEnum

from rnn_tui.io.signals import exit_code, signal_named
from rnn_tui.runs import RunState, State


class Exit(IntEnum):
    """What each code means stands in the README and in `rnn-tui --help`.

    A run that another signal has stopped ends with 128 and the number of that signal.
    """

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


def exit_of(state: RunState, signalled: int | None = None) -> int:
    """The code for the state in which a run was left.

    `signalled` is the code of the signal that this front-end was ended by, if any.
    """
    if state.state == State.FINISHED:
        return Exit.FINISHED
    if state.state == State.FAILED and state.failure is not None:
        return _FAILURES.get(state.failure.kind, Exit.ENGINE)
    if signalled is not None:
        return signalled
    if state.state == State.STOPPED:
        number = signal_named(state.stop_reason)
        return exit_code(number) if number is not None else Exit.INTERRUPTED
    return Exit.ENGINE
