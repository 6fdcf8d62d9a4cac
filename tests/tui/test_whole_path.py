"""The whole path of a person through the app once, with the real engine on the sample data."""

import asyncio
import contextlib
import csv
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from driving import OpenApp, Opened

from rnn_tui.results.plot.curves import Role
from rnn_tui.runs import RunError, RunState, State, kill_engine, list_runs
from rnn_tui.tui.data.screen import DataScreen
from rnn_tui.tui.data.state import Loaded
from rnn_tui.tui.runs.screen import RunsScreen
from rnn_tui.tui.widgets.plot import CurvePlot

PATIENCE = 120.0
"""Seconds until what must happen is taken for lost, on a slow and busy machine."""

EPOCHS = 24
BATCH = 1
"""Small, so that an epoch takes seconds: the app is to see the run in the middle of one."""


@pytest.fixture(autouse=True)
def _nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Files go into the test's folder; no engine outlives a test that fails."""
    monkeypatch.chdir(tmp_path)
    yield
    for run in list_runs(tmp_path / "runs"):
        with contextlib.suppress(RunError):
            kill_engine(run)


async def reached(opened: Opened, condition: Callable[[RunState], object]) -> RunState:
    """Sleep until the app has seen the current run so; it looks at it by itself."""
    app, seen, end = opened.app, asyncio.Event(), time.monotonic() + PATIENCE
    app.watch(app, "run_state", lambda: seen.set(), init=False)
    while (state := app.run_state) is None or not condition(state):
        assert state is None or state.failure is None, state.failure
        seen.clear()
        try:
            await asyncio.wait_for(seen.wait(), end - time.monotonic())
        except TimeoutError:
            raise AssertionError(f"it never happened; the screen shows\n{opened.screen}") from None
    await opened.settle()
    return state


def epochs_drawn(opened: Opened) -> list[float]:
    """The whole epochs that have a dot in the curve on the screen."""
    drawn = opened.app.screen.query(CurvePlot).first().curves.series
    return [x for series in drawn if series.role is Role.TRAINING for x in series.x.tolist()]


async def build(opened: Opened) -> None:
    """A preset, with other units."""
    await opened.press("p", *"quickstart", "enter")
    await opened.press("enter", "ctrl+u", "8", "escape")
    assert "(None, 8)" in opened.screen


async def load_data(opened: Opened) -> None:
    screen = opened.app.screen
    assert isinstance(screen, DataScreen)
    await opened.until(lambda: isinstance(screen.data_state, Loaded))
    await opened.settle()
    assert "3,200  (3200, 64)" in opened.screen


async def stop_within_an_epoch(opened: Opened) -> None:
    """What is trained so far stays, as curves too."""
    await reached(opened, lambda run: run.position.epoch and run.position.batch)
    await opened.press("s", "n")
    stopped = await reached(opened, lambda run: run.state is State.STOPPED)
    assert 1 <= len(stopped.epochs) < EPOCHS
    assert stopped.partial is not None
    assert epochs_drawn(opened) == list(range(1, len(stopped.epochs) + 1))
    cut = f"□ epoch {stopped.partial.epoch + 1} at"
    await opened.until(lambda: cut in opened.screen)  # curves are painted twice a second at most
    assert "r resumes from there" in opened.screen


async def resume(opened: Opened) -> None:
    await opened.press("r")
    finished = await reached(opened, lambda run: run.state is State.FINISHED)
    assert finished.test is not None
    assert epochs_drawn(opened) == list(range(1, EPOCHS + 1))
    assert "true" in opened.screen


async def train_another(opened: Opened) -> None:
    """With more units, for one epoch."""
    await opened.press("1", "enter", "ctrl+u", "1", "2", "escape")
    await opened.press("3", "enter", "ctrl+u", "1", "escape", "t")
    finished = await reached(
        opened, lambda run: "gru-12" in run.run_id and run.state is State.FINISHED
    )
    assert finished.run_id == "sample-gru-12-1"


async def compare(opened: Opened) -> None:
    screen = opened.app.screen
    assert isinstance(screen, RunsScreen)
    await opened.until(lambda: len(screen.listing.runs) == 2)
    await opened.press("space", "down", "space")
    drawn = screen.query(CurvePlot).first()
    await opened.until(lambda: len({series.run for series in drawn.curves.series}) == 2)
    await opened.settle()
    assert "2 ticked" in opened.screen
    assert "units" in opened.screen


async def export(opened: Opened, folder: Path) -> None:
    """The run at the cursor is the first of the two: the list begins with the newest."""
    await opened.press("escape", "x", "c", "enter")
    await opened.until(lambda: "wrote" in opened.screen)
    with (folder / "sample-gru-8-1.csv").open() as file:
        assert len(list(csv.DictReader(file))) == EPOCHS


async def test_the_whole_path(open_app: OpenApp, tmp_path: Path) -> None:
    async with open_app(real=True) as opened:
        await build(opened)
        await opened.press("2")
        await load_data(opened)
        await opened.press("3", "enter", "ctrl+u", *str(EPOCHS))
        await opened.press("down", str(BATCH), "escape", "t")
        await stop_within_an_epoch(opened)
        await resume(opened)
        await train_another(opened)
        await opened.press("4")
        await compare(opened)
        await export(opened, tmp_path)
