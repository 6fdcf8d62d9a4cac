"""Making runs, finding them, and the index of the live ones."""

import json
import os
import stat
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rnn_tui.experiment import Experiment, load
from rnn_tui.runs import RunDirectory, RunError, create, find, list_runs, live_runs, runs_folder
from rnn_tui.runs.files.event_log import LogReader
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.process import live_runs as index
from tests.made_runs import made_run


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "runs"


def active(run: RunDirectory, at: float) -> RunDirectory:
    """Let the run have been begun, and heard of for the last time, at this moment."""
    for path in (run.experiment, run.events):
        os.utime(path, (at, at))
    return run


def test_new_run_is_complete_and_alone(folder: Path) -> None:
    experiment = Experiment(name="imdb", seed=3)
    run = create(folder, experiment)
    assert run.path == folder / "imdb-1"
    assert run.is_run
    assert load(run.experiment) == experiment
    assert [event.event for event in LogReader(run.events).poll()] == ["created"]
    assert sorted(path.name for path in folder.iterdir()) == ["imdb-1"]
    assert sorted(path.name for path in run.path.iterdir()) == ["events.jsonl", "experiment.toml"]


def test_modes_follow_the_umask(folder: Path) -> None:
    before = os.umask(0o077)
    try:
        run = made_run(folder)
    finally:
        os.umask(before)
    assert stat.S_IMODE(run.path.stat().st_mode) == 0o700
    assert stat.S_IMODE(run.events.stat().st_mode) == 0o600


