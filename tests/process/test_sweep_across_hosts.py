"""Workers of one sweep in two containers, with process and mount namespaces of their own.

Like workers on two hosts they share a folder and its locks, and see nothing of one another's
processes.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from rnn_tui.runs import RunDirectory, State, read_state
from rnn_tui.runs.files.event_log import LogReader
from rnn_tui.runs.files.events import Started
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.overview import look
from tests.fingerprints import fingerprint
from tests.lives import PATIENCE, Lab, until

UNSHARE = ("unshare", "--pid", "--mount", "--fork", "--kill-child", "--mount-proc")
SPACE = (
    *("--set", "train.learning_rate=0.001,0.002,0.003", "--set", "layers.1.units=8"),
    *("--set", "train.batch_size=4", "--set", "train.epochs=4"),
)


def can_unshare() -> bool:
    found = shutil.which(UNSHARE[0])
    return bool(found) and subprocess.run([*UNSHARE, "true"], capture_output=True).returncode == 0


def worker(lab: Lab, path: Path) -> "subprocess.Popen[bytes]":
    """A worker in a container of its own: when that is killed, so is all in it."""
    return subprocess.Popen(
        [*UNSHARE, *lab.command("-m", "rnn_tui", "sweep", "work", path)],
        env=lab.environment,
        stdout=subprocess.DEVNULL,
    )


def made(lab: Lab, name: str) -> Sweep:
    done = lab.cli("sweep", *SPACE, "--as", name, "--on", "none")
    assert done.returncode == 0, done.stderr
    return Sweep(lab.runs / name)


def begun(sweep: Sweep) -> list[RunDirectory]:
    units = [unit for trial in sweep.refresh().trials.values() for unit in trial.units]
    return [run for unit in units if (run := sweep.run_of(unit)).is_run]


def engines(run: RunDirectory) -> list[Started]:
    return [event for event in LogReader(run.events).poll() if isinstance(event, Started)]


@pytest.mark.skipif(not can_unshare(), reason="namespaces of one's own need root")
def test_a_worker_takes_up_what_was_lost_in_another_container(lab: Lab) -> None:
    sweep = made(lab, "shared")
    first, second = worker(lab, sweep.path), worker(lab, sweep.path)

    def both_train() -> bool:
        return sum(read_state(run).state == State.RUNNING for run in begun(sweep)) == 2

    until(both_train, "two runs at a time")
    first.kill()
    first.wait(PATIENCE)
    assert second.wait(PATIENCE) == 0
    assert look(sweep).state == "finished"
    starts = [len(engines(run)) for run in begun(sweep)]
    assert sum(starts) == len(starts) + 2  # what was lost, and the test of the best
    alone = made(lab, "alone")
    assert lab.python("-m", "rnn_tui", "sweep", "work", alone.path).wait(PATIENCE) == 0
    for run in begun(sweep):
        assert fingerprint(run) == fingerprint(RunDirectory(alone.path / run.run_id))
