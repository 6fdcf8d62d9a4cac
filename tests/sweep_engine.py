"""An engine for sweeps that learns nothing and takes no time: a program for a run directory.

It takes the lock, resumes at the last checkpoint, follows the control file and may be killed, as
the real one. Its losses are a function of the experiment and the epoch alone.

    monkeypatch.setattr("rnn_tui.runs.process.launch.ENGINE", ENGINE)

or, where no process has to die, in a thread, which starts at once:

    monkeypatch.setattr("rnn_tui.sweeps.training.start_engine", ThreadEngine)
"""

import hashlib
import os
import sys
import threading
import time
from pathlib import Path

from rnn_tui.experiment import Experiment, dumps
from rnn_tui.runs import RunDirectory, State, read_state
from rnn_tui.runs.files.control import Ask, read_control
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.files.lock import RunIsTaken, RunLock
from rnn_tui.runs.files.status import Status
from tests.tui.fake_engine import FakeRun

EPOCH_SECONDS = float(os.environ.get("SWEEP_ENGINE_SECONDS", "0.02"))
ENGINE = [sys.executable, "-m", "tests.sweep_engine"]


class SweepRun(FakeRun):
    """A run whose losses tell which experiment it is."""

    def logs(self, epochs: float) -> dict[str, float]:
        values = super().logs(epochs)
        for name in values:
            values[name] += offset(self.experiment)
        return values


def offset(experiment: Experiment) -> float:
    """A number from 0 to 1 that stands for all of the experiment."""
    digest = hashlib.sha256(dumps(experiment).encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32


class ThreadEngine:
    """Stands for `start_engine` and for what it returns."""

    pid = os.getpid()

    def __init__(self, run: RunDirectory, ready: object = None) -> None:
        run.control.unlink(missing_ok=True)
        Status(State.QUEUED, process=Identity.own(), heartbeat=time.time()).write(run.status)
        self._thread = threading.Thread(target=train, args=(run, RunLock(run.lock)))
        self._thread.start()

    def poll(self) -> int | None:
        return None if self._thread.is_alive() else 0

    def wait(self, timeout: float | None = None) -> int:
        self._thread.join(timeout)
        return 0


def main(path: str) -> None:
    """Be the engine of the run."""
    run = RunDirectory(Path(path))
    try:
        lock = RunLock(run.lock)
    except RunIsTaken:
        sys.exit(5)
    train(run, lock)


def train(run: RunDirectory, lock: RunLock) -> None:
    """Train to the end, or until the control file says otherwise."""
    before = read_state(run)
    fake = SweepRun(run=run)
    at = before.checkpoint or before.position
    fake.take().load().compile(at=at)
    tick = threading.Event()
    while fake.position.epoch < fake.experiment.train.epochs:
        tick.wait(EPOCH_SECONDS)
        fake.clock = time.time()
        control = read_control(run.control)
        if control is not None and control.ask is Ask.STOP:
            fake.asked(control.ask, control.by)
            fake.stop(control.by)
            break
        fake.epochs(1)
    else:
        if fake.experiment.train.test:
            fake.test()
        fake.finish()
    lock.release()


if __name__ == "__main__":
    main(sys.argv[1])
