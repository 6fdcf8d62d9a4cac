"""Kills whatever of a sweep is alive, at random moments, and compares what the sweep comes to.

    python tests/bench/sweep_kills.py [--kills 50] [--seed 0] [--workers 2] [--sampler grid]
        [--prune median] [--minutes M]

A sweep of small networks with dropout, a falling learning rate and early stopping is worked on by
a driver with its workers, and an undisturbed one by one worker. Of the processes that are alive
(driver, workers, engines) one is drawn after a random time and gets SIGKILL; a driver is started
anew where none is left. In the end both sweeps must have the same trials, values and outcomes, and
every run the very bits (weights, optimizer, history, test). Printed is what was hit; the exit
status is 1 where anything differs. With several workers choose a sampler that does not learn: what
it has learnt depends on who is faster.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from rnn_tui.experiment import load
from rnn_tui.experiment.loading import edited
from rnn_tui.runs import RunDirectory
from rnn_tui.runs.files.status import read_status
from rnn_tui.sweeps.create import create_sweep
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.overview import look
from rnn_tui.sweeps.workers import workers_of
from tests.fingerprints import fingerprint
from tests.lives import Lab
from tests.small_text import write_experiment

ROWS = 256
MEAN_SECONDS = 6.0
"""Between two kills; an engine needs about as long to its first epoch."""

Live = list[tuple[str, int]]
"""What is alive: its kind and its pid."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--sampler", default="random")
    parser.add_argument("--prune")
    parser.add_argument("--trials", type=int, default=6)
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--minutes", type=float, default=24 * 60, help="kill no more after them")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(Path(folder))
        try:
            with lab.entered():
                return Campaign(lab, chosen).made()
        finally:
            lab.clear()


class Campaign:
    """One sweep that is disturbed, and one that is not."""

    def __init__(self, lab: Lab, chosen: argparse.Namespace) -> None:
        self._lab = lab
        self._chosen = chosen
        self._draw = random.Random(chosen.seed)
        self._hits: Counter[str] = Counter()
        config = write_experiment(lab.folder, kind="SimpleRNN", rows=ROWS)
        options = {
            "sampler": chosen.sampler,
            "trials": chosen.trials,
            "seeds": 2,
            "prune": chosen.prune or "none",
            "space": {"train.learning_rate": {"low": 1e-3, "high": 3e-2, "log": True}},
        }
        changes = [
            ("train.jit_compile", False),
            ("train.threads", 1),
            ("train.epochs", chosen.epochs),
            ("train.checkpoint_seconds", 0.02),
            *((f"sweep.{key}", value) for key, value in options.items()),
        ]
        self._experiment = edited(load(config), changes)

    def made(self) -> int:
        """Exit status: 0 when both sweeps are equal."""
        whole = create_sweep(self._lab.runs, self._experiment, "whole")
        torn = create_sweep(self._lab.runs, self._experiment, "torn")
        began = time.monotonic()
        assert self._lab.popen("sweep", "work", str(whole.path)).wait() == 0
        print(f"undisturbed, one worker: {time.monotonic() - began:.0f} s", flush=True)
        began = time.monotonic()
        self._disturb(torn, began)
        self._finish(torn)
        kills = self._hits.total()
        print(f"{kills} kills in {time.monotonic() - began:.0f} s: {dict(self._hits)}")
        different = list(differences(whole, torn))
        for line in different:
            print(line)
        runs = sum(len(trial.units) for trial in whole.refresh().trials.values())
        print(f"{runs} runs, {len(different)} differences")
        return 1 if different else 0

    def _disturb(self, sweep: Sweep, began: float) -> None:
        drivers: list[subprocess.Popen[str]] = []
        while self._hits.total() < self._chosen.kills and look(sweep).state != "finished":
            if time.monotonic() - began > 60 * self._chosen.minutes:
                return
            drivers = [driver for driver in drivers if driver.poll() is None]
            if not drivers:
                workers = ("--workers", str(self._chosen.workers))
                drivers.append(self._lab.popen("sweep", "resume", sweep.name, *workers))
            time.sleep(self._draw.expovariate(1 / MEAN_SECONDS))
            if not (live := alive(sweep, drivers)):
                continue
            kind, pid = self._draw.choice(live)
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            self._hits[kind] += 1
            done = sum(trial.over for trial in sweep.refresh().trials.values())
            print(f"kill {self._hits.total():>3}: {kind}, {done} trials over", flush=True)

    def _finish(self, sweep: Sweep) -> None:
        while look(sweep).state != "finished":
            self._lab.popen("sweep", "work", str(sweep.path)).wait()


def alive(sweep: Sweep, drivers: list["subprocess.Popen[str]"]) -> Live:
    """The processes of the sweep, the kinds of them evenly likely."""
    kinds: dict[str, list[int]] = {
        "driver": [driver.pid for driver in drivers if driver.poll() is None],
        "worker": [
            worker.identity.pid
            for worker in workers_of(sweep)
            if worker.identity is not None and worker.identity.alive
        ],
        "engine": [],
    }
    for trial in sweep.refresh().trials.values():
        for unit in trial.units:
            status = read_status(sweep.run_of(unit).status)
            process = status.process if status and status.state.live else None
            if process is not None and process.alive:
                kinds["engine"].append(process.pid)
    most = max(len(pids) for pids in kinds.values())
    return [(kind, pid) for kind, pids in kinds.items() for pid in (pids * most)[:most]]


def differences(whole: Sweep, torn: Sweep) -> "list[str]":
    """Whatever differs between the two sweeps, a line each."""
    found = []
    one, two = whole.refresh().trials, torn.refresh().trials
    if [trial.asked.values for trial in one.values()] != [t.asked.values for t in two.values()]:
        found.append("other values were tried")
    for number, trial in one.items():
        for unit, other in zip(trial.units, two[number].units, strict=True):
            if (a := _outcome(unit.told)) != (b := _outcome(other.told)):
                found.append(f"{unit.run}: {a} and {b}")
            if unit.told is None or unit.told.outcome != "finished":
                continue
            prints = [fingerprint(RunDirectory(s.path / unit.run)) for s in (whole, torn)]
            names = [name for name in prints[0] if prints[0][name] != prints[1][name]]
            found += [f"{unit.run}: {name} differs" for name in names]
    return found


def _outcome(told: object) -> object:
    return told and tuple(getattr(told, key) for key in ("outcome", "value", "epoch", "epochs"))


if __name__ == "__main__":
    sys.exit(main())
