"""How long it takes to open a long run, and what it costs to follow one where nothing is new.

    python tests/bench/run_directory.py [EPOCHS RECORDS]

The run has 10,000 epochs and a million trace records unless told otherwise. Prints medians.
"""

import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from rnn_tui.experiment import Experiment
from rnn_tui.runs import Follower, Position, RunDirectory, State, create, read_state
from rnn_tui.runs.files import events as happened
from rnn_tui.runs.files.event_log import LogReader
from rnn_tui.runs.files.events import Event
from rnn_tui.runs.files.identity import Identity
from rnn_tui.runs.files.status import Status
from rnn_tui.runs.files.trace import TraceWriter, read_trace, record_type
from rnn_tui.runs.state.fold import fold_all
from rnn_tui.runs.state.run_state import RunState

COLUMNS = ("loss", "acc")


def main(epochs: int, records: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = long_run(Path(folder), epochs, records)
        log, trace = run.events.stat().st_size / 1e6, run.trace.stat().st_size / 1e6
        print(f"{epochs:,} epochs, log {log:.1f} MB; {records:,} trace records, {trace:.1f} MB")
        show("open the run (log, trace, status)", lambda: read_state(run), times=5)
        show("  of it: read the log", lambda: LogReader(run.events).poll(), times=5)
        told = LogReader(run.events).poll()
        show("  of it: fold the events", lambda: fold_all(RunState(), told), times=5)
        show("  of it: map the trace", lambda: read_trace(run.trace), times=20)
        state = read_state(run)
        show("mean of a column of the trace", lambda: state.trace["loss"].mean(), times=5)
        show("best epoch, the first time", lambda: read_state(run).best, times=3)
        follower = Follower(run)
        follower.poll()
        show("poll with nothing new", follower.poll, times=2000)
        usage = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        print(f"{'largest memory of this process':<40} {usage:10.0f} MB")


def long_run(folder: Path, epochs: int, records: int) -> RunDirectory:
    """Written at once, not event by event: each append waits for the disk."""
    run = create(folder, Experiment(name="long", train={"epochs": epochs}))
    at = Position(epochs)
    with run.events.open("ab") as file:
        file.writelines(event.line() for event in history(epochs))
    TraceWriter(run.trace, COLUMNS).close()
    rows = np.zeros(records, record_type(COLUMNS))
    rows["step"], rows["loss"] = np.arange(records), np.linspace(0.7, 0.1, records)
    with run.trace.open("ab") as file:
        file.write(rows.tobytes())
    Status(State.RUNNING, at, Identity.own(), time.time(), {"loss": 0.1}).write(run.status)
    return run


def history(epochs: int) -> list[Event]:
    told: list[Event] = [
        happened.Started(pid=os.getpid()),
        happened.Compiled(parameters=322_113),
        happened.Resumed(epoch=0),
    ]
    for number in range(epochs):
        loss = 1 / (number + 2)
        logs = {"loss": loss, "acc": 1 - loss, "val_loss": loss + 0.1, "val_acc": 0.9 - loss}
        told.append(happened.EpochEnded(epoch=number, logs=logs, learning_rate=0.001, seconds=9.5))
        told.append(happened.Checkpoint(epoch=number + 1, file=f"epoch-{number + 1}.npz"))
    return told


def show(what: str, act: Callable[[], object], times: int) -> None:
    """Medians on the wall and of this process alone, which a busy machine changes less."""
    walls, alone = [], []
    for _ in range(times):
        wall, process = time.perf_counter(), time.process_time()
        act()
        walls.append(time.perf_counter() - wall)
        alone.append(time.process_time() - process)
    medians = [statistics.median(taken) * 1e3 for taken in (walls, alone)]
    print(f"{what:<40} {medians[0]:10.3f} ms, {medians[1]:10.3f} ms of this process")


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    main(*(given or [10_000, 1_000_000]))
