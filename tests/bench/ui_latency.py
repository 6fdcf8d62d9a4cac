"""How quickly the app answers on a real terminal while a real training keeps the cores busy.

    python tests/bench/ui_latency.py [--seconds 20] [--rounds 20] [--alone]

Opens a pty, starts the app in it, and reports: start to first frame and to the experiment in it,
key to paint (p50 and p95), bytes a second on the wire with two live plots and at rest, memory of
the UI process. Beside it, start by start and round by round, stand an empty app of Textual's and
Textual's own demo: on a machine that others use as well only the ratio to these means something.
`--alone` starts no second training beside the one that is looked at. The load of the machine
is printed with the figures, which mean nothing without it. Nothing outlives the script.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.pty_terminal import Span, Terminal, percentile

ROOT = Path(__file__).resolve().parents[2]
WIDE = (120, 35)
NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
"""An installed program has its bytecode: without it, every start would compile it first."""

LONG = ["--set", "train.epochs=100000", "--set", "train.early_stopping=none"]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "rnn_tui", *arguments]


def start_training(runs: Path, environment: dict[str, str]) -> str:
    """A detached run of the quick-start without an end; its id."""
    started = subprocess.run(
        command("--batch", "--detach", *LONG, "--runs-dir", str(runs)),
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return started.stdout.split()[-1]


def engines(runs: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter(["cmdline"]):
        line = process.info["cmdline"] or []
        if "rnn_tui.engine" in line and any(str(runs) in word for word in line):
            found.append(process)
    return found


EMPTY = """
from textual.app import App
from textual.widgets import Label
class Empty(App):
    def compose(self):
        yield Label("nothing in it")
Empty().run()
"""


def first_frames(
    runs: Path, environment: dict[str, str], times: int
) -> tuple[list[Span], list[Span], list[Span]]:
    """From the start of the process to a frame, and to the stack in it; the same of an empty app.

    Bytecode and all is there.
    """
    frames, stacks, empty = [], [], []
    environment = environment | {"RNN_TUI_RUNS": str(runs)}  # the command alone, as people type it
    for _ in range(times + 1):
        with Terminal(command(), environment, WIDE, ROOT) as terminal:
            frames.append(terminal.until(lambda t: t.shows("Stack")))
            stacks.append(terminal.until(lambda t: t.shows("total") and t.shows("help")))
        with Terminal([sys.executable, "-c", EMPTY], environment, WIDE, ROOT) as terminal:
            empty.append(terminal.until(lambda t: t.shows("nothing in it")))
    return frames[1:], stacks[1:], empty[1:]


OF_DEMO = "the demo's screens"
DEMO = (("p", "many amazing Open Source"), ("w", "large number of builtin widgets"))
"""Keys of Textual's demo, and what the screens show that they ask for."""


def key_times(terminal: Terminal, demo: Terminal, rounds: int) -> dict[str, list[Span]]:
    """From a key to the picture that it asks for, by kind of key; those of the demo between."""
    found: dict[str, list[Span]] = {}

    def press(kind: str, key: str, text: str, there: bool = True) -> None:
        span = terminal.press(key, lambda t: t.shows(text) == there)
        found.setdefault(kind, []).append(span)
        terminal.read_for(0.05)

    def press_demo() -> None:
        for key, text in DEMO:
            span = demo.press(key, lambda t, text=text: t.shows(text))
            found.setdefault(OF_DEMO, []).append(span)
            demo.read_for(0.3)

    press_demo()
    found.clear()  # its screens are made when they are first asked for
    for _ in range(rounds):
        press_demo()
        press("change the screen", "1", "Problems")
        press("help", "?", "Everywhere")
        press("close the help", "\x1b", "Everywhere", there=False)
        terminal.press("\r", lambda t: t.shows("Dimension of the state"))
        terminal.press("\x15", lambda t: t.shows("return to"))  # empties the field
        press("type into a field", "4", "(None, 4)")
        press("type into a field", "7", "(None, 47)")
        terminal.press("\x1b", lambda t: not t.shows("Dimension of the state"))
        press("change the screen", "3", "samples/s")
        press("smooth the curves", "m", "smoothed")
        for _ in range(2):
            terminal.press("m", lambda t: True)
            terminal.read_for(0.3)
        press("smooth the curves", "m", "smoothed", there=False)
        press("log scale", "l", "log scale")
        press("log scale", "l", "log scale", there=False)
    return found


