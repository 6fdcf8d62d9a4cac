"""A tiny model for thousands of epochs: what grows, and what an epoch costs early and late.

    python tests/bench/long_life.py [--epochs 2000] [--set KEY=VALUE …]

Follows a real engine, as a front-end does, and prints for some of its epochs the engine's
memory, the follower's own, the size of the files, the size of the last checkpoint, the time an
epoch takes, by the clock and of the processor, and a look at the run.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from rnn_tui.runs import Follower, RunDirectory, RunState
from rnn_tui.runs.checkpoints import list_checkpoints
from tests.lives import LOOK_SECONDS, Lab
from tests.small_text import write_experiment

SETTINGS = (
    "train.jit_compile=false",
    "train.early_stopping=none",
    "train.checkpoint_seconds=30",
    "train.validation_batch_size=none",
    "train.batch_size=32",
    "train.trace_every=none",
)

HEAD = "epochs  engine MB  reader MB  events kB  trace kB  checkpoint kB  ms/epoch  CPU ms  ms/look"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--epochs", type=int, default=2_000)
    parser.add_argument("--set", dest="settings", action="append", default=[])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(Path(folder))
        try:
            config = write_experiment(lab.folder, kind="SimpleRNN", rows=160)
            settings = (*SETTINGS, f"train.epochs={chosen.epochs}", *chosen.settings)
            run = lab.create(config, *settings)
            life = lab.live(run)
            print(HEAD)
            for line in follow(run, life.process.pid, chosen.epochs):
                print(line, flush=True)
            code = life.ends()
            print_files(run)
            return code
        finally:
            lab.clear()


def follow(run: RunDirectory, engine: int, epochs: int) -> Iterator[str]:
    """A line after each tenth of the epochs."""
    follower, step = Follower(run), max(1, epochs // 10)
    wanted, looks, spent = min(step, 10), 0, 0.0
    since, worked, last = time.monotonic(), 0.0, 0
    while True:
        began = time.monotonic()
        state = follower.poll()
        spent, looks = spent + time.monotonic() - began, looks + 1
        done = len(state.epochs)
        if done >= wanted or not state.state.live:
            now, work = time.monotonic(), seconds_of(engine) or worked
            count = max(1, done - last)
            times = ((now - since) / count, (work - worked) / count, spent / looks)
            yield row(run, state, *times)
            since, worked, last, looks, spent = now, work, done, 0, 0.0
            wanted = (done // step + 1) * step
        if not state.state.live:
            return
        time.sleep(10 * LOOK_SECONDS)


def seconds_of(engine: int) -> float:
    """Of the processor, so far; 0 where the engine is gone."""
    try:
        times = psutil.Process(engine).cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def row(run: RunDirectory, state: RunState, epoch: float, work: float, look: float) -> str:
    engine = state.status.memory / 1e6 if state.status else 0.0
    reader = psutil.Process().memory_info().rss / 1e6
    saved = list_checkpoints(run.checkpoints)
    sizes = [path.stat().st_size / 1e3 for path in (run.events, run.trace, saved[-1])]
    return (
        f"{len(state.epochs):>6,}  {engine:>9,.0f}  {reader:>9,.0f}  {sizes[0]:>9,.0f}  "
        f"{sizes[1]:>8,.0f}  {sizes[2]:>13,.1f}  {epoch * 1e3:>8.1f}  {work * 1e3:>6.1f}  "
        f"{look * 1e3:>7.2f}"
    )


def print_files(run: RunDirectory) -> None:
    files = sorted(path for path in run.path.rglob("*") if path.is_file())
    for path in files:
        print(f"{path.stat().st_size:>12,}  {path.relative_to(run.path)}")


if __name__ == "__main__":
    sys.exit(main())
