"""A folder of 5,000 runs on the Runs screen: how soon it opens, how it scrolls, what it takes.

    python tests/bench/many_runs.py [--runs 5000] [--moves 100]

Opens the app in a pty and reports, without the time in the queue for a core: from the key 4 to
the first runs with their figures, and to the last one read; from a key (down, page down, end, home)
to the line that it selects; and the memory of the process. Nothing outlives the script.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench.run_folder import fill
from tests.pty_terminal import Span, Terminal, percentile

ROOT = Path(__file__).resolve().parents[2]
SIZE = (120, 35)
DOWN, PAGE_DOWN, END, HOME = "\x1b[B", "\x1b[6~", "\x1b[F", "\x1b[H"


def selected(terminal: Terminal) -> str:
    """The run that the facts below the list are about."""
    for line in terminal.screen.display:
        _, found, rest = line.rpartition("─ search-")
        if found:
            return rest.split()[0]
    return ""


def moved_from(before: str) -> Callable[[Terminal], bool]:
    return lambda terminal: selected(terminal) not in ("", before)


def measure(runs: int, moves: int, folder: Path) -> None:
    fill(folder / "runs", runs)
    environment = os.environ | {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "RNN_TUI_STATE": str(folder / "state"),
        "RNN_TUI_CONFIG": str(folder / "config"),
    }
    command = [sys.executable, "-m", "rnn_tui", "--runs-dir", str(folder / "runs")]
    with Terminal(command, environment, SIZE, ROOT) as terminal:
        terminal.until(lambda t: t.shows("help") and t.shows("total"))
        terminal.read_for(1.0)
        first = terminal.press("4", lambda t: t.shows("finished   10/10") and t.shows("0."))
        rest = terminal.press("", lambda t: t.shows(f"{runs:,} runs") and not t.shows("reading"))
        print(f"{runs:,} runs: opens in {first.alone:.2f} s, all read {rest.alone:.2f} s later")
        spans: list[Span] = []
        for number in range(moves):
            keys = (DOWN, DOWN, DOWN, PAGE_DOWN, END, HOME)
            before = selected(terminal)
            spans.append(terminal.press(keys[number % len(keys)], moved_from(before)))
            terminal.read_for(0.05)
        alone = [1000 * span.alone for span in spans]
        print(f"a key to its line: p50 {percentile(alone, 50):.0f} ms, "
              f"p95 {percentile(alone, 95):.0f} ms of {len(spans)}")  # fmt: skip
        print(f"memory {terminal.process.memory_info().rss / 1e6:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=5000)
    parser.add_argument("--moves", type=int, default=102)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(options.runs, options.moves, Path(folder))


if __name__ == "__main__":
    main()
