"""What a plot costs: CPU a paint, and bytes to the terminal, on a real pty.

`python tests/bench/plot_cost.py` prints a table. The child draws into a pty of 120x35; the
parent reads it as a terminal would and counts.
"""

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
from curve_runs import STEPS, run_of

from rnn_tui.results.plot import thinning
from rnn_tui.results.plot.curves import Curves, curves_of
from rnn_tui.results.plot.picture import paint
from rnn_tui.results.plot.view import View
from rnn_tui.runs.state.run_state import RunState

SIZE = (120, 35)
SECONDS = 10.0
TRACED = View(trace=True, smoothing=0.9)
LIVE = {
    "at rest": (View(), 0.0),
    "dots, 2 Hz": (View(), 2.0),
    "dots, 1 Hz": (View(), 1.0),
    "trace, 2 Hz": (TRACED, 2.0),
    "trace, 1 Hz": (TRACED, 1.0),
    "two plots, trace, 1 Hz": (TRACED, 1.0),
    "cursor in dots, 2 keys/s": (View(), 2.0),
    "cursor in trace, 2 keys/s": (View(trace=True), 2.0),
}


def noisy(run: RunState, seed: int = 0) -> RunState:
    trace = run.trace
    trace["loss"] += np.random.default_rng(seed).normal(0, 0.08, trace.size)
    return run


def cpu(work: Callable[[], object], times: int = 40) -> str:
    spent = []
    for _ in range(times):
        start = time.thread_time()
        work()
        spent.append(1e3 * (time.thread_time() - start))
    return f"{min(spent):6.1f} {sorted(spent)[times // 2]:6.1f}"


def print_cpu() -> None:
    print(f"{'CPU in ms':44} {'least':>6} {'median':>6}")
    curves = curves_of(noisy(run_of(10, partial=0.54, trace=500)), "loss")
    for name, view in (("dots and line", View()), ("trace, smoothed", TRACED)):
        for width, height in ((80, 16), SIZE):
            work = lambda w=width, h=height, v=view: paint(curves, w, h, v)  # noqa: E731
            print(f"{f'paint {name}, {width}x{height}':44} {cpu(work)}")
    label = "curves of a run with 1,000,000 records"
    million = noisy(run_of(500, trace=2_000))
    print(f"{label:44} {cpu(lambda: curves_of(million, 'loss'), 10)}")
    big = curves_of(million, "loss")
    x, y = big.series[0].x, big.series[0].y
    print(f"{'thinning of 1,000,000 points':44} {cpu(lambda: thinning.band(x, y, 0, 500, 114))}")
    print(f"{'smoothing of 1,000,000 points':44} {cpu(lambda: thinning.smooth(y, 0.99), 10)}")
    print(
        f"{'paint of 1,000,000 points':44} {cpu(lambda: paint(big, *SIZE, View(trace=True)), 10)}"
    )


def live_curves() -> Iterator[Curves]:
    """A run in epoch 3 that gets four batches further at each step."""
    whole = noisy(run_of(4, trace=500))
    records = whole.trace
    for done in range(1_100, 2_000):
        state = run_of(2, partial=0.001)
        share = records["step"][done] / STEPS - 2
        partial = run_of(2, partial=share).partial
        yield curves_of(replace(state, trace=records[:done], partial=partial), "loss")


def child(name: str) -> None:
    """An app with one plot or two that lives for SECONDS."""
    from textual.app import App, ComposeResult

    from rnn_tui.tui.widgets.plot import CurvePlot

    view, hertz = LIVE[name]
    count = 2 if name.startswith("two") else 1

    class Bench(App[None]):
        CSS = "CurvePlot { border: round $primary; }"

        def compose(self) -> ComposeResult:
            for _ in range(count):
                yield CurvePlot(view=view, rate=max(hertz, 1.0))

        def on_mount(self) -> None:
            self.news = live_curves()
            self.tick()
            if hertz:
                self.set_interval(1 / hertz, self.tick)
            self.set_timer(SECONDS + 1, self.exit)

        def tick(self) -> None:
            if name.startswith("cursor") and self.query_one(CurvePlot).paints:
                self.query_one(CurvePlot).action_cursor(-1)
                return
            curves = next(self.news)
            for plot in self.query(CurvePlot):
                plot.curves = curves

    Bench().run()


def bytes_a_second(name: str) -> float:
    """Counted from the end of the first second, when the first frame is long there."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", TEXTUAL_ANIMATIONS="none")
        os.execv(sys.executable, [sys.executable, __file__, name])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
    first, counted = 0.0, 0
    while True:
        ready, _, _ = select.select([terminal], [], [], SECONDS + 20)
        try:
            data = os.read(terminal, 65_536) if ready else b""
        except OSError:
            break
        if not data:
            break
        now = time.monotonic()
        first = first or now
        if 1.5 < now - first < SECONDS - 0.5:
            counted += len(data)
    os.close(terminal)
    os.waitpid(pid, 0)
    return counted / (SECONDS - 2)


def main() -> None:
    print_cpu()
    print(f"\n{'bytes a second at 120x35':44} {'mean':>6}")
    for name in LIVE:
        print(f"{name:44} {bytes_a_second(name):6.0f}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        child(sys.argv[1])
    else:
        main()