def measure(options: argparse.Namespace, folder: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if name != NO_BYTECODE},
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "RNN_TUI_STATE": str(folder / "state"),
        "RNN_TUI_CONFIG": str(folder / "config"),
    }
    runs = folder / "runs"
    (folder / "config").mkdir()
    (folder / "config" / "settings.toml").write_text("refresh = 1.0\n")
    other = folder / "other"
    watched = start_training(runs, environment)
    beside = [] if options.alone else [start_training(other, environment)]
    log = runs / watched / "events.jsonl"
    deadline = time.monotonic() + 120
    while not (log.is_file() and '"event":"epoch"' in log.read_text()):
        if time.monotonic() > deadline:
            raise SystemExit("no epoch within two minutes: see engine.log")
        time.sleep(0.5)
    trainings = engines(runs) + (engines(other) if beside else [])
    for process in trainings:
        process.cpu_percent()
    empty = folder / "empty"
    quiet = {**environment, "RNN_TUI_STATE": str(folder / "no-state")}
    frames, stacks, empties = first_frames(empty, quiet, options.starts)
    demo_command = [sys.executable, "-m", "textual"]
    with (
        Terminal(command("attach", str(runs / watched)), environment, WIDE, ROOT) as terminal,
        Terminal(demo_command, environment, WIDE, ROOT) as demo,
    ):
        attached = terminal.until(lambda t: t.shows("samples/s"))
        live = rate(terminal, options.seconds)
        demo.until(lambda t: t.shows("Widgets"))
        times = key_times(terminal, demo, options.rounds)
        of_demo = times.pop(OF_DEMO)
        memory = terminal.process.memory_full_info()
        busy = sum(process.cpu_percent() for process in trainings)
    with Terminal(command("--runs-dir", str(empty)), quiet, WIDE, ROOT) as terminal:
        terminal.until(lambda t: t.shows("Stack"))
        idle = rate(terminal, options.seconds)

    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"{os.cpu_count()} cores, load {load}; the trainings took {busy:.0f} % of one core")
    print(f"bytes a second   {live:,.0f} with two live plots (aim 10,000), {idle:,.0f} idle (100)")
    print(
        f"memory           {memory.rss / 1e6:.0f} MB (aim 120), its own {memory.uss / 1e6:.0f} MB"
    )
    print("                          as measured         without the queue for a core")
    report("first frame (aim 0.3 s)", frames)
    report("experiment in it", stacks)
    report("Textual's empty app", empties)
    report("attach to picture", [attached])
    report("keys (aim p95 100 ms)", [span for spans in times.values() for span in spans])
    for kind, spans in times.items():
        report(f"  {kind}", spans)
    report(OF_DEMO, of_demo)


def rate(terminal: Terminal, seconds: float) -> float:
    """Bytes a second on the wire, once the picture has settled."""
    terminal.read_for(3)
    before = terminal.received
    terminal.read_for(seconds)
    return (terminal.received - before) / seconds


def report(name: str, spans: list[Span]) -> None:
    columns = []
    for values in ([each.seconds for each in spans], [each.alone for each in spans]):
        p50, p95 = (1000 * percentile(values, share) for share in (50, 95))
        columns.append(f"p50 {p50:6.0f}  p95 {p95:6.0f} ms")
    print(f"{name:<24} {'   '.join(columns)}  ({len(spans)})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="how long bytes are counted")
    parser.add_argument("--rounds", type=int, default=20, help="rounds of keys")
    parser.add_argument("--starts", type=int, default=7, help="starts of the app")
    parser.add_argument("--alone", action="store_true", help="no second training")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        try:
            measure(options, folder)
        finally:
            for process in engines(folder):
                with contextlib.suppress(psutil.Error):
                    process.send_signal(signal.SIGKILL)
                    process.wait(10)


if __name__ == "__main__":
    main()
