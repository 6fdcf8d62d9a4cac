"""Two engines, two front-ends, two hosts, two owners of a pid, and a clock that runs backwards."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from rnn_tui.io.exits import Exit
from rnn_tui.runs import Ask, RunDirectory, State, request
from rnn_tui.runs.files import events
from rnn_tui.runs.files.control import read_control
from rnn_tui.runs.files.event_log import LogWriter
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.files.status import Status
from tests.lives import PATIENCE, Lab, state_of
from tests.small_text import write_experiment

QUICK = ("train.jit_compile=false", "train.early_stopping=none", "train.epochs=2")

CLOCK = """
import os, time
real = time.time
def shifted():
    try:
        with open(os.environ["CLOCK_SHIFT"]) as file:
            return real() + float(file.read() or 0)
    except OSError:
        return real()
time.time = shifted
"""


@pytest.fixture(scope="module")
def config(lab: Lab) -> Path:
    return write_experiment(lab.folder, kind="SimpleRNN", rows=400)


@pytest.fixture
def bystander() -> "Iterator[subprocess.Popen[bytes]]":
    """A process that has nothing to do with any run."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield process
    process.kill()
    process.communicate()


def claimed(lab: Lab, config: Path, process: Identity) -> RunDirectory:
    """A run in full work by its log, whose status names this process as its engine."""
    run = lab.create(config, *QUICK)
    LogWriter(run.events).append(events.Started(pid=process.pid, host=process.host))
    Status(State.RUNNING, process=process, heartbeat=time.time()).write(run.status)
    return run


def test_a_run_on_another_host_is_asked_by_file_and_never_killed(
    lab: Lab, config: Path, bystander: "subprocess.Popen[bytes]"
) -> None:
    """It is asked by file; a process here that has its engine's pid is left alone."""
    run = claimed(lab, config, replace(Identity.of(bystander.pid), host="elsewhere"))
    assert state_of(run).state == State.RUNNING
    killed = lab.cli("stop", run.run_id, "--kill")
    assert killed.returncode == Exit.USAGE
    assert "cannot be killed from here" in killed.stderr
    asked = lab.cli("stop", run.run_id, "--after-epoch")
    assert (asked.returncode, asked.stderr) == (0, "")
    control = read_control(run.control)
    assert control is not None
    assert control.ask == Ask.STOP_AFTER_EPOCH
    refused = lab.cli("resume", run.run_id)
    assert refused.returncode == Exit.USAGE
    assert "is already running" in refused.stderr
    assert bystander.poll() is None


def test_a_recycled_pid_is_not_taken_for_the_engine(
    lab: Lab, config: Path, bystander: "subprocess.Popen[bytes]"
) -> None:
    """After a reboot, and after all pids have been handed out once."""
    now = Identity.of(bystander.pid)
    for then in (replace(now, boot="another"), replace(now, start=now.start - 60)):
        run = claimed(lab, config, then)
        assert state_of(run).state == State.LOST
        for options in ([], ["--kill"]):
            refused = lab.cli("stop", run.run_id, *options)
            assert refused.returncode == Exit.USAGE
            assert refused.stderr == f"error: {run.run_id} is not running: it is lost\n"
        assert bystander.poll() is None
    life = lab.resume(run)
    life.sees(events.Started, lambda event: event.pid != bystander.pid)
    request(run.control, Ask.STOP, "test")
    assert life.ends() == Exit.INTERRUPTED
    assert bystander.poll() is None


def test_two_resumes_at_once_start_one_engine(lab: Lab, config: Path) -> None:
    """One engine works, whoever comes second; both front-ends tell the same end."""
    run = lab.create(config, *QUICK)
    LogWriter(run.events).append(events.Stopped(epoch=0, reason="test"))
    both = [lab.popen("resume", run.run_id, fork=True) for _ in range(2)]
    told = [process.communicate(timeout=PATIENCE) for process in both]
    state = state_of(run)
    assert state.state == State.FINISHED, told
    assert [record.epoch for record in state.epochs] == [0, 1]
    assert not [note.text for note in state.notes if note.warning]
    started = [json.loads(line) for line in run.events.read_text().splitlines()]
    assert len([event for event in started if event["event"] == "compiled"]) == 1
    codes = sorted(process.returncode for process in both)
    assert codes in ([Exit.FINISHED, Exit.FINISHED], [Exit.FINISHED, Exit.USAGE]), told
    for process, (out, err) in zip(both, told, strict=True):
        if process.returncode == Exit.FINISHED:
            assert "finished: all 2 epochs are done" in out
            assert err == ""
        else:
            assert "is already running" in err


def test_a_clock_set_back_does_not_make_a_run_lost(lab: Lab, config: Path, tmp_path: Path) -> None:
    """In the middle of a run: it goes on, obeys, and ends as if nothing had happened."""
    (tmp_path / "sitecustomize.py").write_text(CLOCK)
    shift = tmp_path / "shift"
    run = lab.create(config, *QUICK, "train.epochs=100000")
    with patch.dict(os.environ, {"PYTHONPATH": str(tmp_path), "CLOCK_SHIFT": str(shift)}):
        life = lab.live(run, fork=False)  # it is to import `sitecustomize`
    life.sees(events.Checkpoint)
    shift.write_text("-3600")
    life.shows(lambda status: status.heartbeat < time.time() - 3000, "the clock set back")
    life.sees(events.EpochEnded, lambda event: event.at < time.time() - 3000)
    assert state_of(run).state == State.RUNNING
    request(run.control, Ask.PAUSE, "test")
    life.sees(events.Paused)
    request(run.control, Ask.CONTINUE, "test")
    life.sees(events.Continued)
    request(run.control, Ask.STOP, "test")
    assert life.ends() == 0
    state = state_of(run)
    assert state.state == State.STOPPED
    assert state.worked_seconds >= 0
    assert all(0 <= record.seconds < 600 for record in state.epochs)

    # Its last word is an hour old, or lies in the future: the next engine takes the run.
    life = lab.live(run)
    life.sees(events.Resumed)
    request(run.control, Ask.STOP, "test")
    assert life.ends() == 0
    assert state_of(run).state == State.STOPPED
