"""What the exit status of an engine tells that had no time for a last word."""

import signal

MEMORY = "memory may have run out: make room, or start anew with a smaller train.batch_size"

AS_ASKED = "it was killed, as it was asked for"

_CRASHES = {-signal.SIGABRT, -signal.SIGBUS, -signal.SIGILL, -signal.SIGSEGV}


def death_words(status: int) -> str:
    """A sentence about the exit status that `Popen` gives: negative for a signal."""
    if status == -signal.SIGKILL:
        return f"it was killed (SIGKILL); if nobody did so on purpose, {MEMORY}"
    if status in _CRASHES:
        return f"it crashed ({_name(status)}); {MEMORY}"
    if status < 0:
        return f"it was ended by {_name(status)}"
    return f"it ended with status {status} and could not record why: is the disk full or gone?"


def _name(status: int) -> str:
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"
