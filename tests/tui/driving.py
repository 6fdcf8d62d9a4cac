"""Driving the app in a test: what `open_app` gives, and waiting for what must happen."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from fake_engine import FakeEngine
from textual.pilot import Pilot

from rnn_tui.tui.app import RnnTui

DEADLINE = 10.0


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
        """Press the keys and wait until everything that follows from them has happened."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until the condition holds; fails with the screen when it never does."""
        end = time.monotonic() + DEADLINE
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f"it never happened; the screen shows\n{self.screen}")
            await asyncio.sleep(0)
            await self.pilot.pause()

    async def poll(self) -> None:
        """Let the app look at the current run now."""
        self.app.poll_run()
        await self.pilot.pause()


OpenApp = Callable[..., AbstractAsyncContextManager[Opened]]
"""Type of the fixture `open_app`."""

Dump = Callable[[str, Opened], None]
"""Type of the fixture `dump`."""
