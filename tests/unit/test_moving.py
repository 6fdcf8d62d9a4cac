"""Renaming runs, putting them away, bringing them back; and what forbids it."""

import os
import threading
from pathlib import Path

import pytest

from rnn_tui.experiment import load
from rnn_tui.runs import RunDirectory, RunError, State, list_runs, read_state
from rnn_tui.runs.changes.moving import (
    TRASH,
    Discarded,
    check_name,
    delete,
    discard,
    in_trash,
    rename,
    restore,
    weight,
)
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.files.lock import RunLock
from rnn_tui.runs.files.status import Status
from rnn_tui.runs.position import Position
from rnn_tui.sweeps.discarding import discard_sweep
from rnn_tui.sweeps.folder import Sweep, find_sweep
from rnn_tui.sweeps.journal import SweepError
from rnn_tui.sweeps.names import QUEUE
from rnn_tui.sweeps.queue import Queue
from rnn_tui.sweeps.workers import present
from tests.made_runs import begun, made_run, stopped, tell
from tests.made_sweeps import RATE, filled_sweep


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "runs"


def ended(folder: Path, name: str = "imdb") -> RunDirectory:
    run = made_run(folder, name)
    tell(run, *begun(), stopped(0, 5, loss=0.5))
    return run


def names(folder: Path) -> list[str]:
    return sorted(run.run_id for run in list_runs(folder))


def test_a_run_gets_another_name(folder: Path) -> None:
    run = ended(folder)
    renamed = rename(run, "the best one")
    assert renamed.path == folder / "the best one"
    assert read_state(renamed).state is State.STOPPED
    assert names(folder) == ["the best one"]
    assert rename(renamed, "the best one") == renamed


def test_a_name_that_is_taken_stays_taken(folder: Path) -> None:
    one, other = ended(folder), ended(folder)
    (folder / "file").write_text("precious")
    (folder / "empty").mkdir()
    for name in (other.run_id, "file", "empty"):
        with pytest.raises(RunError, match="already exists"):
            rename(one, name)
    assert names(folder) == [one.run_id, other.run_id]
    assert (folder / "file").read_text() == "precious"


@pytest.mark.parametrize(
    "name", ["", "a/b", "..", ".hidden", "-x", "a\x1b[31mb", "a  b", "last", "x" * 256, "a\0b"]
)
def test_invalid_names_are_refused(folder: Path, name: str) -> None:
    run = ended(folder)
    with pytest.raises(RunError):
        check_name(name)
    with pytest.raises(RunError):
        rename(run, name)
    assert names(folder) == [run.run_id]


def test_a_run_goes_into_the_trash_and_comes_back(folder: Path) -> None:
    run = ended(folder)
    discarded = discard(run)
    assert names(folder) == []
    assert discarded.origin == run.path
    assert RunDirectory(discarded.path).is_run
    assert in_trash(folder) == [discarded]
    assert restore(discarded) == run
    assert names(folder) == [run.run_id]
    assert in_trash(folder) == []
    assert list((folder / TRASH).iterdir()) == []


def test_the_last_discarded_run_comes_first(folder: Path) -> None:
    runs = [ended(folder, name) for name in ("a", "b", "c")]
    for run in runs:
        discard(run)
    (folder / TRASH / "foreign").write_text("")
    assert [each.run_id for each in in_trash(folder)] == ["c-1", "b-1", "a-1"]


def test_equal_names_in_the_trash_do_not_clash(folder: Path) -> None:
    first = discard(ended(folder))
    second = discard(ended(folder))
    assert first.run_id == second.run_id == "imdb-1"
    assert restore(first).run_id == "imdb-1"
    assert restore(second).run_id == "imdb-1-2"
    assert names(folder) == ["imdb-1", "imdb-1-2"]


def test_a_live_run_is_not_moved(folder: Path) -> None:
    run = made_run(folder)
    tell(run, *begun())
    Status(State.RUNNING, Position(), Identity.own(), heartbeat=2e9).write(run.status)
    for act in (lambda: rename(run, "x"), lambda: discard(run)):
        with pytest.raises(RunError, match="is running: stop it first"):
            act()
    assert names(folder) == [run.run_id]
    assert not (folder / TRASH).exists()


def test_a_run_whose_lock_is_held_is_not_moved(folder: Path) -> None:
    run = ended(folder)
    lock = RunLock(run.lock)
    with pytest.raises(RunError, match="stop it first"):
        discard(run)
    lock.release()
    discard(run)


def test_a_run_that_waits_for_its_engine_is_not_moved(folder: Path) -> None:
    with pytest.raises(RunError, match="is queued"):
        discard(made_run(folder))


