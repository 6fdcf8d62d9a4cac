"""The queue with real engines: it outlives its worker, and no run begins before its turn."""

import os
import signal
from pathlib import Path

import pytest

from rnn_tui.runs import RunDirectory, State, read_state
from rnn_tui.runs.files.identity import Identity
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.names import QUEUE
from rnn_tui.sweeps.queue import Queue
from rnn_tui.sweeps.workers import workers_of
from tests.lives import Lab, until
from tests.small_text import write_experiment

QUICK = (
    *("--set", "train.jit_compile=false", "--set", "train.early_stopping=none"),
    *("--set", "train.checkpoint_seconds=0", "--set", "train.validation_batch_size=20"),
)


@pytest.fixture(scope="module")
def config(lab: Lab) -> Path:
    return write_experiment(lab.folder, kind="SimpleRNN", rows=400)


def add(lab: Lab, config: Path, name: str, epochs: int) -> RunDirectory:
    named = ("--set", f"name={name}", "--set", f"train.epochs={epochs}")
    done = lab.cli("queue", "add", "-c", config, *QUICK, *named, fork=True)
    assert done.returncode == 0, done.stderr
    return RunDirectory(lab.runs / done.stdout.strip())


def has_epochs(run: RunDirectory) -> bool:
    return run.is_run and bool(read_state(run).epochs)


def is_over(run: RunDirectory) -> bool:
    return run.is_run and read_state(run).state is State.FINISHED


def test_a_killed_worker_loses_nothing_and_nothing_begins_before_its_turn(
    lab: Lab, config: Path
) -> None:
    first, second = add(lab, config, "first", 30), add(lab, config, "second", 1)
    until(lambda: has_epochs(first), "epochs of the first run")
    assert not second.is_run
    sweep = Sweep(lab.runs / QUEUE)
    (worker,) = workers_of(sweep)
    assert isinstance(worker.identity, Identity)
    os.kill(worker.identity.pid, signal.SIGKILL)
    until(lambda: Queue(lab.runs).view().workers == 0, "the end of the worker")
    assert lab.cli("queue", "resume", fork=True).returncode == 0
    until(lambda: is_over(second), "the end of the queue")
    before, after = read_state(first), read_state(second)
    assert before.state is State.FINISHED
    assert [each.epoch for each in before.epochs] == list(range(30))
    assert before.test is not None
    assert after.started_at >= before.ended_at > 0
    until(lambda: not Queue(lab.runs).view().runs, "the outcome in the journal")
    assert "Traceback" not in (sweep.path / "workers.log").read_text()
