"""From Start to the first finished step: a new engine, and one that the app has kept ready.

    python tests/bench/startup.py [--preset quickstart] [--set key=value] [--rounds 5]

The rounds alternate. The clock runs from the call that starts the engine to its first record in
the trace, which here holds a single step; the engine is then killed.
"""

import argparse
import contextlib
import os
import statistics
import tempfile
import time
from pathlib import Path

import psutil

from rnn_tui.experiment import Experiment, load
from rnn_tui.runs import RunError, create, kill_engine, start_engine
from rnn_tui.runs.files.trace import TraceError, read_trace
from rnn_tui.runs.process.launch import IdleEngine

DEADLINE, LOOK_SECONDS, QUIET_SECONDS = 120.0, 0.002, 0.5


def ready_engine() -> IdleEngine:
    """One that has imported all: its processor time stands still. Raises TimeoutError."""
    idle = IdleEngine()
    process, end, before = psutil.Process(idle.pid), time.monotonic() + DEADLINE, -1.0
    while time.monotonic() < end:
        now = sum(process.cpu_times()[:2])
        if now == before and now > 1.0:
            return idle
        before = now
        time.sleep(QUIET_SECONDS)
    raise TimeoutError("the idle engine is never ready")


def first_step(experiment: Experiment, runs: Path, idle: IdleEngine | None) -> float:
    """Seconds from the start to the first step. Raises TimeoutError."""
    run = create(runs, experiment)
    began = time.monotonic()
    process = start_engine(run, idle)
    try:
        while time.monotonic() < began + DEADLINE:
            try:
                if len(read_trace(run.trace)):
                    return time.monotonic() - began
            except (TraceError, OSError, RunError):
                pass  # not there yet
            time.sleep(LOOK_SECONDS)
        raise TimeoutError(f"no step: see {run.engine_log}")
    finally:
        with contextlib.suppress(RunError):
            kill_engine(run)
        process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", default="quickstart")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    experiment = load(arguments.preset, [*arguments.set, "train.trace_every=1"])
    times: dict[str, list[float]] = {"new": [], "ready": []}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        os.environ["RNN_TUI_STATE"] = str(folder / "state")
        first_step(experiment, folder / "runs", None)  # the data are in the cache from here on
        for _ in range(arguments.rounds):
            times["new"].append(first_step(experiment, folder / "runs", None))
            times["ready"].append(first_step(experiment, folder / "runs", ready_engine()))
    new, ready = (statistics.median(found) for found in times.values())
    print(f"{arguments.preset}: new {new:.2f} s, ready {ready:.2f} s, {new / ready:.1f} times")


if __name__ == "__main__":
    main()