def test_creators_at_once_get_runs_of_their_own(folder: Path) -> None:
    count, made = 8, []
    together = threading.Barrier(count)

    def make() -> None:
        together.wait()
        made.append(made_run(folder))

    threads = [threading.Thread(target=make) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(run.run_id for run in made) == [f"imdb-{n}" for n in range(1, count + 1)]
    assert all(run.is_run for run in made)
    assert len(list(folder.iterdir())) == count


def test_folder_that_is_a_file_is_one_sentence(folder: Path) -> None:
    folder.write_text("")
    for place in (folder, folder / "below"):
        with pytest.raises(RunError, match=r"cannot make a run in .*--runs-dir"):
            made_run(place)


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_nothing_is_left_of_a_run_that_could_not_be_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(*call: object) -> None:
        raise error

    monkeypatch.setattr("rnn_tui.runs.files.event_log.LogWriter.append", fail)
    with pytest.raises(RunError if isinstance(error, OSError) else KeyboardInterrupt):
        made_run(folder)
    assert list(folder.iterdir()) == []


def test_list_skips_what_is_not_a_run(folder: Path) -> None:
    assert list_runs(folder) == []
    old, new = active(made_run(folder), 100), active(made_run(folder), 200)
    (folder / "notes.txt").write_text("")
    (folder / "foreign").mkdir()
    (folder / "half").mkdir()
    (folder / "half" / "experiment.toml").write_text("")
    (folder / "loop").symlink_to("loop")
    (folder / "pipes").mkdir()
    os.mkfifo(folder / "pipes" / "experiment.toml")
    os.mkfifo(folder / "pipes" / "events.jsonl")
    (folder / ".new-draft").mkdir()
    assert list_runs(folder) == [new, old]
    assert list_runs(folder / "notes.txt") == []


def test_list_begins_with_the_run_that_was_begun_last(folder: Path) -> None:
    runs = [made_run(folder) for _ in range(4)]
    times = [(30.0, 1.0), (20.0, 2.0), (20.0, 3.0), (40.0, 0.0)]
    for run, (begun, active) in zip(runs, times, strict=True):
        os.utime(run.experiment, (begun, begun))
        os.utime(run.events, (active, active))
    assert [run.run_id for run in list_runs(folder)] == ["imdb-4", "imdb-1", "imdb-3", "imdb-2"]


def test_link_to_a_run_is_a_run(folder: Path, tmp_path: Path) -> None:
    run = made_run(tmp_path / "elsewhere", "big")
    folder.mkdir()
    (folder / "here").symlink_to(run.path)
    assert [found.run_id for found in list_runs(folder)] == ["here"]


def test_folder_without_permission_is_skipped(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_run(folder)
    asked = os.stat

    def refuse(path: Any, **rest: Any) -> Any:
        if str(path).endswith("experiment.toml"):
            raise PermissionError(13, "Permission denied")
        return asked(path, **rest)

    monkeypatch.setattr(os, "stat", refuse)
    assert list_runs(folder) == []


def test_find(folder: Path) -> None:
    runs = [
        active(made_run(folder, name), at)
        for name, at in (("imdb-gru", 1), ("imdb-lstm", 3), ("imdb", 2))
    ]
    gru, lstm, plain = runs
    assert find("imdb-gru-1", runs, "here") == gru
    assert find("imdb-l", runs, "here") == lstm
    assert find("imdb-1", runs, "here") == plain
    assert find("last", runs, "here") == lstm
    os.utime(gru.events, (9, 9))  # a heartbeat of one that was begun before
    assert find("last", runs, "here") == lstm
    assert find(str(plain.path), [], "here") == plain
    with pytest.raises(RunError, match=r"could be any of imdb-1, imdb-gru-1, imdb-lstm-1"):
        find("imdb", runs, "here")
    with pytest.raises(RunError, match="no run in here matches mnist; the latest are imdb"):
        find("mnist", runs, "here")
    with pytest.raises(RunError, match="no run in here yet"):
        find("last", [], "here")
    with pytest.raises(RunError, match="it has no runs yet"):
        find("~nobody-of-this-name/x", [], "here")


def test_exact_name_wins_over_longer_ones(folder: Path) -> None:
    runs = [made_run(folder) for _ in range(11)]
    assert find("imdb-1", runs, "here") == runs[0]


def test_runs_of_one_name_in_two_folders_are_named_by_their_paths(tmp_path: Path) -> None:
    runs = [made_run(tmp_path / place) for place in ("a", "b")]
    with pytest.raises(RunError, match=r"a/imdb-1, .*b/imdb-1; give the path"):
        find("imdb-1", runs, "here")


def test_runs_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RNN_TUI_RUNS", raising=False)
    assert runs_folder() == tmp_path / "runs"
    monkeypatch.setenv("RNN_TUI_RUNS", "elsewhere")
    assert runs_folder() == tmp_path / "elsewhere"
    assert runs_folder("chosen") == tmp_path / "chosen"
    assert runs_folder("~nobody-of-this-name").is_absolute()


def test_index_knows_the_live_runs_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = Identity.own()
    runs = [made_run(folder) for _ in range(4)]
    index.enter(runs[0], own)
    index.enter(runs[1], replace(own, start=own.start - 10))
    index.enter(runs[2], replace(own, boot="an earlier boot"))
    index.enter(runs[3], replace(own, host="another host"))
    monkeypatch.chdir("/")
    assert live_runs() == [runs[0]]
    assert len(list((folder.parent / "state" / "live").iterdir())) == 2  # here, and elsewhere
    index.leave(runs[0])
    index.leave(runs[0])
    assert live_runs() == []


def test_index_holds_absolute_paths(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = made_run(folder)
    monkeypatch.chdir(folder)
    index.enter(RunDirectory(Path(run.run_id)), Identity.own())
    monkeypatch.chdir("/")
    assert live_runs() == [run]
    index.leave(run)
    assert live_runs() == []


def test_index_skips_damaged_entries_and_deleted_runs(folder: Path, tmp_path: Path) -> None:
    live = tmp_path / "state" / "live"
    assert live_runs() == []
    own = Identity.own().to_json()
    live.mkdir(parents=True)
    for number, record in enumerate(
        [None, [], {"process": own}, {"process": own, "path": "a\0b"}, {"process": {"pid": "x"}}]
    ):
        (live / f"{number}.json").write_text(json.dumps(record))
    (live / "torn.json").write_text("{")
    (live / "huge.json").write_text(" " * 20_000)
    index.enter(RunDirectory(folder / "deleted"), Identity.own())
    assert live_runs() == []


def test_state_folder_without_permission_does_no_harm(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, run = Identity.own(), made_run(folder)
    index.enter(run, replace(own, start=own.start - 10))

    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    assert live_runs() == []
    index.leave(run)
