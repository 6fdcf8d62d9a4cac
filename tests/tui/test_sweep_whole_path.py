"""A sweep in the app with the real engine: from the key to the figures of the finished sweep."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from driving import OpenApp

from rnn_tui.experiment import load
from rnn_tui.runs import RunError, kill_engine, list_runs
from rnn_tui.sweeps.folder import list_sweeps
from rnn_tui.sweeps.workers import workers_of
from rnn_tui.tui.runs.sweep.screen import SweepScreen

PATIENCE, LOOK_SECONDS = 240.0, 0.1

SHORT = ("train.epochs=1", "train.jit_compile=false", "train.early_stopping=none")


@pytest.fixture(autouse=True)
def _nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No worker and no engine outlives a test that fails."""
    monkeypatch.chdir(tmp_path)
    yield
    for sweep in list_sweeps(tmp_path / "runs"):
        for worker in workers_of(sweep):
            if worker.identity is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker.identity.pid, signal.SIGKILL)
        for run in list_runs(sweep.path):
            with contextlib.suppress(RunError):
                kill_engine(run)


@pytest.mark.timeout(600)
async def test_a_field_with_two_values_becomes_a_finished_sweep(open_app: OpenApp) -> None:
    async with open_app(load("quickstart", SHORT), size=(120, 40), real=True) as opened:
        await opened.press("enter", "ctrl+r", *"4,8", "enter", "escape", "w")
        await opened.press("end", *(["down"] * 6), "1")
        assert "2 runs, one after the other" in opened.screen
        await opened.press("enter")
        end = time.monotonic() + PATIENCE
        while True:
            screen = opened.app.screen
            seen = screen.seen if isinstance(screen, SweepScreen) else None
            if seen is not None and seen.view.state == "finished":
                break
            assert time.monotonic() < end, opened.screen
            await asyncio.sleep(LOOK_SECONDS)
        await opened.settle()
        assert [row.state for row in seen.rows] == ["finished", "finished"]
        assert {row.trial.values["layers.1.units"] for row in seen.rows} == {4, 8}
        await opened.until(lambda: "test, looked at once, for this one only" in opened.screen)
        assert "mean of 2 runs" in opened.screen
        [sweep] = list_sweeps(opened.runs)
        assert not workers_of(sweep)
        assert "Traceback" not in (sweep.path / "workers.log").read_text()
