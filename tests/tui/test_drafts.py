"""Edits that an app has left which was ended: taken up at the start, or from the palette."""

import os
from pathlib import Path

import pytest
from driving import OpenApp
from fake_engine import FakeRun

from rnn_tui.experiment import Experiment, dumps, load
from rnn_tui.runs.files.identity import Identity
from rnn_tui.tui.app import DRAFT
from rnn_tui.tui.state.draft import Draft, left_behind


def left(tmp_path: Path, experiment: Experiment) -> Path:
    """A draft of an app that is gone."""
    folder = tmp_path / "state" / "drafts"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{Identity.own().host}~{os.getpid()}~1.00.toml"
    path.write_text(dumps(experiment))
    return path


def edited() -> Experiment:
    return load("quickstart", ["layers.1.units=7"])


async def test_a_start_takes_them_up_as_unsaved(open_app: OpenApp, tmp_path: Path) -> None:
    left(tmp_path, edited())
    async with open_app() as opened:
        assert opened.app.document.experiment == edited()
        assert opened.app.document.unsaved
        await opened.press("u")  # there is nothing before them
        assert opened.app.document.experiment == edited()
        await opened.press("q")
        assert "has unsaved changes" in opened.screen


async def test_with_a_run_to_show_they_wait_in_the_palette(
    open_app: OpenApp, tmp_path: Path
) -> None:
    left(tmp_path, edited())
    fake = FakeRun(tmp_path / "runs").start().epochs(1)
    async with open_app(attach=fake.run) as opened:
        await opened.until(lambda: "Unsaved edits are kept" in opened.screen)
        before = opened.app.document.experiment
        await opened.press("ctrl+p", *"unsaved")
        await opened.until(lambda: DRAFT in opened.screen)
        await opened.press("enter")
        await opened.until(lambda: opened.app.document.experiment == edited())
        assert opened.app.document.unsaved
        assert opened.app.document.path is None
        assert not left_behind()
        await opened.press("1")
        await opened.press("u")
        await opened.until(lambda: opened.app.document.experiment == before)


async def test_they_belong_to_the_folder_in_which_they_were_made(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = tmp_path / "one ü", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
    monkeypatch.chdir(one)
    draft = Draft()
    assert draft.keep(edited())
    _ended(draft)
    monkeypatch.chdir(other)
    assert not left_behind()
    async with open_app() as opened:
        assert opened.app.document.experiment == load("quickstart")
    monkeypatch.chdir(one)
    async with open_app() as opened:
        assert opened.app.document.experiment == edited()


def test_those_of_a_folder_that_is_gone_are_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    draft = Draft()
    assert draft.keep(edited())
    _ended(draft)
    monkeypatch.chdir(tmp_path)
    assert not left_behind()
    folder.rmdir()
    assert len(left_behind()) == 1
    assert load(left_behind()[0]) == edited()


def _ended(draft: Draft) -> None:
    """As if the app that keeps it were gone."""
    draft._path.rename(draft._path.with_name(f"{Identity.own().host}~{os.getpid()}~1.00.toml"))
