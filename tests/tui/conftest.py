"""Fixtures of the screen tests: an app on a fake engine, text dumps of what it shows."""

import gc
import math
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from driving import Dump, OpenApp, Opened
from fake_engine import FakeEngine

from rnn_tui.experiment import Experiment, load
from rnn_tui.runs import RunDirectory, start_engine
from rnn_tui.tui.app import RnnTui

DUMPS = Path(__file__).parent / "dumps"

# Each app leaves thousands of objects that know one another; looking for garbage among all
# that was imported, again and again, would take a quarter of the time of these tests.
gc.freeze()
gc.set_threshold(50_000, 20, 100)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-dumps", action="store_true", help="write the text dumps of screens anew"
    )


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the user's own live runs and data, or the terminal it happens to run in."""
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("RNN_TUI_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("RNN_TUI_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    # A fake engine waits for the test.
    monkeypatch.setattr("rnn_tui.runs.state.follower.HUNG_SECONDS", math.inf)
    for name in ("RNN_TUI_RUNS", "SSH_CONNECTION", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def imdb_is_here(tmp_path: Path) -> None:
    """Nothing asks whether to download IMDB; what its files hold is nothing to be read."""
    folder = tmp_path / "keras" / "datasets"
    folder.mkdir(parents=True)
    for name in ("imdb.npz", "imdb_word_index.json"):
        (folder / name).write_bytes(b"it is here")


@pytest.fixture
def open_app(tmp_path: Path) -> OpenApp:
    """`async with open_app(experiment, size=(80, 24), attach=run) as opened:`.

    `experiment` is an Experiment or the name of a preset; left out: what a fresh start shows.
    With `real` the app starts Keras, and `engine` stays without runs.
    """

    @asynccontextmanager
    async def opening(
        experiment: Experiment | str | None = None,
        *,
        size: tuple[int, int] = (80, 24),
        attach: RunDirectory | None = None,
        real: bool = False,
    ) -> AsyncIterator[Opened]:
        if isinstance(experiment, str):
            experiment = load(experiment)
        engine, runs = FakeEngine(), tmp_path / "runs"
        app = RnnTui(experiment, runs, attach, start_engine if real else engine)
        app.animation_level = "none"
        async with app.run_test(size=size, notifications=True) as pilot:
            opened = Opened(app, pilot, engine, runs)
            await opened.settle()
            yield opened
            if app.return_value is None:
                # A screen that is torn down while it is being built complains: a test may end
                # as soon as it sees what it waits for.
                await opened.settle()

    return opening


@pytest.fixture
def dump(request: pytest.FixtureRequest) -> Dump:
    """`dump("model-quickstart", opened)` compares the screen with `dumps/model-quickstart.txt`."""

    def compare(name: str, opened: Opened) -> None:
        opened.finish_plots()
        path = DUMPS / f"{name}.txt"
        shown = re.sub(re.escape(str(opened.runs)), "RUNS", opened.screen)
        if request.config.getoption("--update-dumps"):
            DUMPS.mkdir(exist_ok=True)
            path.write_text(shown, encoding="utf-8")
            return
        assert path.is_file(), f"no {path.name} yet: run pytest --update-dumps and look at it"
        assert shown == path.read_text(encoding="utf-8")

    return compare
