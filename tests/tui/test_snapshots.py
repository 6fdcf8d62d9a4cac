"""SVG snapshots of the five screens: what no text dump shows, the colours and the styles.

`pytest tests/tui/test_snapshots.py --snapshot-update` writes them anew; look at them then.
"""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from driving import OpenApp, Opened
from fake_engine import FakeRun
from fake_loading import loading, show
from pytest_textual_snapshot import SVGImageExtension
from syrupy.assertion import SnapshotAssertion

from rnn_tui.experiment import load
from rnn_tui.runs.lists import run_summary
from rnn_tui.tui.widgets.plot import CurvePlot

__all__ = ["loading"]

NOON = 1_750_000_000.0


@pytest.fixture(autouse=True)
def _steady(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Times and paths are the same on every machine, and all terminals have colours."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setattr(run_summary, "now", lambda: NOON + 86_400.0)
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def picture(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot(extension_class=SVGImageExtension)


def run(tmp_path: Path) -> FakeRun:
    """An interrupted run: eight epochs were meant, the fifth was cut short."""
    fake = FakeRun(tmp_path / "runs", load("quickstart", ["train.epochs=8"]), since=NOON)
    created = json.loads(fake.run.events.read_text())
    fake.run.events.write_text(json.dumps(created | {"at": NOON}) + "\n")
    return fake.start().epochs(4).partial(batch=4)


async def drawn(opened: Opened) -> str:
    """The screen as SVG, once the runs are read and the plots have painted what they hold."""
    await opened.until(lambda: "Still reading." not in opened.screen)
    await opened.settle()
    plots = opened.app.screen.query(CurvePlot)
    await opened.until(lambda: not any(plot._waiting for plot in plots))
    opened.app.clear_notifications()
    await opened.settle()
    return opened.app.export_screenshot()


async def test_model(open_app: OpenApp, picture: SnapshotAssertion) -> None:
    async with open_app("embedding-simple-rnn") as opened:
        assert await drawn(opened) == picture


async def test_data(open_app: OpenApp, picture: SnapshotAssertion) -> None:
    async with open_app() as opened:
        await show(opened)
        assert await drawn(opened) == picture


async def test_train(open_app: OpenApp, picture: SnapshotAssertion, tmp_path: Path) -> None:
    async with open_app(attach=run(tmp_path).run, size=(120, 35)) as opened:
        await opened.press("3")
        assert await drawn(opened) == picture


async def test_runs(open_app: OpenApp, picture: SnapshotAssertion, tmp_path: Path) -> None:
    run(tmp_path).stop()
    async with open_app() as opened:
        await opened.press("4")
        await opened.until(lambda: "stopped" in opened.screen)
        assert await drawn(opened) == picture


async def test_inspect(open_app: OpenApp, picture: SnapshotAssertion) -> None:
    async with open_app() as opened:
        await opened.press("5", "right", "right", "right")
        assert await drawn(opened) == picture
