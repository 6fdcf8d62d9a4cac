"""The engine that waits for a run: same bits as any other, gone when nobody needs it."""

import signal
import subprocess
from pathlib import Path

import psutil
import pytest

from rnn_tui.runs import RunDirectory, State, start_engine
from rnn_tui.runs.process.launch import IdleEngine
from tests.fingerprints import fingerprint
from tests.lives import PATIENCE, Lab, Life, state_of, until
from tests.small_text import write_experiment

SHORT = ("train.epochs=2", "train.early_stopping=none", "train.checkpoint_seconds=0")
SIMPLE = (*SHORT, "layers.1.kind=SimpleRNN", "train.jit_compile=false")
"""Where the bits are not what is tested."""

PARENT = """
import sys
from rnn_tui.runs.process.launch import IdleEngine
print(IdleEngine().pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def config(lab: Lab) -> Path:
    return write_experiment(lab.folder)


def wait_for_the_end(pid: int) -> None:
    def gone() -> bool:
        try:
            return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return True

    until(gone, "the end of the idle engine")


def test_an_idle_engine_trains_to_the_same_bits_as_a_new_one(lab: Lab, config: Path) -> None:
    with lab.entered():
        idle = IdleEngine()
    prepared = lab.create(config, *SHORT)
    life = Life(prepared, lambda: start_engine(prepared, idle))
    assert life.process.pid == idle.pid
    assert life.ends() == 0
    plain = lab.create(config, *SHORT)
    assert lab.live(plain, fork=False).ends() == 0
    forked = lab.create(config, *SHORT)
    assert lab.live(forked).ends() == 0
    assert fingerprint(forked) == fingerprint(plain)
    assert fingerprint(prepared) == fingerprint(plain)
    assert prepared.engine_log.is_file()


def test_the_run_outlives_whoever_started_it(lab: Lab, config: Path) -> None:
    run = lab.create(config, *SIMPLE)
    starter = lab.python("-c", HANDS_OVER, run.path)
    assert starter.wait(PATIENCE) == 0
    until(lambda: state_of(run).state is State.FINISHED, "the end of the run")


HANDS_OVER = """
import os, sys
from pathlib import Path
from rnn_tui.runs import RunDirectory, start_engine
from rnn_tui.runs.process.launch import IdleEngine
start_engine(RunDirectory(Path(sys.argv[1])), IdleEngine())
os._exit(0)
"""


def test_an_idle_engine_ends_when_it_is_closed(lab: Lab) -> None:
    with lab.entered():
        idle = IdleEngine()
    idle.close()
    wait_for_the_end(idle.pid)


def test_an_idle_engine_ends_with_its_parent(lab: Lab) -> None:
    parent = subprocess.Popen(
        lab.command("-c", PARENT),
        env=lab.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait(PATIENCE)
    wait_for_the_end(pid)


def test_an_idle_engine_that_died_is_replaced(lab: Lab, config: Path) -> None:
    with lab.entered():
        idle = IdleEngine()
    psutil.Process(idle.pid).kill()
    wait_for_the_end(idle.pid)
    run: RunDirectory = lab.create(config, *SIMPLE)
    with lab.entered():
        life = Life(run, lambda: start_engine(run, idle))
    assert life.process.pid != idle.pid
    assert life.ends() == 0
