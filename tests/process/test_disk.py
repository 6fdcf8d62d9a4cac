"""A disk that is full, read-only, or gone under a run: told in words, and nothing is damaged."""

import contextlib
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rnn_tui.engine.failures import explain
from rnn_tui.engine.record import Record
from rnn_tui.experiment import load
from rnn_tui.io.exits import Exit
from rnn_tui.runs import Phase, Position, RunDirectory, State, create
from rnn_tui.runs.files import checkpoints, events
from rnn_tui.runs.files.event_log import LogWriter
from rnn_tui.runs.files.history_csv import EpochRecord
from rnn_tui.runs.files.status import read_status
from rnn_tui.runs.files.trace import read_trace
from tests.fingerprints import fingerprint
from tests.lives import Lab, Life, state_of, until
from tests.made_checkpoints import point
from tests.small_text import write_experiment

QUICK = ("train.jit_compile=false", "train.early_stopping=none", "train.epochs=2")

DISK_BYTES = 3_000_000

IDLE = """
import sys, threading
from pathlib import Path
from rnn_tui.engine.record import Record
from rnn_tui.engine.request_listener import RequestListener
from rnn_tui.runs import RunDirectory, State, read_state

run = RunDirectory(Path(sys.argv[1]))
record = Record(run, read_state(run))
record.enter()
record.now(state=State.RUNNING)
RequestListener(record).start()
threading.Event().wait()
"""


@pytest.fixture(scope="module")
def config(lab: Lab) -> Path:
    return write_experiment(lab.folder, kind="SimpleRNN", rows=400)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def typed(*settings: str) -> list[str]:
    return [text for setting in settings for text in ("--set", setting)]


def fill(disk: Path) -> None:
    """Leave not a single block."""
    with (disk / "filler").open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(1 << 16)):
            continue


def make_room(disk: Path) -> None:
    (disk / "filler").unlink()


# Each kind of write, by the engine's own hands.


def tell(record: Record) -> None:
    while True:
        record.tell(events.Warned(message="x" * 200))


def trace(record: Record) -> None:
    while True:
        record.trace(0, Position(), {"loss": 1.0})


def end_epoch(record: Record) -> None:
    for epoch in range(10_000):
        record.epoch(EpochRecord(epoch, {"loss": 1.0}, 0.1))


def save(record: Record) -> None:
    checkpoints.save(record.run.checkpoints, point(0, 5))


def beat(record: Record) -> None:
    """That the status cannot be written is no reason to end; the next write will be one."""
    before = record.run.status.read_bytes()
    record.heartbeat()
    assert record.run.status.read_bytes() == before
    save(record)


@pytest.mark.parametrize("write", [tell, trace, end_epoch, save, beat])
def test_the_failure_is_recorded_on_a_full_disk(
    lab: Lab, config: Path, disk: Path, write: Callable[[Record], None]
) -> None:
    run = create(disk, load(config))
    with lab.entered():
        record = Record(run, state_of(run))
        record.enter()
        record.open_trace(("loss",), 0)
        for step in range(9):
            record.trace(step, Position(), {"loss": 1.0})
        checkpoints.save(run.checkpoints, point(0, 4))
        fill(disk)
        with pytest.raises(OSError, match="No space left") as caught:
            write(record)
        failure = explain(caught.value, record)
        assert failure is not None
        record.failed(failure)
    state = state_of(run)
    assert state.state == State.FAILED
    assert state.failure is not None
    assert state.failure.message.startswith(f"the disk is full: cannot write {run.path}")
    assert "free some space, then resume" in state.failure.hint
    status = read_status(run.status)
    assert status is not None
    assert status.state == State.FAILED
    check_whole(run)


def check_whole(run: RunDirectory) -> None:
    """Each line and each file can be read, and nothing half-written is there."""
    damaged = [note.text for note in state_of(run).notes if "passed over" in note.text]
    assert not damaged
    found, complaints = checkpoints.load_last(run.checkpoints)
    assert found is not None
    assert not complaints
    assert len(read_trace(run.trace)) >= found.trace_records or not run.trace.exists()
    if run.history.exists():
        rows = run.history.read_text().splitlines(keepends=True)
        assert rows[-1].endswith("\n")
        assert {row.count(",") for row in rows} == {rows[0].count(",")}
    assert [path.name for path in run.path.rglob(".*")] == []


# A whole run.


