"""From Start to the first finished step: a new engine, one that the app has kept ready, --batch.

    python tests/bench/startup.py [--preset quickstart] [--set key=value] [--rounds 5]
        [--against FOLDER]

The rounds alternate. The clock runs from the call that starts the engine, or the command, to the
first record in the trace, which here holds a single step; the engine is then killed. Processor
time is that of the engine and of the command until then. `--against` is a checkout of another
version, whose command is run beside ours; on a busy machine only the ratios mean something.
"""

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from rnn_tui.experiment import Experiment, load
from rnn_tui.runs import RunDirectory, RunError, create, kill_engine, start_engine
from rnn_tui.runs.files.status import read_status
from rnn_tui.runs.files.trace import TraceError, read_trace
from rnn_tui.runs.process.launch import IdleEngine

ROOT = Path(__file__).resolve().parents[2]
DEADLINE, LOOK_SECONDS, QUIET_SECONDS = 120.0, 0.002, 0.5


@dataclass(frozen=True)
class Cost:
    """Of a start: seconds on the clock, and of processors."""

    clock: float
    processor: float


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


def first_step_of_batch(root: Path, preset: str, settings: list[str], runs: Path) -> Cost:
    """From the command `--batch` of the version in `root`. Raises TimeoutError."""
    chosen = [word for setting in settings for word in ("--set", setting)]
    command = [sys.executable, "-P", "-m", "rnn_tui", "--batch", "-c", preset, *chosen]
    before, began = {*runs.glob("*")}, time.monotonic()
    process = subprocess.Popen(
        [*command, "--runs-dir", str(runs)],
        env=os.environ | {"PYTHONPATH": str(root)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    front_end, run, engine = psutil.Process(process.pid), None, None
    try:
        while time.monotonic() < began + DEADLINE:
            found = (RunDirectory(path) for path in {*runs.glob("[!.]*")} - before)
            run = run or next((each for each in found if each.is_run), None)
            with contextlib.suppress(TraceError, OSError, RunError):
                if run and len(read_trace(run.trace)):
                    status = read_status(run.status)
                    assert status is not None
                    assert status.process is not None
                    seconds = time.monotonic() - began
                    engine = psutil.Process(status.process.pid)
                    used = [sum(each.cpu_times()[:2]) for each in (front_end, engine)]
                    return Cost(seconds, sum(used))
            time.sleep(LOOK_SECONDS)
        raise TimeoutError("no step")
    finally:
        with contextlib.suppress(RunError):
            if run:
                kill_engine(run)
        process.wait()


def told(name: str, costs: list[Cost]) -> str:
    clock, processor = (
        statistics.median(getattr(cost, kind) for cost in costs) for kind in ("clock", "processor")
    )
    return f"{name}: {clock:.2f} s, {processor:.2f} s of processors"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", default="quickstart")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--against", type=Path, metavar="FOLDER")
    parser.add_argument("--only-batch", action="store_true")
    arguments = parser.parse_args()
    experiment = load(arguments.preset, [*arguments.set, "train.trace_every=1"])
    times: dict[str, list[float]] = {"new": [], "ready": []}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        os.environ["RNN_TUI_STATE"] = str(folder / "state")
        first_step(experiment, folder / "runs", None)  # the data are in the cache from here on
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        roots = [ROOT, *([arguments.against.resolve()] if arguments.against else [])]
        settings = [*arguments.set, "train.trace_every=1"]
        batch: dict[Path, list[Cost]] = {root: [] for root in roots}
        for round_ in range(arguments.rounds + 1):  # the first one compiles the bytecode
            for root in roots:
                cost = first_step_of_batch(root, arguments.preset, settings, folder / "runs")
                batch[root] += [cost] if round_ else []
        for root, costs in batch.items():
            print(told(f"{arguments.preset} --batch, {root.name}", costs), flush=True)
        if arguments.only_batch:
            return
        for _ in range(arguments.rounds):
            times["new"].append(first_step(experiment, folder / "runs", None))
            times["ready"].append(first_step(experiment, folder / "runs", ready_engine()))
    new, ready = (statistics.median(found) for found in times.values())
    print(f"{arguments.preset}: new {new:.2f} s, ready {ready:.2f} s, {new / ready:.1f} times")


if __name__ == "__main__":
    main()
