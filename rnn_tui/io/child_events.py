"""The child's side of a child process: events on stdout, one JSON object a line.

Each has an `event`: any number of `progress` (stage, done, total, unit), and last either `failed`
(message) or the answer, under a name of its own. What else is printed there is noise.
`child_process.py` is the other side. Imports little: a child starts quickly.
"""

import json
import os
import signal
import sys
import time
from typing import NoReturn

EVERY_S = 0.1
"""Seconds between two lines of progress within a stage."""


def say(event: str, **content: object) -> None:
    """Print one event; end where nobody reads any longer."""
    try:
        print(json.dumps({"event": event, **content}), flush=True)
    except BrokenPipeError:
        # The interpreter flushes once more on its way out: give that somewhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def fail(message: str, code: int, **content: object) -> NoReturn:
    """Print the last event, and end with the exit status `code`."""
    say("failed", message=message, **content)
    sys.exit(code)


class ProgressPrinter:
    """Prints progress, but not more often than somebody can read it."""

    def __init__(self) -> None:
        self._stage = ""
        self._printed = 0.0

    def show(self, stage: str, done: int, total: int | None, unit: str) -> None:
        """Print how far a stage is; the first time at once."""
        now = time.monotonic()
        if stage == self._stage and now - self._printed < EVERY_S:
            return
        self._stage, self._printed = stage, now
        say("progress", stage=stage, done=done, total=total, unit=unit)


def unwind_on_signals() -> None:
    """Let SIGTERM and SIGINT unwind the stack, so that half-built folders are removed."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
