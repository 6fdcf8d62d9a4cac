"""A run as its reader sees it: log, status and trace together."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from rnn_tui.runs import Follower, Phase, Position, RunDirectory, RunError, State, read_state
from rnn_tui.runs.files import events as happened
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.files.lock import RunLock
from rnn_tui.runs.files.status import Status
from rnn_tui.runs.files.trace import TraceWriter
from rnn_tui.runs.state import follower as following
from rnn_tui.runs.state.follower import seconds_left
from rnn_tui.runs.state.liveness import START_SECONDS
from tests.made_runs import begun, checkpoint, epoch, made_run, started, stopped, tell

NOW, START = 2000.0, Position()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time for everybody, to be set by the test."""
    now = [NOW]
    monkeypatch.setattr("time.time", lambda: now[0])
    return now


@pytest.fixture
def run(tmp_path: Path, clock: list[float]) -> RunDirectory:
    return made_run(tmp_path / "runs", epochs=4)


def living() -> Identity:
    return Identity.own()


def gone() -> Identity:
    return replace(Identity.own(), start=-10.0)


def elsewhere() -> Identity:
    return replace(Identity.own(), host="another host")


def beat(
    run: RunDirectory,
    process: Identity | None,
    state: State = State.RUNNING,
    at: Position = START,
    heartbeat: float = NOW,
) -> None:
    Status(state, at, process, heartbeat, train_rate=100.0, evaluation_rate=200.0).write(run.status)


def test_running_run_shows_the_later_position(run: RunDirectory) -> None:
    tell(run, *begun(), epoch(0))
    beat(run, living(), at=Position(1, 30))
    follower = Follower(run)
    state = follower.poll()
    assert (state.state, state.position) == (State.RUNNING, Position(1, 30))
    tell(run, epoch(1))
    assert follower.poll().position == Position(2)
    beat(run, living(), State.PAUSED, Position(2, 5, Phase.TRAIN))
    assert follower.poll().state == State.PAUSED


def test_fresh_run_is_queued_and_lost_when_no_engine_comes(
    run: RunDirectory, clock: list[float]
) -> None:
    follower = Follower(run)
    clock[0] = created = follower.poll().created_at
    assert follower.poll().state == State.QUEUED
    clock[0] = created + START_SECONDS + 1
    assert follower.poll().state == State.LOST
    clock[0] = created - 3600  # set back: it has been waiting for longer than can be known
    assert follower.poll().state == State.LOST


def test_engine_on_its_way_is_queued_whatever_the_log_says(
    run: RunDirectory, clock: list[float]
) -> None:
    tell(run, *begun(), stopped(0, 40, loss=0.5))
    beat(run, None, State.QUEUED)
    assert read_state(run).state == State.QUEUED
    clock[0] = NOW + START_SECONDS + 1
    assert read_state(run).state == State.LOST


@pytest.mark.parametrize("heartbeat", [NOW, 0.0])
def test_new_engine_outranks_the_end_of_the_one_before(run: RunDirectory, heartbeat: float) -> None:
    tell(run, *begun(), stopped(0, 40, loss=0.5))
    beat(run, living(), State.STARTING, Position(0, 40), heartbeat)
    assert read_state(run).state == State.STARTING


def test_run_without_a_running_engine_is_lost(run: RunDirectory) -> None:
    tell(run, *begun(), epoch(0))
    beat(run, gone(), at=Position(1, 30))
    state = read_state(run)
    assert state.state == State.LOST
    assert state.state.resumable


def test_run_elsewhere_is_lost_after_minutes_of_silence(
    run: RunDirectory, clock: list[float]
) -> None:
    tell(run, *begun())
    beat(run, elsewhere())
    assert read_state(run).state == State.RUNNING
    clock[0] = NOW + 600
    assert read_state(run).state == State.LOST


def test_engine_killed_during_its_start_is_lost(run: RunDirectory) -> None:
    tell(run, *begun(), stopped(0, 40, loss=0.5))
    beat(run, gone(), State.STARTING)
    assert read_state(run).state == State.LOST


@pytest.mark.parametrize("process", [living, gone])
def test_last_status_counts_if_the_log_could_not_be_written(
    run: RunDirectory, process: object
) -> None:
    tell(run, *begun())
    beat(run, process(), State.FAILED)  # type: ignore[operator]
    assert read_state(run).state == State.FAILED


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (stopped(0, 40, loss=0.5), State.STOPPED),
        (happened.Finished(at=1200.0, reason="done"), State.FINISHED),
        (happened.Failed(at=1200.0, kind="data", message="no data"), State.FAILED),
    ],
)
def test_ended_run_stays_ended(
    run: RunDirectory, last: happened.Event, expected: State, clock: list[float]
) -> None:
    tell(run, *begun(), last)
    beat(run, gone(), expected)
    assert read_state(run).state == expected
    beat(run, gone(), State.RUNNING, heartbeat=1100.0)  # the last status could not be written
    assert read_state(run).state == expected
    run.status.unlink()
    clock[0] = NOW + 1e6
    assert read_state(run).state == expected


def test_without_a_status_the_lock_decides(run: RunDirectory) -> None:
    tell(run, *begun())
    assert read_state(run).state == State.LOST
    run.status.write_text("{")
    assert read_state(run).state == State.LOST
    lock = RunLock(run.lock)
    assert read_state(run).state == State.RUNNING
    lock.release()


