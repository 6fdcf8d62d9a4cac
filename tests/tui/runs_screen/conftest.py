"""The folder of runs that the tests of the Runs screen fill, at a steady time and place."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from filled import NOON

from rnn_tui.runs.lists import run_summary


@pytest.fixture(autouse=True)
def _steady(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Times and paths are the same on every machine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setattr(run_summary, "now", lambda: NOON + 86_400.0)
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "runs"
