"""Driving the app in a test: what `open_app` gives, and waiting for what must happen."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from fake_engine import FakeEngine
from textual import events
from textual.keys import _character_to_key
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from rnn_tui.tui.app import RnnTui
from rnn_tui.tui.widgets.plot import CurvePlot

DEADLINE, WORKED, LONGEST = 60.0, 5.0, 600.0
"""What must happen is taken for lost after so many seconds in which this process has had so many
of a processor's: one that gets a fortieth of it has done nothing wrong; in any case after the
longest time."""

PAUSE = 0.005  # between two looks: what the app's threads do meanwhile needs the processor
QUIET_ROUNDS = 3


class Deadline:
    """The time from now on, on the clock and of the processor."""

    def __init__(self) -> None:
        self._began, self._worked = time.monotonic(), time.process_time()

    @property
    def is_over(self) -> bool:
        waited = time.monotonic() - self._began
        worked = time.process_time() - self._worked
        return waited > LONGEST or (waited > DEADLINE and worked > WORKED)


@dataclass
class Opened:
    """An app under test, its pilot, and the engine that stands in for the real one."""

    app: RnnTui
    pilot: Pilot[int]
    engine: FakeEngine
    runs: Path

    @property
    def screen(self) -> str:
        """What the app shows: one line a row, without trailing blanks."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips) + "\n"

    async def press(self, *keys: str) -> None:
        """Press the keys, each when everything that follows from the one before has happened.

        Characters typed into a field follow one another as quickly as it takes them.
        """
        for key, following in zip(keys, (*keys[1:], "enter"), strict=True):
            typed = isinstance(self.app.focused, Input | TextArea) and len(key) == 1
            character = key if len(key) == 1 else None
            if character and not character.isalnum():
                key = _character_to_key(character)
            self.app.post_message(events.Key(key, character))
            if not (typed and len(following) == 1):
                await self.settle()

    async def settle(self) -> None:
        """Wait until all messages are handled and the screen shows what came of them.

        `Pilot.press` and `Pilot.pause` wait for the whole process to be idle, at least 60 ms
        a key, and send each widget a message to see that it answers. This looks at the queues.
        """
        deadline = Deadline()
        quiet = 0
        while quiet < QUIET_ROUNDS and not deadline.is_over:
            await asyncio.sleep(0)
            if all(map(_is_idle, self._pumps)):
                self.app.screen._on_timer_update()  # lays out and paints what has changed
                quiet += 1
            else:
                quiet = 0

    def finish_plots(self) -> None:
        """Paint the plots that wait because they were painted a moment ago."""
        for plot in self.app.screen.query(CurvePlot):
            if plot._waiting is not None:
                plot._paint()
        self.app.screen._on_timer_update()

    @property
    def _pumps(self) -> tuple[MessagePump, ...]:
        """All that receives messages in what is shown."""
        return (self.app, *self.app.screen.walk_children(with_self=True))

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until the condition holds; fails with the screen when it never does."""
        deadline = Deadline()
        while not condition():
            if deadline.is_over:
                raise AssertionError(f"it never happened; the screen shows\n{self.screen}")
            await self.pilot.pause(PAUSE)

    async def poll(self) -> None:
        """Let the app look at the current run now."""
        self.app.workspace.poll_run()
        await self.settle()


def _is_idle(pump: MessagePump) -> bool:
    """Whether it waits for a message, or will never take one again."""
    queue = pump._message_queue
    waits = queue.empty() and bool(queue.ready_event._waiters)
    return pump._closed or pump._closing or (waits and not pump._next_callbacks)


OpenApp = Callable[..., AbstractAsyncContextManager[Opened]]
"""Type of the fixture `open_app`."""

Dump = Callable[[str, Opened], None]
"""Type of the fixture `dump`."""
