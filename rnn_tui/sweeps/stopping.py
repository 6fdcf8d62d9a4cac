"""Signals that end a worker: its run stops with a checkpoint, and its trial stays open."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from rnn_tui.io.signals import STOPPING, exit_code

REPEAT_SECONDS = 1.0
"""Signals within this time are one: Slurm sends its own to every process of a step."""


class Stopping:
    """The signals so far. `code` is the exit code of the first one, `count` how many came."""

    def __init__(self) -> None:
        self.code: int | None = None
        self.count = 0
        self._last = -REPEAT_SECONDS

    def heed(self, number: int, frame: FrameType | None = None) -> None:
        """Note a signal."""
        now = time.monotonic()
        if now - self._last >= REPEAT_SECONDS:
            self.count, self._last = self.count + 1, now
            self.code = self.code or exit_code(signal.Signals(number))


@contextmanager
def heeded() -> Iterator[Stopping]:
    """Note signals while entered, instead of being ended by them."""
    stopping = Stopping()
    before = {number: signal.signal(number, stopping.heed) for number in STOPPING}
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
