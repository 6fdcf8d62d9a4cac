"""`python -m rnn_tui.data`: load in a process of its own, which can be ended at any time.

On stdin one JSON object `{"data": {...}, "seed": 0}`; on stdout events (`io/child_events.py`), of
which the last is `loaded` (classes, train, test, largest_id, notes, fingerprint) or `failed`.
Whoever asked then calls `load`, which finds everything in the cache. Exit status as for the command
line: 0, 2 for a request that makes no sense, 3 for a DataError, 130 or 143 for SIGINT or SIGTERM.
"""

import sys

from pydantic import BaseModel, ValidationError

from rnn_tui.data import DataError, facts, load, remember
from rnn_tui.data.progress import Printed
from rnn_tui.experiment.data import DataSpec
from rnn_tui.io.child_events import fail, say, unwind_on_signals


class Request(BaseModel):
    """The request on stdin."""

    data: DataSpec
    seed: int = 0


def main() -> None:
    """Load what stdin asks for. A signal unwinds, so that half-built folders are removed."""
    unwind_on_signals()
    try:
        request = Request.model_validate_json(sys.stdin.buffer.read())
    except ValidationError as error:
        fail("; ".join(fault["msg"] for fault in error.errors()), 2)
    try:
        corpus = load(request.data, request.seed, Printed())
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
