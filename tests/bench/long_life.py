"""A tiny model for thousands of epochs with the app open: what grows, and what it costs.

    python tests/bench/long_life.py [--epochs 2000] [--set KEY=VALUE …]

A real engine trains while the app shows its curves on a pty of 120x35. Printed are, for some of
the epochs: the memory of the engine and of the app, the size of the files and of the last
checkpoint, the time an epoch takes, by the clock and of the processor, the time of a look at the
run, and the time from a key to the picture that it asks for, both as medians since the last line.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from rnn_tui.runs import Follower, RunDirectory, RunState
from rnn_tui.runs.files.checkpoints import list_checkpoints
from tests.lives import Lab
from tests.pty_terminal import Terminal
from tests.small_text import write_experiment

SETTINGS = (
    "train.jit_compile=false",
    "train.early_stopping=none",
    "train.checkpoint_seconds=30",
    "train.validation_batch_size=none",
    "train.batch_size=32",
    "train.trace_every=none",
)

SIZE = (120, 35)
READ_SECONDS = 0.1

HEAD = (
    "epochs  engine MB  app MB  events kB  trace kB  checkpoint kB  ms/epoch  CPU ms  ms/look"
    "  ms/key"
)


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
            with open_app(lab, run) as app:
                for line in follow(run, life.process.pid, chosen.epochs, app):
                    print(line, flush=True)
            code = life.ends()
            print_files(run)
            return code
        finally:
            lab.clear()


def open_app(lab: Lab, run: RunDirectory) -> Terminal:
    """The app on the run, its curves in sight."""
    environment = {**lab.environment, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    environment["RNN_TUI_CONFIG"] = str(lab.folder / "config")
    app = Terminal(
        lab.command("-m", "rnn_tui", "attach", run.run_id), environment, SIZE, lab.folder
    )
    app.until(lambda terminal: terminal.shows("samples/s"))
    return app


def key_seconds(app: Terminal) -> float:
    """From a key to the help, which covers the curves, and away with it again."""
    seconds = app.press("?", lambda terminal: terminal.shows("On this screen")).seconds
    app.press("\x1b", lambda terminal: not terminal.shows("On this screen"))
    return seconds


def follow(run: RunDirectory, engine: int, epochs: int, app: Terminal) -> Iterator[str]:
    """A line after each tenth of the epochs."""
    follower, step = Follower(run), max(1, epochs // 10)
    wanted, looks, keys = min(step, 10), [], []
    since, worked, last = time.monotonic(), 0.0, 0
    while True:
        began = time.monotonic()
        state = follower.poll()
        looks.append(time.monotonic() - began)
        done = len(state.epochs)
        if done >= wanted or not state.state.live:
            now, work = time.monotonic(), seconds_of(engine) or worked
            count = max(1, done - last)
            keys.append(key_seconds(app))
            medians = statistics.median(looks), statistics.median(keys)
            memory = app.process.memory_info().rss / 1e6
            yield row(
                run, state, memory, ((now - since) / count, (work - worked) / count, *medians)
            )
            since, worked, last, looks, keys = now, work, done, [], []
            wanted = (done // step + 1) * step
        if not state.state.live:
            return
        if len(looks) % 20 == 1:
            keys.append(key_seconds(app))
        app.read_for(READ_SECONDS)


def seconds_of(engine: int) -> float:
    """Of the processor, so far; 0 where the engine is gone."""
    try:
        times = psutil.Process(engine).cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def row(run: RunDirectory, state: RunState, app: float, seconds: tuple[float, ...]) -> str:
    engine = state.status.memory / 1e6 if state.status else 0.0
    saved = list_checkpoints(run.checkpoints)
    sizes = [path.stat().st_size / 1e3 for path in (run.events, run.trace, saved[-1])]
    epoch, work, look, key = (1e3 * each for each in seconds)
    return (
        f"{len(state.epochs):>6,}  {engine:>9,.0f}  {app:>6,.0f}  {sizes[0]:>9,.0f}  "
        f"{sizes[1]:>8,.0f}  {sizes[2]:>13,.1f}  {epoch:>8.1f}  {work:>6.1f}  "
        f"{look:>7.2f}  {key:>6.0f}"
    )


def print_files(run: RunDirectory) -> None:
    files = sorted(path for path in run.path.rglob("*") if path.is_file())
    for path in files:
        print(f"{path.stat().st_size:>12,}  {path.relative_to(run.path)}")


if __name__ == "__main__":
    sys.exit(main())
