"""The exit code of a run."""

from rnn_tui.io.exits import Exit
from rnn_tui.io.signals import exit_code, signal_named
from rnn_tui.runs import RunState, State


def exit_of(state: RunState, signalled: int | None = None) -> int:
    """The code for the state in which a run was left.

    `signalled` is the code of the signal that this front-end was ended by, if any.
    """
    if state.state == State.FINISHED:
        return Exit.FINISHED
    if state.state == State.FAILED and state.failure is not None:
        return Exit.of_failure(state.failure.kind)
    if signalled is not None:
        return signalled
    if state.state == State.STOPPED:
        number = signal_named(state.stop_reason)
        return exit_code(number) if number is not None else Exit.INTERRUPTED
    return Exit.ENGINE
