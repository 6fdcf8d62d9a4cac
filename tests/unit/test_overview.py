"""Looking at many runs again and again: what is new, what has gone, what cannot be read."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rnn_tui.io.reading import stamp
from rnn_tui.runs import RunDirectory, State
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.files.status import Status
from rnn_tui.runs.files.trace import TraceWriter
from rnn_tui.runs.lists import overview as module
from rnn_tui.runs.lists.overview import Entry, Overview
from rnn_tui.runs.position import Position
from rnn_tui.runs.process.live_runs import enter
from rnn_tui.runs.state.follower import Follower
from tests.made_runs import begun, epoch, made_run, stopped, tell


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "runs"


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[RunDirectory]:
    """The runs that a Follower was made for."""
    made: list[RunDirectory] = []

    class Counted(Follower):
        def __init__(self, run: RunDirectory) -> None:
            made.append(run)
            super().__init__(run)

    monkeypatch.setattr(module, "Follower", Counted)
    return made


def ended(folder: Path) -> RunDirectory:
    run = made_run(folder)
    tell(run, *begun(), epoch(0), stopped(1, 5, loss=0.5))
    return run


def live(folder: Path) -> RunDirectory:
    run = made_run(folder)
    tell(run, *begun())
    Status(State.RUNNING, Position(), Identity.own(), heartbeat=2e9).write(run.status)
    return run


def by_id(entries: tuple[Entry, ...]) -> dict[str, Entry]:
    return {entry.run.run_id: entry for entry in entries}


def test_no_folder_and_an_empty_one(folder: Path) -> None:
    overview = Overview(folder)
    assert overview.look() == ()
    folder.mkdir()
    assert overview.look() == ()
    assert overview.complete


def test_runs_come_change_and_go(folder: Path) -> None:
    overview, run = Overview(folder), ended(folder)
    assert by_id(overview.look())["imdb-1"].summary.state == State.STOPPED
    other = ended(folder)
    assert set(by_id(overview.look())) == {"imdb-1", "imdb-2"}
    tell(run, *begun(1300.0))
    assert by_id(overview.look())["imdb-1"].summary.state == State.LOST
    shutil.rmtree(run.path)
    assert set(by_id(overview.look())) == {"imdb-2"}
    other.path.rename(folder / "other")
    assert set(by_id(overview.look())) == {"other"}


def test_what_has_not_changed_is_not_read_again(folder: Path, reads: list[RunDirectory]) -> None:
    overview, run = Overview(folder), ended(folder)
    first = overview.look()
    assert overview.look() == first
    assert overview.look()[0] is first[0]
    assert reads == [run]


def test_a_live_run_is_followed_until_its_engine_is_gone(
    folder: Path, reads: list[RunDirectory]
) -> None:
    overview, run = Overview(folder), live(folder)
    assert overview.look()[0].live
    tell(run, epoch(0))
    assert len(overview.look()[0].state.epochs) == 1
    assert reads == [run]
    gone = replace(Identity.own(), start=1.0)
    Status(State.RUNNING, Position(), gone, heartbeat=2e9).write(run.status)
    assert overview.look()[0].summary.state == State.LOST


def test_the_trace_is_there_only_where_it_is_wanted(folder: Path) -> None:
    overview, run = Overview(folder), ended(folder)
    with_trace = TraceWriter(run.trace, ("loss",))
    with_trace.append(0, 0, 1, 1000.0, {"loss": 0.5})
    with_trace.close()
    assert overview.look()[0].state is None
    assert np.isclose(overview.look([run.path])[0].state.trace["loss"][0], 0.5)
    assert overview.look()[0].state is None


def test_reading_stops_in_time_and_continues(folder: Path) -> None:
    for _ in range(3):
        ended(folder)
    overview = Overview(folder)
    assert sum(entry.unread for entry in overview.look(seconds=0)) == 2
    assert not overview.complete
    overview.look(seconds=0)
    assert not any(entry.unread for entry in overview.look(seconds=0))
    assert overview.complete


def test_while_runs_are_read_for_the_first_time_the_others_are_not_asked_about(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        ended(folder)
    monkeypatch.setattr(module, "SHORTEST_SECONDS", 60.0)  # each look reads one run, and whole
    overview, asked = Overview(folder), list[Path]()
    monkeypatch.setattr(module, "stamp", lambda path: asked.append(path) or stamp(path))
    for read in range(1, 6):
        entries = overview.look(seconds=0.0)
        assert sum(not entry.unread for entry in entries) == read
        runs = [path for path in asked if path.parent == folder]
        assert len(runs) == read  # each once, when it is read
    overview.look()
    assert len([path for path in asked if path.parent == folder]) == 10


def test_what_cannot_be_read_says_why(folder: Path) -> None:
    ended(folder).experiment.write_text('kind = "Nonsense"')
    ended(folder).events.write_text('{"v": 9, "event": "made", "at": 1.0}\n')
    made_run(folder).experiment.write_bytes(b"\xff")
    emptied, without, ghost = ended(folder), ended(folder), ended(folder)
    emptied.events.write_bytes(b"")
    for run in (emptied, without, ghost):
        Status(State.FINISHED, Position(1), heartbeat=1300.0).write(run.status)
    without.events.unlink()
    ghost.events.unlink()
    ghost.events.symlink_to("nowhere")
    overview = Overview(folder)
    found = by_id(overview.look())
    assert all(entry.state is None and not entry.unread for entry in found.values())
    assert "kind" in found["imdb-1"].error
    assert "a line of version 9" in found["imdb-2"].error
    assert "UTF-8" in found["imdb-3"].error
    assert "event log events.jsonl is empty" in found["imdb-4"].error
    assert "event log events.jsonl: no such file" in found["imdb-5"].error
    assert "event log events.jsonl: no such file" in found["imdb-6"].error
    assert all("\n" not in entry.error for entry in found.values())


def test_a_damaged_run_that_is_repaired_is_read(folder: Path) -> None:
    overview, run = Overview(folder), ended(folder)
    whole = run.experiment.read_text()
    run.experiment.write_text("[")
    assert overview.look()[0].error
    run.experiment.write_text(whole)
    assert not overview.look()[0].error


def test_a_live_run_elsewhere_stays_when_it_has_ended(folder: Path, tmp_path: Path) -> None:
    far = live(tmp_path / "far")
    enter(far, Identity.own())
    overview = Overview(folder)
    assert overview.look()[0].elsewhere
    tell(far, stopped(0, 5, at=3e9))
    (tmp_path / "state" / "live").rename(tmp_path / "state" / "gone")
    assert overview.look()[0].state.state is not None
    shutil.rmtree(far.path)
    assert overview.look() == ()


def test_the_same_folder_under_another_name_is_not_elsewhere(folder: Path, tmp_path: Path) -> None:
    run = live(folder)
    enter(run, Identity.own())
    (tmp_path / "link").symlink_to(folder)
    assert len(Overview(tmp_path / "link").look()) == 1


def test_a_copy_that_grows_file_by_file_is_found(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ended(tmp_path / "far")
    overview, copy = Overview(folder), folder / "copy"
    copy.mkdir(parents=True)
    assert overview.look() == ()
    shutil.copy(run.events, copy)
    shutil.copy(run.experiment, copy)
    monkeypatch.setattr(module, "LIST_SECONDS", 0.0)
    assert len(overview.look()) == 1
