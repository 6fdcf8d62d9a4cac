"""Folders of the user: the chosen ones, the usual ones, and what takes their place."""

import os
from pathlib import Path

import pytest

from rnn_tui.io import places


@pytest.fixture(autouse=True)
def nothing_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STATE", "CACHE", "CONFIG"):
        # Set first: what the code under test sets is taken back at the end.
        monkeypatch.setenv(f"RNN_TUI_{name}", "")
        monkeypatch.setenv(f"XDG_{name}_HOME", "")
    monkeypatch.setenv(places.KERAS, "")
    monkeypatch.delenv(places.KERAS)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(places.tempfile, "gettempdir", lambda: str(tmp_path))
    places.take_notices()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_usual", lambda kind: None)


def test_what_is_chosen_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RNN_TUI_CACHE", "/nowhere/at/all")
    assert places.user_folder("cache") == Path("/nowhere/at/all")
    assert places.take_notices() == []


def test_else_the_usual_folder(home: Path) -> None:
    assert places.user_folder("state") == home / ".local" / "state" / "rnn-tui"
    assert places.take_notices() == []


def test_without_a_home_there_is_a_private_folder_and_it_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    homeless(monkeypatch)
    places.user_folders()
    own = tmp_path / f"rnn-tui-{os.getuid()}"
    assert places.user_folder("cache") == own / "cache"
    assert own.stat().st_mode & 0o777 == 0o700
    assert os.environ["RNN_TUI_STATE"] == str(own / "state")
    assert os.environ[places.KERAS] == str(own / "keras")
    (sentence,) = places.take_notices()
    assert sentence.startswith(f"no home folder: using {own} (live runs, ")
    places.user_folders()
    assert places.take_notices() == []


@pytest.mark.parametrize("what", ["link", "file", "open to all"])
def test_a_folder_that_somebody_else_may_have_put_there_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    homeless(monkeypatch)
    trap, elsewhere = tmp_path / f"rnn-tui-{os.getuid()}", tmp_path / "elsewhere"
    elsewhere.mkdir()
    if what == "link":
        trap.symlink_to(elsewhere)
    elif what == "file":
        trap.touch()
    else:
        trap.mkdir()
        trap.chmod(0o777)
    folder = places.user_folder("state").parent
    assert folder != trap
    assert folder.stat().st_mode & 0o777 == 0o700
    assert places.user_folder("cache").parent != elsewhere


def test_a_place_where_no_folder_can_be_made(home: Path, tmp_path: Path) -> None:
    (home / ".cache").write_text("a file")
    assert places.user_folder("cache").is_relative_to(tmp_path / f"rnn-tui-{os.getuid()}")
    (sentence,) = places.take_notices()
    assert sentence.startswith(f"{home}/.cache/rnn-tui cannot be written: ")
    assert sentence.endswith("set RNN_TUI_CACHE to use another")


def test_paths_from_a_working_folder_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    assert places.expanded("x") == tmp_path / "gone" / "x"
    assert places.short(tmp_path / "gone" / "x") == "x"
    (tmp_path / "gone").rmdir()
    with pytest.raises(places.WorkingFolderGone, match="the working folder was deleted"):
        places.expanded("x")
    assert places.expanded("/x") == Path("/x")
    assert places.expanded("x", tmp_path) == tmp_path / "x"
    assert places.shown_folder() == Path("/")
    assert places.short(Path("/x")) == "/x"


def test_a_tilde_means_a_home_where_there_is_one(home: Path) -> None:
    assert places.expanded("~/x") == home / "x"
    assert places.short(home / "x") == "~/x"
    assert places.expanded("~nobody-of-this-name/x").name == "x"
