"""Samples a second of one engine on all cores, and of an engine on each core, at the same time.

    python tests/bench/slots.py [--presets quickstart,imdb-simple-rnn,imdb-lstm] [--rounds 3]

It decides how many runs of a sweep are trained at a time. Texts are made up, as long as
`data.maxlen`. The rounds alternate; the table has the medians of the sums over engines, and their
ratio, by the clock, for which the machine has to be quiet, and for each second of a processor.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

PRESETS = "quickstart,imdb-simple-rnn,imdb-lstm"
SECONDS = 3.0


def engine(preset: str) -> None:
    """Be an engine on the cores that it may use: compile, wait for a line, train, print a rate."""
    import numpy as np

    from rnn_tui.engine import tf_environment
    from rnn_tui.engine.sharing import share
    from rnn_tui.engine.xla import set_flags
    from rnn_tui.experiment import load

    tf_environment.prepare()
    experiment = load(preset)
    set_flags(experiment)

    from rnn_tui.engine.build import build
    from rnn_tui.engine.steps import Steps

    size, words = experiment.train.batch_size, experiment.data.num_words or 500
    draw = np.random.default_rng(0)
    x = draw.integers(4, words, (8, size, experiment.data.maxlen), np.int32)
    y = draw.integers(0, 2, (8, size), np.int32)
    built = build(experiment, on_gpu=False)
    steps = Steps(built, parts=lambda batch: share(experiment, batch))
    steps.train(x[:1], y[:1])
    print("ready", flush=True)
    for _ in sys.stdin:
        done, began, spent = 0, time.perf_counter(), time.process_time()
        while (took := time.perf_counter() - began) < SECONDS:
            steps.train(x, y)
            done += y.size
        print(done / took, done / (time.process_time() - spent), flush=True)


class Engine:
    """The process of `engine`, on some cores."""

    def __init__(self, preset: str, cores: set[int]) -> None:
        before = os.sched_getaffinity(0)
        os.sched_setaffinity(0, cores)
        self._process = subprocess.Popen(
            [sys.executable, Path(__file__), "--engine", preset],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        os.sched_setaffinity(0, before)

    def begin(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def said(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()


def rates(engines: list[Engine]) -> tuple[float, float]:
    """Samples a second of all of them at once, and in a second of a processor."""
    for each in engines:
        each.begin()
    told = [[float(word) for word in each.said().split()] for each in engines]
    by_clock, by_processor = zip(*told, strict=True)
    return sum(by_clock), statistics.mean(by_processor)


def compare(preset: str, rounds: int) -> None:
    cores = os.sched_getaffinity(0)
    whole, shared = [Engine(preset, cores)], [Engine(preset, {core}) for core in cores]
    for each in (*whole, *shared):
        each.said()
    found = [(*rates(whole), *rates(shared)) for _ in range(rounds)]
    one, one_cpu, many, many_cpu = map(statistics.median, zip(*found, strict=True))
    for each in (*whole, *shared):
        each.end()
    print(
        f"{preset}: {one:,.0f} on all, {many:,.0f} on a core each, {many / one:.2f} times; "
        f"in a second of a processor {one_cpu:,.0f} and {many_cpu:,.0f}, "
        f"{many_cpu / one_cpu:.2f} times",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presets", default=PRESETS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engine", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.engine:
        engine(arguments.engine)
        return
    for preset in arguments.presets.split(","):
        compare(preset, arguments.rounds)


if __name__ == "__main__":
    main()
