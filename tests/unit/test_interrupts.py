"""Signals to a front-end whose output nobody reads reach the engine all the same."""

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rnn_tui.experiment import load
from rnn_tui.runs import State, read_state
from rnn_tui.runs.files.control import Ask, read_control
from tests.lives import until
from tests.tui.fake_engine import FakeRun

FOLLOWER = """
import sys
from pathlib import Path
from rnn_tui.io import streams
from rnn_tui.batch import interrupts
from rnn_tui.batch.follow import Style, follow
from rnn_tui.batch.start import reporter_of
from rnn_tui.runs import RunDirectory
streams.prepare()
interrupts.STUCK_SECONDS = float(sys.argv[3])
run = RunDirectory(Path(sys.argv[1]))
sys.exit(follow(run, reporter_of(Style(sys.argv[2]), run)))
"""


class Blocked:
    """A front-end on a run, and the pipe behind its stdout, full from the beginning."""

    def __init__(self, fake: FakeRun, style: str, stuck_seconds: float) -> None:
        self.fake, self.run = fake, fake.run
        self.reader, writer = os.pipe()
        size = fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
        os.write(writer, b"x" * size)
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", FOLLOWER, self.run.path, style, str(stuck_seconds)],
            stdin=subprocess.DEVNULL,
            stdout=writer,
            stderr=subprocess.PIPE,
        )
        os.close(writer)
        until(self._is_listening, "a front-end that listens for signals")

    def _is_listening(self) -> bool:
        """Nothing is printed before that, and whatever is printed then waits for a reader."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        caught = int(status.partition("SigCgt:")[2].split()[0], 16)
        return bool(caught >> (signal.SIGXCPU - 1) & 1)

    def asked(self) -> None:
        """Wait for the request of this front-end."""
        control = until(lambda: read_control(self.run.control), "a request")
        assert control.ask == Ask.STOP

    def read(self) -> bytes:
        """All that is printed, to its end."""
        with os.fdopen(self.reader, "rb") as out:
            return out.read().lstrip(b"x")

    def ends(self) -> tuple[int, str]:
        """The exit code and what stands on stderr."""
        _, err = self.process.communicate(timeout=60)
        return self.process.returncode, err.decode()


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeRun:
    if not hasattr(fcntl, "F_SETPIPE_SZ"):
        pytest.skip("only Linux tells how much fits into a pipe")
    monkeypatch.setenv("RNN_TUI_STATE", str(tmp_path / "state"))
    return FakeRun(tmp_path / "runs", load("quickstart", ["train.epochs=9"])).start().epochs(1)


@pytest.mark.parametrize("style", ["plain", "json"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGUSR1])
def test_a_signal_reaches_the_engine_while_nobody_reads(
    fake: FakeRun, style: str, number: signal.Signals
) -> None:
    front = Blocked(fake, style, 60.0)
    front.process.send_signal(number)
    front.asked()
    assert front.process.poll() is None
    fake.stop(number.name)
    out = front.read()
    code, err = front.ends()
    assert code == 128 + number
    assert "stopping: everything trained so far is kept" in out.decode() + err
    assert (b'"event":"stopped"' if style == "json" else b"continue with: rnn-tui resume") in out


def test_a_burst_of_signals_is_one_request(fake: FakeRun) -> None:
    """However long they wait to be worked off: the second stage counts from the first one."""
    front = Blocked(fake, "plain", 60.0)
    for _ in range(5):
        front.process.send_signal(signal.SIGINT)
        front.process.send_signal(signal.SIGTERM)
    front.asked()
    first = read_control(front.run.control)
    fake.stop("SIGINT")
    out = front.read().decode()
    assert front.ends()[0] in (130, 143)
    assert read_control(front.run.control) == first
    assert out.count("stopping: ") == 1
    assert "asked again" not in out


def test_a_front_end_that_was_stopped_does_not_wait_for_a_reader_for_ever(fake: FakeRun) -> None:
    front = Blocked(fake, "plain", 0.1)
    front.process.send_signal(signal.SIGTERM)
    front.asked()
    fake.stop("SIGTERM")
    assert front.ends() == (
        143,
        f"the output was closed; rnn-tui show {front.run.label} prints the rest\n",
    )
    os.close(front.reader)


def test_a_run_that_goes_on_keeps_its_front_end(fake: FakeRun) -> None:
    """It has not been asked for anything: the reader may take its time."""
    front = Blocked(fake, "plain", 0.0)
    fake.epochs(8).finish()
    assert read_state(front.run).state == State.FINISHED
    assert front.process.poll() is None
    assert b"finished: all epochs are trained" in front.read()
    assert front.ends() == (0, "")
