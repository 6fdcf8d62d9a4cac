"""The line of `queue --json`: the queue of a runs folder."""

from dataclasses import dataclass
from typing import Literal

from rnn_tui.sweeps.queue_view import QueueView


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A run of the queue that is not over, at its `place` from 1.

    `state` is running (a worker has it), stopped (it was begun, and nobody has it) or waiting.
    """

    place: int
    run: str
    state: Literal["running", "stopped", "waiting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownQueue:
    """A queue. While it is `paused` it begins nothing; `workers` are there, of at most `limit`."""

    v: Literal[1] = 1
    paused: bool
    workers: int
    limit: int
    runs: list[Waiting]


def shown_queue(view: QueueView) -> ShownQueue:
    """The queue as it is printed."""
    return ShownQueue(
        paused=view.held,
        workers=view.workers,
        limit=view.limit,
        runs=[
            Waiting(place=place, run=run.run, state=run.state)
            for place, run in enumerate(view.runs, 1)
        ],
    )
