"""The part of an engine that listens, in a process of its own, without TensorFlow."""

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rnn_tui.runs import Ask, RunDirectory, State, request
from rnn_tui.runs.files import events
from rnn_tui.runs.files.control import REPEAT_SECONDS
from tests.lives import Lab, Life, state_of, until
from tests.small_text import write_experiment

BUSY = """
import sys, threading
from pathlib import Path
from rnn_tui.engine.record import Record
from rnn_tui.engine.request_listener import RequestListener
from rnn_tui.runs import RunDirectory, State, read_state

run = RunDirectory(Path(sys.argv[1]))
record = Record(run, read_state(run))
record.enter()
listener = RequestListener(record)
listener.start()
record.now(state=State.RUNNING)
record.heartbeat()
threading.Event().wait()  # a step that never ends
"""


@pytest.fixture
def run(lab: Lab) -> RunDirectory:
    return lab.create(write_experiment(lab.folder))


@pytest.fixture
def busy(lab: Lab, run: RunDirectory) -> Iterator[Life]:
    """An engine in the middle of something that cannot be interrupted."""
    life = Life(run, lambda: lab.python("-c", BUSY, run.path))
    life.shows(lambda status: status.state == State.RUNNING, "a running engine")
    yield life
    life.process.kill()
    life.process.communicate()


def test_a_second_request_to_stop_does_not_wait_for_the_step(busy: Life) -> None:
    busy.process.send_signal(signal.SIGTERM)
    asked = busy.sees(events.Request)
    assert (asked.request, asked.by) == ("stop", "SIGTERM")
    until(lambda: time.time() > asked.at + REPEAT_SECONDS, "a second")
    busy.process.send_signal(signal.SIGTERM)
    assert busy.ends() == 0
    assert busy.last(events.Stopped).reason == "SIGTERM, asked twice"
    assert state_of(busy.run).state == State.STOPPED


def test_a_signal_and_a_control_file_at_once_are_one_request(busy: Life) -> None:
    request(busy.run.control, Ask.STOP, "test")
    busy.sees(events.Request)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGINT):
        busy.process.send_signal(number)
    beat = busy.shows(lambda status: status.state == State.STOPPING, "stopping").heartbeat
    busy.shows(lambda status: status.heartbeat > beat, "another heartbeat")
    assert busy.process.poll() is None
    assert len([e for e in busy.events if isinstance(e, events.Request)]) == 1


@pytest.mark.parametrize("later", [Ask.PAUSE, Ask.STOP_AFTER_EPOCH, Ask.CONTINUE])
def test_a_later_request_does_not_take_a_stop_back(busy: Life, later: Ask) -> None:
    request(busy.run.control, Ask.STOP, "test")
    first = busy.sees(events.Request)
    request(busy.run.control, later, "test")
    until(lambda: time.time() > first.at + REPEAT_SECONDS, "a second")
    busy.process.send_signal(signal.SIGTERM)  # insists only where the stop still stands
    assert busy.ends() == 0
    assert busy.last(events.Stopped).reason == "SIGTERM, asked twice"
    assert len([e for e in busy.events if isinstance(e, events.Request)]) == 1


def test_a_repeated_request_is_not_a_second_one_with_another_between(busy: Life) -> None:
    request(busy.run.control, Ask.STOP, "test")
    busy.sees(events.Request)
    request(busy.run.control, Ask.PAUSE, "test")
    busy.process.send_signal(signal.SIGTERM)
    beat = busy.shows(lambda status: status.state == State.STOPPING, "stopping").heartbeat
    busy.shows(lambda status: status.heartbeat > beat + 0.6, "more heartbeats")
    assert busy.process.poll() is None


def test_a_hangup_does_not_stop_an_engine(busy: Life) -> None:
    busy.process.send_signal(signal.SIGHUP)
    beat = busy.shows(lambda status: True, "a heartbeat").heartbeat
    busy.shows(lambda status: status.heartbeat > beat, "another heartbeat")
    assert busy.process.poll() is None
    assert not busy.events


def test_signals_wait_until_somebody_listens(lab: Lab, run: RunDirectory) -> None:
    """One that comes while the engine still imports stops it cleanly all the same.

    What an engine has left that was killed while it wrote is swept away.
    """
    torn = [run.path / f".{name}.tmp" for name in ("status.json.0a1b", "vocabulary-x1y2")]
    for path in torn:
        path.write_text("half of")
    life = Life(run, lambda: lab.python("-m", "rnn_tui.engine", run.path))
    until(lambda: blocks(life.process, signal.SIGTERM), "blocked signals")
    life.process.send_signal(signal.SIGTERM)
    assert life.ends() == 0
    assert life.last(events.Stopped).reason == "SIGTERM"
    assert not any(isinstance(event, events.Loaded) for event in life.events)
    _, err = life.process.communicate()
    assert "Traceback" not in err  # TensorFlow may have come as far as its own messages
    assert not any(path.exists() for path in torn)


def blocks(process: "subprocess.Popen[str]", number: int) -> bool:
    """Whether the process holds the signal back, or has come further already."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        pytest.skip("needs /proc")
    masks = dict(line.split(":\t") for line in status.read_text().splitlines() if "Sig" in line)
    bit = 1 << (number - 1)
    return bool((int(masks["SigBlk"], 16) | int(masks["SigCgt"], 16)) & bit)
