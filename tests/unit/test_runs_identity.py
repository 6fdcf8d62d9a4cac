"""Who is alive, who holds a lock, and whom a kill may reach."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import psutil
import pytest

from rnn_tui.runs import RunDirectory, RunError, kill_engine, start_engine
from rnn_tui.runs.files.identity import Identity, boot_id
from rnn_tui.runs.files.lock import RunIsTaken, RunLock, is_locked
from rnn_tui.runs.files.status import Status, read_status
from rnn_tui.runs.position import State
from rnn_tui.runs.process import kill as killing
from rnn_tui.runs.process import launch
from tests.made_runs import made_run

HOLDER = (
    "import sys; from pathlib import Path; from rnn_tui.runs.files.lock import RunLock, is_locked;"
    "lock = RunLock(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
)


@pytest.fixture
def run(tmp_path: Path) -> RunDirectory:
    return made_run(tmp_path / "runs")


@pytest.fixture
def holder(run: RunDirectory) -> "Iterator[subprocess.Popen[bytes]]":
    """A process that holds the lock of the run, as an engine would."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(run.lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    with process:
        yield process
        process.kill()


def identity_of(pid: int) -> Identity:
    own = Identity.own()
    start = (
        int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
        / os.sysconf("SC_CLK_TCK")
        if Path("/proc/self/stat").exists()
        else psutil.Process(pid).create_time()
    )
    return replace(own, pid=pid, start=start)


def test_own_process_is_running_and_survives_json() -> None:
    own = Identity.own()
    assert own.alive
    assert Identity.from_json(own.to_json()) == own


def test_clock_that_is_set_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path("/proc/self/stat").exists():
        pytest.skip("only Linux counts starts from the boot")
    own = Identity.own()
    monkeypatch.setattr("psutil.boot_time", lambda: 0.0)
    monkeypatch.setattr("time.time", lambda: 0.0)
    assert own.alive


def test_reused_pid_other_boot_and_other_host_are_not_alive() -> None:
    own = Identity.own()
    assert not replace(own, start=own.start - 10).alive
    assert not replace(own, start=float("nan")).alive
    assert not replace(own, boot="an earlier boot").alive
    assert not replace(own, host="another host").alive
    assert not replace(own, pid=0).alive
    assert not replace(own, pid=-1).alive
    assert not replace(own, pid=2**70).alive
    assert boot_id() == own.boot


def test_ended_process_is_not_alive_even_as_a_zombie() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    identity = identity_of(process.pid)
    assert identity.alive
    os.kill(process.pid, signal.SIGKILL)
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert not identity.alive
    process.communicate()
    assert not identity.alive


def test_second_engine_is_refused_until_the_first_is_gone(
    run: RunDirectory, holder: "subprocess.Popen[bytes]"
) -> None:
    assert is_locked(run.lock)
    with pytest.raises(RunIsTaken):
        RunLock(run.lock)
    with pytest.raises(RunError, match="already running"):
        start_engine(run)
    holder.kill()
    holder.wait()
    assert not is_locked(run.lock)
    lock = RunLock(run.lock)
    assert is_locked(run.lock)
    lock.release()
    assert not is_locked(run.lock)


def test_missing_lock_is_not_locked_and_a_link_is_not_made(tmp_path: Path) -> None:
    assert not is_locked(tmp_path / "lock")
    (tmp_path / "lock").symlink_to(tmp_path / "outside")
    with pytest.raises(OSError, match="symbolic"):
        RunLock(tmp_path / "lock")
    assert not (tmp_path / "outside").exists()


def test_kill_ends_the_engine(run: RunDirectory, holder: "subprocess.Popen[bytes]") -> None:
    Status(State.RUNNING, process=identity_of(holder.pid)).write(run.status)
    kill_engine(run)
    assert holder.wait() == -signal.SIGKILL
    with pytest.raises(RunError, match="has already ended; rnn-tui resume imdb"):
        kill_engine(run)


@pytest.fixture
def bystander() -> "Iterator[subprocess.Popen[bytes]]":
    """A process that leads a group of its own, as an engine does, and is none."""
    process = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True
    )
    yield process
    process.communicate()
    assert process.returncode == 1  # by the end of its input, and by nothing else


def test_only_the_holder_of_the_lock_is_killed_whatever_the_status_says(
    run: RunDirectory, holder: "subprocess.Popen[bytes]", bystander: "subprocess.Popen[bytes]"
) -> None:
    Status(State.RUNNING, process=identity_of(bystander.pid)).write(run.status)
    kill_engine(run)
    assert holder.wait() == -signal.SIGKILL
    with pytest.raises(RunError, match="has already ended"):
        kill_engine(run)
    assert bystander.poll() is None


def test_without_a_status_the_holder_is_found(
    run: RunDirectory, holder: "subprocess.Popen[bytes]"
) -> None:
    assert not run.status.exists()
    kill_engine(run)
    assert holder.wait() == -signal.SIGKILL


def test_a_killed_engine_has_released_the_lock(
    run: RunDirectory, holder: "subprocess.Popen[bytes]"
) -> None:
    kill_engine(run)
    assert not is_locked(run.lock)


READER = """
import os, sys
held = os.open(sys.argv[1], os.O_RDWR)
print("open", flush=True)
input()
"""


def test_a_process_that_only_opened_the_lock_is_not_killed(
    run: RunDirectory, holder: "subprocess.Popen[bytes]"
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(run.lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == b"open\n"
        Status(State.RUNNING, process=identity_of(reader.pid)).write(run.status)
        kill_engine(run)
        assert holder.wait() == -signal.SIGKILL
        assert reader.poll() is None


@pytest.mark.parametrize("how", ["link", "symlink"])
def test_a_lock_that_is_another_file_names_nobody(
    run: RunDirectory, holder: "subprocess.Popen[bytes]", tmp_path: Path, how: str
) -> None:
    """As somebody would lead a kill to a process that has locked a file of its own."""
    fake = made_run(tmp_path / "others")
    getattr(os, how)(run.lock, fake.lock)
    Status(State.RUNNING, process=identity_of(holder.pid)).write(fake.status)
    with pytest.raises(RunError):
        kill_engine(fake)
    assert holder.poll() is None


def test_where_the_kernel_cannot_be_asked_nobody_is_killed(
    run: RunDirectory,
    holder: "subprocess.Popen[bytes]",
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Status(State.RUNNING, process=identity_of(holder.pid)).write(run.status)
    monkeypatch.setattr(killing, "PROCESSES", tmp_path / "proc")
    with pytest.raises(RunError, match=f"process {holder.pid} on .* asks it to stop"):
        kill_engine(run)
    assert holder.poll() is None


def test_start_says_that_an_engine_is_on_its_way_and_forgets_old_requests(
    run: RunDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        launch.subprocess, "Popen", lambda *call, **options: Mock(pid=os.getpid(), options=options)
    )
    run.control.write_text("an old request")
    started = start_engine(run)
    assert started.options["start_new_session"]  # type: ignore[attr-defined]
    status = read_status(run.status)
    assert status is not None
    assert (status.state, status.process) == (State.QUEUED, Identity.own())
    assert not run.control.exists()


@pytest.mark.parametrize("blocked", ["control", "engine_log", "status"])
def test_start_on_a_run_that_cannot_be_written_is_one_sentence(
    run: RunDirectory, blocked: str
) -> None:
    getattr(run, blocked).mkdir()
    with pytest.raises(RunError, match="cannot start the engine"):
        start_engine(run)