def test_no_engine_can_take_a_run_while_it_is_moved(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, seen = ended(folder), []
    move = os.replace

    def watched(self: Path, target: Path) -> Path:
        with pytest.raises(RuntimeError):
            RunLock(run.lock)
        seen.append(target)
        move(self, target)
        return Path(target)

    monkeypatch.setattr(Path, "replace", watched)
    rename(run, "x")
    assert seen == [folder / "x"]


def test_a_damaged_run_can_be_discarded(folder: Path) -> None:
    run = ended(folder)
    run.experiment.write_bytes(b"\xff\x00")
    restore(discard(run))
    assert names(folder) == [run.run_id]


def test_a_damaged_run_with_a_running_engine_stays(folder: Path) -> None:
    run = ended(folder)
    run.experiment.write_text("[")
    Status(State.RUNNING, Position(), Identity.own(), heartbeat=2e9).write(run.status)
    with pytest.raises(RunError, match="stop it first"):
        discard(run)


def test_a_run_that_is_gone_is_an_error(folder: Path, tmp_path: Path) -> None:
    run = ended(folder)
    run.path.rename(tmp_path / "away")
    with pytest.raises(RunError):
        discard(run)
    with pytest.raises(RunError):
        rename(run, "x")
    with pytest.raises(RunError, match="cannot restore"):
        restore(Discarded(folder / TRASH / "1" / "x", folder / "x"))
    assert names(folder) == []
    assert not (folder / "x").exists()


def test_a_run_can_be_discarded_only_once(folder: Path) -> None:
    run = ended(folder)
    came, failed = [], []

    def put_away() -> None:
        try:
            came.append(discard(run))
        except RunError as error:
            failed.append(error)

    threads = [threading.Thread(target=put_away) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(came) == 1
    assert len(failed) == 7
    assert in_trash(folder) == came


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(folder: Path) -> None:
    run = ended(folder)
    folder.chmod(0o500)
    try:
        with pytest.raises(RunError, match="permission denied"):
            discard(run)
    finally:
        folder.chmod(0o700)


def test_delete_deletes_one_run_and_nothing_else(folder: Path) -> None:
    gone, kept = discard(ended(folder)), discard(ended(folder))
    delete(gone)
    assert in_trash(folder) == [kept]
    assert restore(kept).is_run
    delete(gone)  # somebody else was quicker


def test_the_weight_counts_a_file_with_two_names_once(folder: Path) -> None:
    run = ended(folder)
    before = sum(path.stat().st_size for path in run.path.iterdir())
    run.checkpoints.mkdir()
    (run.checkpoints / "epoch.npz").write_bytes(bytes(1000))
    os.link(run.checkpoints / "epoch.npz", run.checkpoints / "best.npz")
    (run.path / "elsewhere").symlink_to(folder)
    assert weight([discard(run)]) == before + 1000


def test_of_a_run_that_is_a_link_only_the_link_is_deleted(folder: Path, tmp_path: Path) -> None:
    far = ended(tmp_path / "far")
    folder.mkdir()
    (folder / "link").symlink_to(far.path)
    discarded = discard(RunDirectory(folder / "link"))
    assert weight([discarded]) == 0
    delete(discarded)
    assert far.is_run
    assert in_trash(folder) == []


def test_other_files_in_the_trash_are_not_runs(folder: Path, tmp_path: Path) -> None:
    discarded = discard(ended(folder))
    (folder / TRASH / "mine" / "photos").mkdir(parents=True)
    (folder / TRASH / "7").symlink_to(tmp_path)
    assert in_trash(folder) == [discarded]
    (folder / TRASH).rename(tmp_path / "far")
    (folder / TRASH).symlink_to(tmp_path / "far")
    assert in_trash(folder) == []


def test_a_running_run_is_not_deleted(folder: Path) -> None:
    discarded = discard(ended(folder))
    lock = RunLock(RunDirectory(discarded.path).lock)
    with pytest.raises(RunError, match="is running"):
        delete(discarded)
    lock.release()


def test_a_sweep_goes_to_the_trash_whole_and_comes_back(folder: Path) -> None:
    sweep = filled_sweep(folder, RATE, 3, trials=3)
    before = sorted(each.run_id for each in list_runs(sweep.path))
    discarded = discard_sweep(sweep)
    assert not sweep.path.exists()
    assert in_trash(folder) == [discarded]
    restore(discarded)
    assert find_sweep(sweep.name, folder).path == sweep.path
    assert sorted(each.run_id for each in list_runs(sweep.path)) == before


def test_a_sweep_on_which_somebody_works_stays(folder: Path) -> None:
    sweep = filled_sweep(folder, RATE, 3, trials=9)
    with present(sweep), pytest.raises(SweepError, match="is running: stop it first"):
        discard_sweep(sweep)
    run = next(iter(list_runs(sweep.path)))  # its worker has gone, its engine has not
    Status(State.RUNNING, Position(), Identity.own(), heartbeat=2e9).write(run.status)
    with pytest.raises(SweepError, match="is running"):
        discard_sweep(sweep)
    assert sweep.is_sweep
    assert not in_trash(folder)


def test_the_queue_is_never_moved(folder: Path) -> None:
    queue = Queue(folder)
    queue.add(load("quickstart"), by="test")
    with pytest.raises(SweepError, match="rnn-tui queue remove"):
        discard_sweep(Sweep(folder / QUEUE))
