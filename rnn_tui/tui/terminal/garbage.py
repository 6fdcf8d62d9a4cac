"""Collecting garbage while nobody waits.

Python looks through all objects whenever enough new ones have been made, which takes 30 ms and
more in this app, and falls on the keys that draw most. Needed as long as CPython stops for a
full collection (3.11 to 3.13 do).
"""

import gc
from collections.abc import Callable
from time import monotonic

LOOK_SECONDS = 1.0
QUIET_SECONDS = 1.5
"""A person who has touched nothing for so long does not wait for the next picture."""

ENOUGH = 10
"""Small collections after which a full one is due: Python's own figure."""

TOO_MANY = 60
"""Small collections after which it is due even while somebody types without a rest."""


class GarbagePolicy:
    """Collects between two keys, not before a picture."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._touched = now()

    def touched(self) -> None:
        """Note that a person has pressed a key or moved the mouse."""
        self._touched = self._now()

    def begin(self) -> None:
        """Turn collection on after the first frame, where the start of the app has turned it off.

        What the first frame took will stay: no collection looks through it.
        """
        if not gc.isenabled():
            gc.freeze()
            young, middle, _ = gc.get_threshold()
            gc.set_threshold(young, middle, TOO_MANY)
            gc.enable()

    def look(self) -> None:
        """Collect where it is due and nobody waits."""
        if gc.get_count()[2] >= ENOUGH and self._now() - self._touched > QUIET_SECONDS:
            gc.collect()
