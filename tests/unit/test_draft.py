"""Edits that are in no file, as one app leaves them and the next finds them."""

import os
from pathlib import Path

import pytest

from rnn_tui.experiment import Experiment, dumps
from rnn_tui.runs.files.identity import Identity
from rnn_tui.tui.state.draft import Draft, left_behind


@pytest.fixture
def drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path))
    folder = tmp_path / "drafts"
    folder.mkdir()
    return folder


def left(drafts: Path, name: str, at: float, *, host: str = "", text: str = "") -> Path:
    """A draft of an app that is gone."""
    path = drafts / f"{host or Identity.own().host}~{os.getpid()}~{at:.2f}.toml"
    path.write_text(text or dumps(Experiment(name=name)))
    os.utime(path, (at, at))
    return path


def test_the_latest_draft_of_an_app_that_is_gone_is_taken_over(drafts: Path) -> None:
    older, newer = left(drafts, "older", 1.0), left(drafts, "newer", 2.0)
    assert left_behind() == [newer, older]
    draft = Draft()
    found = draft.take_over()
    assert found is not None
    assert found.name == "newer"
    assert left_behind() == [older]
    draft.drop()
    assert list(drafts.glob("*")) == [older]


def test_what_a_living_app_keeps_is_left_alone(drafts: Path) -> None:
    assert Draft().keep(Experiment(name="mine"))
    assert len(list(drafts.glob("*.toml"))) == 1
    assert left_behind() == []
    assert Draft().take_over() is None


def test_what_is_none_of_ours_is_passed_over(drafts: Path) -> None:
    left(drafts, "far", 1.0, host="elsewhere")
    (drafts / f"{Identity.own().host}~x~y.toml").write_text("")
    assert Draft().take_over() is None
    assert len(list(drafts.glob("*.toml"))) == 2


def test_one_that_cannot_be_read_is_kept_and_not_tried_again(drafts: Path) -> None:
    broken, whole = left(drafts, "", 2.0, text="["), left(drafts, "whole", 1.0)
    found = Draft().take_over()
    assert found is not None
    assert found.name == "whole"
    assert not whole.exists()
    assert [path.name for path in drafts.glob("*.unread")] == [f"{broken.stem}.unread"]


def test_a_disk_that_takes_nothing_does_no_harm(drafts: Path) -> None:
    drafts.rmdir()
    drafts.write_text("no folder")
    draft = Draft()
    assert not draft.keep(Experiment(name="mine"))
    draft.drop()
    assert draft.take_over() is None
