"""Keys, clicks and sizes at random, on runs of all kinds: nothing may end the app.

A seed that fails prints what came last. `RANDOM_SEEDS=100:140` takes other seeds.
"""

import os
import random
from pathlib import Path

import pytest
from driving import OpenApp, Opened
from fake_engine import FakeRun
from textual.pilot import OutOfBounds

from rnn_tui.experiment import load
from rnn_tui.tui.app import RnnTui

STEPS = 150
TOLD = 40
FIRST, BEYOND = map(int, os.environ.get("RANDOM_SEEDS", "3:6").split(":"))

LETTERS = "abcdefghijklmnoprstuvwxyzADJKLMNPSUXRTZ0123456789/?+-.,[]<>"  # q has tests of its own
NAMED = (
    "enter escape tab shift+tab up down left right pageup pagedown home end space backspace "
    "delete ctrl+s ctrl+z ctrl+y ctrl+u ctrl+p ctrl+n ctrl+l alt+2 alt+3"
)
KEYS = (*LETTERS, *NAMED.split())
WAYS = ("1", "2", "3", "4", "5", "escape", "enter", "down", "up", "tab", "?")
SIZES = ((80, 24), (120, 35), (60, 15), (40, 12), (20, 5), (1, 1), (200, 50))


class Hand:
    """One that knows nothing about the app, and an engine that goes on meanwhile."""

    def __init__(self, opened: Opened, seed: int, live: FakeRun) -> None:
        self.done: list[str] = []
        self._opened = opened
        self._chance = random.Random(seed)
        self._live = live

    async def act(self) -> None:
        pilot, chance = self._opened.pilot, self._chance
        match chance.choices(("key", "way", "click", "size", "epoch"), (80, 10, 4, 3, 3))[0]:
            case "key":
                await self._press(chance.choice(KEYS))
            case "way":
                await self._press(chance.choice(WAYS))
            case "click":
                width, height = self._opened.app.size
                at = (chance.randrange(width), chance.randrange(height))
                self.done.append(f"click at {at}")
                await pilot.click(offset=at)
            case "size":
                size = chance.choice(SIZES)
                self.done.append(f"size {size}")
                await pilot.resize_terminal(*size)
            case "epoch":
                self.done.append("epoch")
                if self._live.run.path.exists():
                    self._live.epochs(1)
                self._opened.app.workspace.poll_run()

    async def _press(self, key: str) -> None:
        self.done.append(key)
        await self._opened.pilot.press(key)


def fill(runs: Path) -> FakeRun:
    """Runs that ended in each way, and one that is alive."""
    FakeRun(runs, load("imdb-gru")).start().epochs(3).test().finish()
    FakeRun(runs, load("imdb-simple-rnn")).start().epochs(2).partial(batch=7).stop()
    FakeRun(runs, load("imdb-lstm")).start().epochs(1).fail()
    FakeRun(runs, load("quickstart")).start().epochs(1).die()
    return FakeRun(runs, load("quickstart", ["train.epochs=1000"])).start().epochs(1)


async def stay(app: RnnTui) -> None:
    """What leaving does here."""


@pytest.mark.parametrize("seed", range(FIRST, BEYOND))
async def test_nothing_ends_the_app(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(RnnTui, "_leave", stay)
    live = fill(tmp_path / "runs")
    async with open_app(size=SIZES[seed % 4]) as opened:
        hand = Hand(opened, seed, live)
        for _ in range(STEPS):
            try:
                await hand.act()
            except OutOfBounds:
                continue
            finally:
                if opened.app._exception is not None:
                    print(*hand.done[-TOLD:])
