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
from textual.pilot import Pilot

from rnn_tui.tui.app import RnnTui

DEADLINE = 10.0
PAUSE = 0.005  # between two looks: what the app's threads do meanwhile needs the processor
ROUNDS, QUIET_ROUNDS = 200, 2


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
        """Press the keys, each when everything that follows from the one before has happened."""
        for key in keys:
            character = key if len(key) == 1 else None
            if character and not character.isalnum():
                key = _character_to_key(character)
            self.app.post_message(events.Key(key, character))
            await self.settle()

    async def settle(self) -> None:
        """Wait until all messages are handled and the screen shows what came of them.

        `Pilot.press` and `Pilot.pause` wait for the whole process to be idle, at least 60 ms
        a key; this asks for a few rounds in a row after which no queue holds anything.
        """
        quiet = 0
        for _ in range(ROUNDS):
            await self._app_is_done()
            await self.pilot.pause(0)
            pumps = (self.app, *self.app.screen.walk_children(with_self=True))
            quiet = 0 if any(pump.message_queue_size for pump in pumps) else quiet + 1
            if quiet == QUIET_ROUNDS:
                return

    async def _app_is_done(self) -> None:
        """Wait for the message that the app itself is at work on: no queue holds it any more."""
        done = asyncio.Event()
        if self.app.call_later(done.set):
            await asyncio.wait_for(done.wait(), DEADLINE)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until the condition holds; fails with the screen when it never does."""
        end = time.monotonic() + DEADLINE
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f"it never happened; the screen shows\n{self.screen}")
            await self.pilot.pause(PAUSE)

    async def poll(self) -> None:
        """Let the app look at the current run now."""
        self.app.workspace.poll_run()
        await self.settle()


OpenApp = Callable[..., AbstractAsyncContextManager[Opened]]
"""Type of the fixture `open_app`."""

Dump = Callable[[str, Opened], None]
"""Type of the fixture `dump`."""
