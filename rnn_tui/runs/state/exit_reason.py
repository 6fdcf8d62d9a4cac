"""The reason why an engine ended that could not record one: from its exit status and its log."""

import os
import signal
from pathlib import Path

from rnn_tui.io.reading import open_to_read
from rnn_tui.io.text import one_line

MEMORY = "memory may have run out: free some, or start a new run with a smaller train.batch_size"

KILLED_ON_REQUEST = "it was killed on request"

TAIL_BYTES = 4_000

ROOM_BYTES = 64_000
"""A disk with less than this is as good as full."""

_CRASHES = {-signal.SIGABRT, -signal.SIGBUS, -signal.SIGILL, -signal.SIGSEGV}


def explain_exit(status: int, said: str = "", full: bool = False) -> str:
    """A sentence about the exit status that `Popen` gives: negative for a signal.

    `said` is the last line that the engine printed, `full` whether its disk has no room.
    """
    if status == -signal.SIGKILL:
        return f"it was killed (SIGKILL); if that was not on purpose, {MEMORY}"
    if status in _CRASHES:
        return f"it crashed ({_name(status)}): {said or MEMORY}"
    if status < 0:
        return f"it was ended by {_name(status)}"
    if said and not full:
        return f"it ended with status {status}: {said}"
    why = "the disk is full" if full else "see engine.log"
    return f"it ended with status {status} and could not record why: {why}"


def last_line(log: Path, since: int) -> str:
    """The last line that is not blank after the first `since` bytes of the log."""
    try:
        with open_to_read(log) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(since, size - TAIL_BYTES))
            tail = file.read(TAIL_BYTES).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""
    lines = [line for line in tail.splitlines() if line.strip()]
    return one_line(lines[-1]) if lines else ""


def disk_is_full(folder: Path) -> bool:
    """Check whether nothing more fits onto the disk with this folder."""
    try:
        disk = os.statvfs(folder)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize < ROOM_BYTES


def _name(status: int) -> str:
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"
