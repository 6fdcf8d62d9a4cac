"""A run that the app opens on is shown as it is."""

from pathlib import Path

import pytest
from driving import OpenApp
from fake_engine import FakeRun

from rnn_tui.experiment import load


@pytest.mark.parametrize("units", [16, 64])
async def test_the_model_is_that_of_the_run(open_app: OpenApp, tmp_path: Path, units: int) -> None:
    experiment = load("quickstart", [f"layers.1.units={units}"])
    fake = FakeRun(tmp_path / "runs", experiment).start().epochs(2).finish()
    async with open_app(attach=fake.run) as opened:
        await opened.press("1")
        assert opened.app.document.experiment == experiment
        assert f"(None, {units})" in opened.screen
        assert "*" not in opened.screen.splitlines()[0]
