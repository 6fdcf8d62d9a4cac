"""Memory that runs out in an engine: told in words by a front-end that lives on."""

import os
import resource
import signal
from pathlib import Path

import psutil
import pytest

from rnn_tui.experiment import load
from rnn_tui.io.exits import Exit
from rnn_tui.runs import Ask, RunState, State
from rnn_tui.runs.files import events
from rnn_tui.tui.state.current_run import CurrentRun
from tests.lives import Lab, state_of, until
from tests.small_text import write_experiment

HUGE = ("data.maxlen=512", "layers.1.units=512", "train.batch_size=4000", "train.jit_compile=false")
ROOM = 200_000_000
"""Bytes beyond what the engine has at its start; a step of a huge batch wants gigabytes."""


@pytest.fixture(scope="module")
def config(lab: Lab) -> Path:
    return write_experiment(lab.folder, kind="SimpleRNN", rows=6_000)


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="limits of others need Linux")
def test_a_batch_too_large_for_memory_fails_in_words(lab: Lab, config: Path) -> None:
    life = lab.batch(config, *[text for setting in HUGE for text in ("--set", setting)], fork=False)
    life.sees(events.Resumed)
    engine = psutil.Process(life.engine())
    limit = engine.memory_info().vms + ROOM
    resource.prlimit(engine.pid, resource.RLIMIT_AS, (limit, limit))
    assert life.ends() == Exit.ENGINE
    _, err = life.process.communicate()
    assert err.startswith("error: out of memory\n")
    assert "train.batch_size" in err
    state = state_of(life.run)
    assert state.state == State.FAILED
    assert state.state.resumable


def test_a_killed_engine_is_reported_by_its_front_end(lab: Lab, config: Path) -> None:
    """What `--batch` can see of it: its child has died of SIGKILL, without a word."""
    life = lab.batch(config, fork=False)
    life.sees(events.Started)
    os.kill(life.engine(), signal.SIGKILL)
    assert life.ends() == Exit.ENGINE
    _, err = life.process.communicate()
    assert err.startswith(f"error: {life.run.run_id} is lost: it was killed (SIGKILL)")
    assert "it was killed (SIGKILL)" in err
    assert "memory may have run out" in err
    assert "Traceback" not in err


def test_the_app_starts_another_engine_after_one_was_killed(lab: Lab, config: Path) -> None:
    """What stands behind the Train screen starts an engine, loses it, and starts the next."""
    with lab.entered():
        current = CurrentRun(lab.runs)
        run = current.start(load(config))
        kill_started(current)
        lost = until(lambda: shown(current, State.LOST), "a lost run")
        assert lost.death.startswith("it was killed (SIGKILL)")
        assert "memory may have run out" in lost.death

        current.resume(run)
        until(lambda: shown(current, State.STARTING), "the next engine")
        current.ask(Ask.STOP)
        stopped = until(lambda: shown(current, State.STOPPED), "a stop")
        assert stopped.death == ""
    for process in lab.processes():
        process.wait(timeout=60)


def kill_started(current: CurrentRun) -> None:
    started = until(lambda: shown(current, State.STARTING), "an engine")
    assert started.status is not None
    assert started.status.process is not None
    os.kill(started.status.process.pid, signal.SIGKILL)


def shown(current: CurrentRun, state: State) -> RunState | None:
    now = current.poll()
    return now if now is not None and now.state == state else None
