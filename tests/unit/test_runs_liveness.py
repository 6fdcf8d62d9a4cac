"""Whether an engine lives: the lock decides, in copies of a run and across containers."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rnn_tui.runs import RunDirectory, RunError, State, kill_engine, live_runs, read_state
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.files.lock import RunLock
from rnn_tui.runs.files.status import SILENT_SECONDS, Status, home_of, read_status
from rnn_tui.runs.state.liveness import is_running
from tests.made_runs import begun, made_run, tell

ENGINE = """
import sys, time
from pathlib import Path
from rnn_tui.runs import RunDirectory, State
from rnn_tui.runs.process import live_runs as index
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.files.lock import RunLock
from rnn_tui.runs.files.status import Status, home_of

run = RunDirectory(Path(sys.argv[1]))
lock, own = RunLock(run.lock), Identity.own()
Status(State.RUNNING, process=own, heartbeat=time.time(), home=home_of(run.path)).write(run.status)
index.enter(run, own)
print(own.pid, flush=True)
input()
"""

CONTAINER = ("unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc")


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))


@pytest.fixture
def run(tmp_path: Path) -> RunDirectory:
    made = made_run(tmp_path / "runs")
    tell(made, *begun())
    return made


def engine(run: RunDirectory, *before: str) -> "subprocess.Popen[bytes]":
    """A process that has taken the run, as an engine would; its output begins with its pid."""
    return subprocess.Popen(
        [*before, sys.executable, "-c", ENGINE, str(run.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


@pytest.fixture
def at_work(run: RunDirectory) -> "Iterator[subprocess.Popen[bytes]]":
    with engine(run) as process:
        assert process.stdout is not None
        assert int(process.stdout.readline()) == process.pid
        yield process
        process.kill()


def status_of(run: RunDirectory) -> Status:
    status = read_status(run.status)
    assert status is not None
    return status


def test_a_copy_of_a_live_run_is_lost_and_can_be_taken(
    run: RunDirectory, at_work: "subprocess.Popen[bytes]"
) -> None:
    copy = RunDirectory(Path(shutil.copytree(run.path, run.path.with_name("copy"))))
    assert read_state(run).state == State.RUNNING
    assert read_state(copy).state == State.LOST
    with pytest.raises(RunError, match="has already ended; rnn-tui resume copy continues it"):
        kill_engine(copy)
    assert at_work.poll() is None
    RunLock(copy.lock).release()


def test_a_copy_of_a_run_on_its_way_is_lost_too(run: RunDirectory) -> None:
    Status(
        State.QUEUED, process=Identity.own(), heartbeat=time.time(), home=home_of(run.path)
    ).write(run.status)
    copy = RunDirectory(Path(shutil.copytree(run.path, run.path.with_name("copy"))))
    assert is_running(run, status_of(run)) is True
    assert is_running(copy, status_of(copy)) is False


def test_an_engine_that_released_the_lock_has_ended_although_its_process_runs(
    run: RunDirectory,
) -> None:
    lock = RunLock(run.lock)
    Status(
        State.RUNNING, process=Identity.own(), heartbeat=time.time(), home=home_of(run.path)
    ).write(run.status)
    assert read_state(run).state == State.RUNNING
    lock.release()
    assert read_state(run).state == State.LOST


@pytest.mark.parametrize(("silent", "state"), [(False, State.RUNNING), (True, State.LOST)])
def test_through_another_mount_the_heartbeat_decides(
    run: RunDirectory, silent: bool, state: State
) -> None:
    device, inode = home_of(run.path)
    heartbeat = time.time() - (SILENT_SECONDS + 5 if silent else 0)
    Status(
        State.RUNNING, process=Identity.own(), heartbeat=heartbeat, home=(device + 1, inode)
    ).write(run.status)
    assert read_state(run).state == state


@pytest.mark.parametrize(("silent", "state"), [(False, State.RUNNING), (True, State.LOST)])
def test_a_lock_without_permission_decides_nothing(
    run: RunDirectory, silent: bool, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a run that was opened to others file by file."""
    heartbeat = time.time() - (SILENT_SECONDS + 5 if silent else 0)
    Status(
        State.RUNNING, process=Identity.own(), heartbeat=heartbeat, home=home_of(run.path)
    ).write(run.status)
    run.lock.touch()
    opened = os.open

    def refuse(path: str, *flags: int, **places: int) -> int:
        if Path(path).name == run.lock.name:
            raise PermissionError(13, "Permission denied", path)
        return opened(path, *flags, **places)

    monkeypatch.setattr(os, "open", refuse)
    assert read_state(run).state == state


def test_a_pid_of_another_container_is_not_a_process_here(run: RunDirectory) -> None:
    other = replace(Identity.own(), namespace="pid:[1]")
    assert not other.alive
    Status(State.RUNNING, process=other, heartbeat=time.time(), home=home_of(run.path)).write(
        run.status
    )
    assert is_running(run, status_of(run)) is False  # nobody holds the lock
    lock = RunLock(run.lock)
    assert read_state(run).state == State.RUNNING
    lock.release()


def test_a_damaged_home_makes_no_status(run: RunDirectory) -> None:
    Status(State.RUNNING, process=Identity.own(), home=home_of(run.path)).write(run.status)
    text = run.status.read_text()
    for wrong in ('"home": 7', '"home": [1]', '"home": ["a", {}]'):
        run.status.write_text(text[: text.index('"home"')] + wrong + ', "v": 1}')
        assert read_status(run.status) is None


@pytest.fixture
def contained(run: RunDirectory) -> "Iterator[subprocess.Popen[bytes]]":
    """An engine in a container of its own, whose pid there is another one than here."""
    made = (
        shutil.which("unshare")
        and not subprocess.run([*CONTAINER, "true"], capture_output=True, check=False).returncode
    )
    if not made:
        pytest.skip("no user and PID namespaces can be made here")
    with engine(run, *CONTAINER) as process:
        assert process.stdout is not None
        assert int(process.stdout.readline()) < 10
        yield process
        process.kill()


def test_a_run_in_a_container_is_running_and_its_end_is_seen(
    run: RunDirectory, contained: "subprocess.Popen[bytes]"
) -> None:
    status = status_of(run)
    assert status.process is not None
    assert not status.process.in_sight
    assert read_state(run).state == State.RUNNING
    assert [found.path for found in live_runs()] == [run.path]
    kill_engine(run)  # found by its lock: its pid in there is that of somebody else out here
    assert contained.wait() != 0
    assert read_state(run).state == State.LOST
    assert live_runs() == []
