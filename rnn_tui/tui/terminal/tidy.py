"""Looking for garbage while nobody waits.

Python looks through all that lives whenever enough has come to be, which takes 30 ms and more
here, and falls on the keys that draw most.
"""

import gc
from time import monotonic

from textual.app import App
from textual.events import Event, InputEvent

LOOK_SECONDS = 1.0
QUIET_SECONDS = 1.5
"""Who has not touched anything for so long does not wait for the next picture."""

ENOUGH = 10
"""Small collections after which a full one is due: Python's own figure."""

TOO_MANY = 60
"""Small collections after which it is due even while somebody types without a rest."""


class TidyApp(App[int]):
    """An app that collects its garbage between two keys, not before a picture.

    Where collections are off when it starts, they begin behind the first frame.
    """

    def __init__(self) -> None:
        super().__init__()
        self._touched = monotonic()

    def on_mount(self) -> None:
        self.set_interval(LOOK_SECONDS, self._tidy)
        if not gc.isenabled():
            self.call_after_refresh(_begin)

    async def on_event(self, event: Event) -> None:
        if isinstance(event, InputEvent):
            self._touched = monotonic()
        await super().on_event(event)

    def _tidy(self) -> None:
        if gc.get_count()[2] >= ENOUGH and monotonic() - self._touched > QUIET_SECONDS:
            gc.collect()


def _begin() -> None:
    """What the first frame took will stay: no collection looks through it."""
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, TOO_MANY)
    gc.enable()
