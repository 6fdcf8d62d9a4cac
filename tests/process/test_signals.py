"""Signals and requests from everywhere, at a real `rnn-tui --batch` and at its engine."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from rnn_tui.io.exits import Exit
from rnn_tui.runs import Phase, RunDirectory, State
from rnn_tui.runs.files import events
from rnn_tui.runs.files.lock import is_locked
from rnn_tui.wording.progress import STOPPING_WORDS
from tests.lives import Lab, Life, state_of, trace_length, until
from tests.small_text import write_experiment

QUICK = ("--set", "train.jit_compile=false", "--set", "train.early_stopping=none")
INT, TERM = signal.SIGINT, signal.SIGTERM
WARNED, TOLD, LIMITED = signal.SIGUSR1, signal.SIGUSR2, signal.SIGXCPU


@pytest.fixture(scope="module")
def config(lab: Lab) -> Path:
    return write_experiment(lab.folder, kind="SimpleRNN", rows=3_000)


Sender = Callable[[Life, signal.Signals], None]


def closed(life: Life) -> tuple[str, str]:
    """stdout and stderr of a front-end that has ended; no traceback in them or in the log."""
    out, err = life.process.communicate()
    for text in (out, err, life.run.engine_log.read_text()):
        assert "Traceback" not in text
    assert not is_locked(life.run.lock)
    return out, err


def to_front_end(life: Life, number: signal.Signals) -> None:
    life.process.send_signal(number)


def to_engine(life: Life, number: signal.Signals) -> None:
    os.killpg(life.engine(), number)


def to_both(life: Life, number: signal.Signals) -> None:
    """As a shell or a scheduler does that signals all processes of a job."""
    to_engine(life, number)
    to_front_end(life, number)


def batch_of(phase: Phase) -> Callable[[events.Checkpoint], bool]:
    return lambda at: at.phase == phase and at.batch > 0


def test_a_signal_in_each_phase_stops_with_a_checkpoint(lab: Lab, config: Path) -> None:
    moments: list[tuple[type[events.Event], Phase | None, signal.Signals, Sender]] = [
        (events.Started, None, TOLD, to_front_end),
        (events.Checkpoint, Phase.TRAIN, INT, to_both),
        (events.Resumed, None, TERM, to_front_end),  # the compile comes next
        (events.Checkpoint, Phase.VALIDATE, LIMITED, to_engine),
        (events.Checkpoint, Phase.TEST, WARNED, to_both),
    ]
    life = lab.batch(config, *QUICK, "--set", "train.epochs=2")
    done, partial = 0, None
    for kind, phase, number, send in moments:
        life.sees(kind, batch_of(phase) if phase else lambda event: True)
        send(life, number)
        assert life.ends() == 128 + number
        out, err = closed(life)
        assert err == ""
        assert STOPPING_WORDS in out or send is to_engine
        assert f"continue with: rnn-tui resume {life.run.run_id}" in out
        assert life.last(events.Stopped).reason == number.name
        if phase is not None:
            assert life.last(events.Stopped).phase == phase
            assert life.last(events.Checkpoint).position == life.last(events.Stopped).position
        state = state_of(life.run)
        assert state.state == State.STOPPED
        assert len(state.epochs) >= done
        done = len(state.epochs)
        if kind is events.Resumed:
            assert state.partial == partial is not None
        partial = state.partial
        life = lab.resume(life.run)
    assert life.ends() == Exit.FINISHED
    out, err = closed(life)
    assert err == ""
    assert "finished: all 2 epochs are done" in out
    state = state_of(life.run)
    assert [record.epoch for record in state.epochs] == [0, 1]
    assert state.test is not None


def test_ctrl_c_while_the_data_is_loaded(lab: Lab, tmp_path: Path) -> None:
    config = write_experiment(tmp_path, kind="SimpleRNN", rows=100_000)
    life = lab.batch(config, *QUICK)
    life.sees(events.Started)
    life.process.send_signal(signal.SIGINT)
    assert life.ends() == Exit.INTERRUPTED
    closed(life)
    assert not any(isinstance(event, events.Loaded) for event in life.events)
    life = lab.resume(life.run)
    assert life.sees(events.Loaded).train_sequences == 75_000
    life.process.send_signal(signal.SIGINT)
    assert life.ends() == Exit.INTERRUPTED
    closed(life)


def test_a_run_finishes_after_its_output_is_closed(lab: Lab, config: Path) -> None:
    """`rnn-tui --batch | head -1`, and a hangup for the engine on top."""
    life = lab.batch(config, *QUICK, "--set", "train.epochs=2")
    assert life.process.stdout is not None
    assert life.process.stdout.readline().startswith("run ")
    life.process.stdout.close()
    life.sees(events.Checkpoint)
    to_engine(life, signal.SIGHUP)
    assert life.ends() == Exit.FINISHED
    assert life.process.stderr is not None
    assert life.process.stderr.read() == ""
    assert state_of(life.run).state == State.FINISHED


def test_the_run_outlives_its_front_end(lab: Lab, config: Path) -> None:
    """Killed with -9, it leaves a run that others can take over, one engine at a time."""
    life = lab.batch(config, *QUICK, "--set", "train.epochs=100000")
    run = life.run
    life.sees(events.Checkpoint)
    life.process.kill()
    life.process.communicate()
    seen = trace_length(run)
    until(lambda: trace_length(run) > seen, "training that goes on")

    second = lab.python("-m", "rnn_tui.engine", run.path)
    assert second.communicate()[1] == (
        f"cannot train the run {run.run_id}: another engine is training this run\n"
    )
    assert second.returncode == Exit.ENGINE
    refused = lab.cli("resume", "last")
    assert refused.returncode == Exit.USAGE
    assert "is already running" in refused.stderr

    paused = lab.cli("pause", "last")
    assert (paused.returncode, paused.stderr) == (0, "")
    assert f"{run.run_id} is paused at " in paused.stdout
    assert "paused" in lab.cli("runs").stdout
    resumed = lab.resume(run)
    resumed.sees(events.Continued)
    to_engine(resumed, signal.SIGTERM)
    assert resumed.ends() == Exit.TERMINATED
    closed(resumed)
    assert state_of(run).state == State.STOPPED
    refused = lab.cli("stop", "last")
    assert refused.returncode == Exit.USAGE
    assert refused.stderr == f"error: {run.run_id} is not running: it is stopped\n"


def test_stop_kill_and_after_epoch_work_from_another_terminal(lab: Lab, config: Path) -> None:
    started = lab.cli("--batch", "--detach", "-c", config, *QUICK, "--set", "train.epochs=2")
    assert (started.returncode, started.stderr) == (0, "")
    run = RunDirectory(lab.runs / started.stdout.strip())
    stopped = lab.cli("stop", "last")
    assert (stopped.returncode, stopped.stderr) == (0, "")
    assert f"{run.run_id} is stopped at " in stopped.stdout

    life = lab.resume(run)
    life.sees(events.Checkpoint)
    killed = lab.cli("stop", "last", "--kill")
    assert (killed.returncode, killed.stderr) == (0, "")
    assert life.ends() == Exit.ENGINE
    out, err = closed(life)
    assert "continue from the checkpoint at epoch " in out
    assert err.startswith(f"error: {run.run_id} is lost: it was killed (SIGKILL)")
    assert state_of(run).state == State.LOST

    life = lab.resume(run)
    life.sees(events.Checkpoint)
    asked = lab.cli("stop", "last", "--after-epoch")
    assert (asked.returncode, asked.stderr) == (0, "")
    assert life.ends() in (Exit.INTERRUPTED, Exit.FINISHED)
    closed(life)
    assert len(state_of(run).epochs) >= 1