def test_a_run_stopped_by_a_full_disk_resumes_to_the_same_bits(
    lab: Lab, config: Path, disk: Path
) -> None:
    undisturbed = lab.create(config, *QUICK)
    assert lab.live(undisturbed).ends() == Exit.FINISHED

    run = create(disk, load(config, QUICK))
    life = lab.live(run)
    life.sees(events.Checkpoint, lambda at: at.phase == Phase.TRAIN and at.batch > 0)
    fill(disk)
    assert life.ends() == Exit.ENGINE
    failed(run, "the disk is full: cannot write")
    check_whole(run)

    # Still full: the last words have fitted into what was reserved, a new engine does not.
    again = lab.cli("resume", run.run_id, "--runs-dir", disk)
    assert "Traceback" not in again.stderr + run.engine_log.read_text()
    assert again.returncode == Exit.ENGINE
    assert again.stderr.startswith("error: the disk is full: cannot write")
    assert "free some space, then resume" in again.stderr

    make_room(disk)
    life = lab.live(run)
    assert life.ends() == Exit.FINISHED
    assert life.sees(events.Resumed).batch > 0
    assert fingerprint(run) == fingerprint(undisturbed)
    check_whole(run)


def failed(run: RunDirectory, words: str) -> None:
    state = state_of(run)
    assert state.state == State.FAILED
    assert state.failure is not None
    assert state.failure.message.startswith(words)
    assert "Traceback" not in run.engine_log.read_text()


def test_a_failure_that_cannot_be_recorded_leaves_a_whole_run(lab: Lab, config: Path) -> None:
    """A limit to the size of files (`ulimit -f`): the status alone can still tell."""
    life = lab.batch(config, *typed(*QUICK, "train.epochs=100000"))
    run = life.run
    life.sees(events.Checkpoint)
    engine, limit = life.engine(), run.status.stat().st_size + 1_000
    until(lambda: run.events.stat().st_size > limit, "a log beyond the limit")
    resource.prlimit(engine, resource.RLIMIT_FSIZE, (limit, limit))
    assert life.ends() == Exit.ENGINE
    _, err = life.process.communicate()
    assert err == (
        f"error: {run.run_id} failed: the engine could not record why; engine.log may say\n"
    )
    state = state_of(run)
    assert (state.state, state.failure) == (State.FAILED, None)
    assert state.state.resumable
    check_whole(run)


def test_a_read_only_disk_is_reported_and_runs_are_still_shown(
    lab: Lab, config: Path, disk: Path
) -> None:
    run = create(disk, load(config, QUICK))
    LogWriter(run.events).append(events.Stopped(epoch=0, reason="test"))
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    refused = lab.cli("resume", run.run_id, "--runs-dir", disk)
    assert refused.returncode == Exit.USAGE
    assert refused.stderr.startswith(f"error: cannot resume {run.run_id}: read-only file system")
    assert refused.stderr.count("\n") == 1
    started = lab.cli("--batch", "-c", config, "--runs-dir", disk)
    assert started.returncode == Exit.USAGE
    assert "read-only file system; choose another folder with --runs-dir" in started.stderr
    shown = lab.cli("show", run.run_id, "--runs-dir", disk)
    assert (shown.returncode, shown.stderr) == (0, "")


# The directory goes.


def test_an_engine_ends_when_its_directory_is_moved_away(
    lab: Lab, config: Path, tmp_path: Path
) -> None:
    life = lab.batch(config, *typed(*QUICK, "train.epochs=100000"))
    run = life.run
    life.sees(events.Checkpoint)
    moved = RunDirectory(run.path.rename(tmp_path / run.run_id))
    assert life.process.wait(timeout=60) == Exit.USAGE
    _, err = life.process.communicate()
    assert err == f"error: run {run.run_id} is gone from {run.path.parent}\n"
    for process in lab.processes():
        process.wait(timeout=60)
    assert not run.path.exists()
    told = moved.engine_log.read_text()
    assert f"error: the directory of the run is gone: {run.path}" in told
    assert "Traceback" not in told
    assert state_of(moved).state == State.LOST


def test_an_engine_whose_directory_is_deleted_ends(lab: Lab, config: Path) -> None:
    run = lab.create(config)
    life = Life(run, lambda: lab.python("-c", IDLE, run.path))
    life.shows(lambda status: status.state == State.RUNNING, "a running engine")
    shutil.rmtree(run.path)
    assert life.process.wait(timeout=60) == Exit.ENGINE
    _, err = life.process.communicate()
    assert err.startswith("error: the directory of the run is gone")
    assert not run.path.exists()
