"""Twelve trials of the quick-start: a sweep, one `rnn-tui --batch` after another, Optuna on Keras.

    python tests/bench/sweep.py [--epochs 6] [--workers 2] [--only sweep,batch,optuna] [--rounds 1]

All train the same twelve pairs of learning rate and units, as many epochs. Each contender is ended
before the next one begins; in a second round they begin the other way round. Wall time needs a
quiet machine with as many cores as workers. Processor time is that of all processes, those that
outlive their parents too. Targets: 0.4 of the wall time of `batch`, 0.5 of that of `optuna`, which
needs `rnn-tui[sweep]`.
"""

import argparse
import ctypes
import itertools
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rnn_tui.data import arrays, load
from rnn_tui.experiment import load as load_experiment

RATES, UNITS = (0.0005, 0.001, 0.002, 0.004), (16, 32, 64)
PROGRAM = [sys.executable, "-P", "-m", "rnn_tui"]
PEER = Path(__file__).with_name("sweep_peer.py")
PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Took:
    """Seconds by the clock and of processors; the largest resident size of a process, in MB."""

    wall: float
    processor: float
    largest: float


def adopt_orphans() -> None:
    """Count what outlives its parent, such as an engine, as a child of this process."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def timed(work: Callable[[int, int], None], epochs: int, workers: int) -> Took:
    """What the work took, to the end of the last process that came of it."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    work(epochs, workers)
    wall = time.monotonic() - began
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(wall, processor, after.ru_maxrss / 1024)


def call(*words: object) -> None:
    """Run the program to its end. Raises CalledProcessError."""
    subprocess.run([*PROGRAM, *map(str, words)], check=True, stdout=subprocess.DEVNULL)


def settings(epochs: int) -> list[str]:
    fixed = (f"train.epochs={epochs}", "train.early_stopping=none")
    return [word for each in fixed for word in ("--set", each)]


def sweep(epochs: int, workers: int) -> None:
    rates, units = (",".join(map(str, each)) for each in (RATES, UNITS))
    tried = ["--set", f"train.learning_rate={rates}", "--set", f"layers.1.units={units}"]
    call("sweep", *settings(epochs), *tried, "--workers", workers)


def batch(epochs: int, workers: int) -> None:
    for rate, units in itertools.product(RATES, UNITS):
        tried = ["--set", f"train.learning_rate={rate}", "--set", f"layers.1.units={units}"]
        call("--batch", *settings(epochs), *tried)


def optuna(epochs: int, workers: int) -> None:
    """The arrays are made beforehand: reading texts is not what is compared."""
    words = [sys.executable, PEER, "data.npz", epochs]
    subprocess.run([*map(str, words), "prepare"], check=True)
    peers = [subprocess.Popen([*map(str, words), "work"]) for _ in range(workers)]
    codes = [peer.wait() for peer in peers]
    if any(codes):
        raise RuntimeError(f"Optuna's processes ended with {codes}")


CONTENDERS = {"sweep": sweep, "batch": batch, "optuna": optuna}


def write_data(path: Path) -> None:
    """What the quick-start trains on, for a script that has nothing to do with us."""
    experiment = load_experiment("quickstart")
    made = arrays(load(experiment.data, experiment.seed), experiment.data, experiment.seed)
    parts = {name: getattr(made, name) for name in made.__slots__}
    np.savez(path, **parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default=",".join(CONTENDERS))
    parser.add_argument("--rounds", type=int, default=1)
    arguments = parser.parse_args()
    names = arguments.only.split(",")
    adopt_orphans()
    for number in range(arguments.rounds):
        took: dict[str, Took] = {}
        for name in names if number % 2 == 0 else names[::-1]:
            with tempfile.TemporaryDirectory() as folder:
                os.chdir(folder)
                os.environ |= {f"RNN_TUI_{each}": f"{folder}/{each}" for each in ("STATE", "CACHE")}
                write_data(Path("data.npz"))
                took[name] = timed(CONTENDERS[name], arguments.epochs, arguments.workers)
                os.chdir("/")
            each = took[name]
            print(
                f"{name}: {each.wall:.1f} s, {each.processor:.1f} s of processors, "
                f"at most {each.largest:.0f} MB a process",
                flush=True,
            )
        for peer in took.keys() - {"sweep"} if "sweep" in took else ():
            ours, other = took["sweep"], took[peer]
            print(
                f"sweep: {ours.wall / other.wall:.2f} of {peer}'s time by the clock, "
                f"{ours.processor / other.processor:.2f} of its processor time",
                flush=True,
            )


if __name__ == "__main__":
    main()
