"""From a key to the picture in an opened sweep of many trials, on a real terminal.

python tests/bench/sweep_keys.py [TRIALS] [KEYS]

Prints the time by the clock, the same without the queue for a core, and the load of the machine,
without which they mean nothing.
"""

import os
import sys
import tempfile
from pathlib import Path

from tests.bench.sweep_show import OPEN, fill
from tests.bench.ui_latency import ROOT, WIDE, command, report
from tests.pty_terminal import Terminal


def main(trials: int, keys: int) -> None:
    """Make the sweep, open it, and walk down its table."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        sweep = fill(folder / "runs", trials)
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "RNN_TUI_STATE": str(folder / "state"),
            "RNN_TUI_CONFIG": str(folder / "config"),
        }
        arguments = command("--runs-dir", str(sweep.path.parent))
        with Terminal(arguments, environment, WIDE, ROOT) as terminal:
            terminal.until(lambda t: t.shows("Stack"))
            terminal.press("4", lambda t: t.shows("1 sweep"))
            best = trials - OPEN - 1
            opened = terminal.press("\r", lambda t: t.shows(f"{best:03d} finished"))
            terminal.read_for(8)  # histories are read
            spans = []
            for number in range(best - 1, best - 1 - keys, -1):
                spans.append(terminal.press("j", lambda t, n=number: t.shows(f"{n:03d} finished")))
                terminal.read_for(0.2)
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"{trials:,} trials, {os.cpu_count()} cores, load {load}")
    print("                          as measured         without the queue for a core")
    report("open the sweep", [opened])
    report("down (aim p95 60 ms)", spans)


if __name__ == "__main__":
    usual = ["1000", "40"]
    typed = sys.argv[1:]
    main(*map(int, typed + usual[len(typed) :]))
