"""`python -m rnn_tui.data`: load in a process of its own, which can be ended at any time.

On stdin one JSON object `{"data": {...}, "seed": 0}`; on stdout JSON lines, each with
an `event`: `progress` (stage, done, total, unit), and last either `loaded` (classes, train,
test, largest_id, notes, fingerprint) or `failed` (message). Whoever asked then calls
`load`, which finds everything in the cache. Exit status as for the command line: 0, 2 for
a request that makes no sense, 3 for a DataError, 130 or 143 for SIGINT or SIGTERM.
"""

import json
import os
import signal
import sys
import time
from typing import NoReturn

from pydantic import BaseModel, ValidationError

from rnn_tui.data import DataError, Progress, facts, load, remember
from rnn_tui.experiment.data import DataSpec

EVERY_S = 0.1
"""Seconds between two lines of progress within a stage."""


class Request(BaseModel):
    """What stdin holds."""

    data: DataSpec
    seed: int = 0


class Reporter:
    """Prints progress, but not more often than somebody can read it."""

    def __init__(self) -> None:
        self._stage = ""
        self._printed = 0.0

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.stage == self._stage and now - self._printed < EVERY_S:
            return
        self._stage, self._printed = progress.stage, now
        say(
            "progress",
            stage=progress.stage,
            done=progress.done,
            total=progress.total,
            unit=progress.unit,
        )


def say(event: str, **content: object) -> None:
    """One line on stdout; the end where nobody reads it any more."""
    try:
        print(json.dumps({"event": event, **content}), flush=True)
    except BrokenPipeError:
        # The interpreter flushes once more on its way out: give that somewhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def fail(message: str, code: int) -> NoReturn:
    """The last line, and the end."""
    say("failed", message=message)
    sys.exit(code)


def main() -> None:
    """Load what stdin asks for. A signal unwinds, so that half-built folders are removed."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    try:
        request = Request.model_validate_json(sys.stdin.buffer.read())
    except ValidationError as error:
        fail("; ".join(fault["msg"] for fault in error.errors()), 2)
    try:
        corpus = load(request.data, request.seed, Reporter())
    except DataError as error:
        fail(str(error), 3)
    remember(request.data)
    say(
        "loaded",
        classes=corpus.classes,
        train=len(corpus.train),
        test=len(corpus.test),
        largest_id=facts(corpus).largest_id,
        notes=corpus.notes,
        fingerprint=corpus.fingerprint,
    )


if __name__ == "__main__":
    main()
