"""Folders with runs in them, and the Runs screen that looks at them."""

import json
from pathlib import Path

from driving import Opened
from fake_engine import FakeRun

from rnn_tui.experiment import load
from rnn_tui.runs.lists.overview import Entry
from rnn_tui.tui.runs.curves import drawn
from rnn_tui.tui.runs.details import RunDetails
from rnn_tui.tui.runs.screen import RunsScreen
from rnn_tui.tui.widgets.plot import CurvePlot

NOON = 1_750_000_000.0


def made(folder: Path, preset: str, *settings: str, at: float = NOON) -> FakeRun:
    """A queued run that seems to have been made at `at`."""
    fake = FakeRun(folder, load(preset, settings), since=at)
    created = json.loads(fake.run.events.read_text())
    fake.run.events.write_text(json.dumps(created | {"at": at}) + "\n")
    return fake


def several(folder: Path) -> dict[str, FakeRun]:
    """One run of each kind of end, an hour between them, and a live one."""
    hours = (NOON + 3600 * number for number in range(100))
    found = [
        made(folder, "imdb-simple-rnn", at=next(hours)).start().epochs(3).partial(16).stop(),
        made(folder, "imdb-gru", at=next(hours)).start().epochs(6).test().finish(),
        made(folder, "imdb-gru", "layers.1.units=64", at=next(hours)).start().epochs(4).die(),
        made(folder, "imdb-lstm", at=next(hours)).start().epochs(2).fail(hint="a smaller batch"),
        made(folder, "quickstart", at=next(hours)).start().epochs(2).partial(5),
    ]
    return {fake.run.run_id: fake for fake in found}


def damage(folder: Path) -> None:
    """A run with a configuration that is none, and one of a later version."""
    made(folder, "imdb-lstm").run.experiment.write_text('[[layers]]\nkind = "Nonsense"\n')
    made(folder, "imdb-lstm").run.events.write_text('{"v": 2, "event": "made", "at": 1.0}\n')


def screen_of(opened: Opened) -> RunsScreen:
    screen = opened.app.screen
    assert isinstance(screen, RunsScreen)
    return screen


async def go(opened: Opened) -> RunsScreen:
    """Show the screen and wait until it has read all runs."""
    await opened.press("4")
    screen = screen_of(opened)
    await look(opened, screen)
    return screen


async def look(opened: Opened, screen: RunsScreen) -> None:
    """Let the screen look at the files now, and wait until it shows what it has seen."""
    await opened.until(lambda: not screen._looking)
    screen.look_afresh()
    await opened.until(lambda: not screen._looking)
    await painted(opened, screen)


async def painted(opened: Opened, screen: RunsScreen) -> None:
    await opened.settle()
    await opened.until(lambda: "Still reading." not in opened.screen)
    details = screen.query_one(RunDetails)
    await opened.until(lambda: all(each.state or each.error for each in drawn(details._given)))
    await opened.settle()
    await opened.until(lambda: screen.query_one(CurvePlot)._waiting is None)
    opened.app.clear_notifications()
    await opened.settle()


def ids(screen: RunsScreen) -> list[str]:
    return [row.entry.run.run_id for row in screen.rows]


def entry_of(screen: RunsScreen, run_id: str) -> Entry:
    return next(entry for entry in screen.entries if entry.run.run_id == run_id)