def test_engine_that_ends_between_two_looks_is_not_lost(
    run: RunDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log is read after the engine was found dead, so that its last words count."""
    tell(run, *begun())
    beat(run, living())
    follower = Follower(run)
    read = following.read_status

    def ends_meanwhile(path: Path) -> Status | None:
        beat(run, gone(), heartbeat=1199.0)
        status = read(path)
        tell(run, stopped(0, 40, loss=0.5))
        return status

    monkeypatch.setattr(following, "read_status", ends_meanwhile)
    assert follower.poll().state == State.STOPPED


def test_deleted_run_is_one_sentence(run: RunDirectory) -> None:
    follower = Follower(run)
    follower.poll()
    shutil.rmtree(run.path)
    with pytest.raises(RunError, match="imdb-1 is gone from"):
        follower.poll()
    with pytest.raises(RunError, match="cannot be read"):
        Follower(run)


def test_log_that_was_cut_is_folded_anew(run: RunDirectory) -> None:
    tell(run, *begun(), epoch(0), stopped(1, 10, loss=0.5))
    follower = Follower(run)
    before = follower.poll()
    run.events.write_bytes(b"".join(run.events.read_bytes().splitlines(keepends=True)[:-1]))
    after = follower.poll()
    assert before.worked_seconds == 200
    assert after.worked_seconds == 0
    assert [record.epoch for record in after.epochs] == [0]
    assert len(after.notes) == len(before.notes) - 1


def test_longer_experiment_is_seen_and_a_broken_one_is_not(run: RunDirectory) -> None:
    follower = Follower(run)
    assert follower.poll().total_epochs == 4
    text = run.experiment.read_text()
    run.experiment.write_text("broken [")
    assert follower.poll().total_epochs == 4
    run.experiment.write_text(text.replace("epochs = 4", "epochs = 12"))
    assert follower.poll().total_epochs == 12


def test_trace_is_mapped_anew_only_when_it_changes(run: RunDirectory) -> None:
    follower = Follower(run)
    assert len(follower.poll().trace) == 0
    writer = TraceWriter(run.trace, ("loss",))
    writer.append(0, 0, 1, NOW, {"loss": 0.5})
    first = follower.poll().trace
    assert len(first) == 1
    assert follower.poll().trace is first
    writer.append(1, 0, 2, NOW, {"loss": 0.4})
    assert len(follower.poll().trace) == 2
    writer.close()
    run.trace.write_bytes(b"garbage")
    assert len(follower.poll().trace) == 0


def test_hostile_files_never_raise(run: RunDirectory) -> None:
    tell(run, *begun())
    beat(run, living())
    follower = Follower(run)
    status = json.loads(run.status.read_text())
    for key in status:
        run.status.write_text(json.dumps(status | {key: [{}]}))
        follower.poll()
    for path in (run.status, run.trace, run.control):
        path.unlink(missing_ok=True)
        os.mkfifo(path)
    assert follower.poll().state == State.LOST


def test_an_engine_that_hangs_is_reported(
    run: RunDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    tell(run, *begun())
    beat(run, living())
    follower = Follower(run)
    assert follower.poll().silent_seconds == 0
    now[0] += following.HUNG_SECONDS + 5
    assert follower.poll().silent_seconds == 20
    beat(run, living(), heartbeat=NOW + 1)
    assert follower.poll().silent_seconds == 0
    now[0] += following.HUNG_SECONDS + 5
    tell(run, stopped(0, 40, loss=0.5))
    beat(run, gone(), State.STOPPED, heartbeat=NOW + 1)
    assert follower.poll().silent_seconds == 0


def test_the_time_of_a_killed_engine_counts_up_to_its_checkpoint(run: RunDirectory) -> None:
    tell(run, *begun(1000.0), checkpoint(0, 50, at=1060.0))
    beat(run, gone(), at=Position(0, 90), heartbeat=1100.0)
    lost = read_state(run)
    assert (lost.state, lost.worked_so_far) == (State.LOST, 60.0)
    tell(run, *begun(1500.0))
    beat(run, living(), at=Position(0, 50), heartbeat=1510.0)
    assert read_state(run).worked_so_far == 60.0 + 10.0
    tell(run, happened.Paused(at=1520.0, epoch=0, batch=60))
    beat(run, gone(), State.PAUSED, heartbeat=1700.0)
    assert read_state(run).worked_so_far == 60.0 + 20.0


def test_a_log_that_is_not_a_file_is_named(run: RunDirectory) -> None:
    run.events.unlink()
    with pytest.raises(RunError, match=r"its event log events\.jsonl: no such file"):
        read_state(run)
    run.events.mkdir()
    with pytest.raises(RunError, match="is a directory"):
        read_state(run)


def test_seconds_left(run: RunDirectory) -> None:
    tell(run, *begun())
    beat(run, living(), at=Position(0, 50))
    # 4 epochs of 1,000 at 100 a second and 100 at 200 a second, less half of the first training
    assert seconds_left(read_state(run)) == pytest.approx(4 * 10.5 - 5)
    beat(run, living(), at=Position(3, 5, Phase.VALIDATE))
    assert seconds_left(read_state(run)) == pytest.approx(0.25)
    beat(run, living(), at=Position(4, 5, Phase.TEST))
    assert seconds_left(read_state(run)) is None
    run.status.unlink()
    assert seconds_left(read_state(run)) is None


def test_second_start_keeps_the_run(run: RunDirectory) -> None:
    tell(run, *begun(), epoch(0), checkpoint(1), started(1500.0))
    beat(run, living(), State.STARTING)
    state = read_state(run)
    assert state.state == State.STARTING
    assert len(state.epochs) == 1
