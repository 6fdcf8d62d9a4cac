"""How quickly the Predict view takes keys while it predicts a review of 500 words, on a real pty.

    python tests/bench/predict_typing.py [--keys 150] [--pause 0.1]

Makes runs of the presets' sizes with random weights, pastes a review, types on at its end and
prints, by network: key to paint (p50 and p95), the same without the time that the app waited
for a core, and from a new word to the new verdict. The aim is a p95 of 100 ms. The load of
the machine is printed, too.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from tests.pty_terminal import Span, Terminal, percentile

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.made_runs import stopped, tell
from tests.trained_runs import SIGMOID, experiment, random_weights, trained, vocabulary

ROOT = Path(__file__).resolve().parents[2]
WORDS = tuple(f"word{number}" for number in range(9_990))
EMBEDDING = {"kind": "Embedding", "input_dim": 10_000, "output_dim": 32}
STACKS: dict[str, list[dict[str, Any]]] = {
    "SimpleRNN": [EMBEDDING, {"kind": "SimpleRNN", "units": 32}, SIGMOID],
    "LSTM": [EMBEDDING, {"kind": "LSTM", "units": 32}, SIGMOID],
    "bidirectional LSTM": [
        EMBEDDING,
        {"kind": "LSTM", "units": 32, "bidirectional": True},
        SIGMOID,
    ],
}
LENGTH, AT_ONCE = 500, 12
LETTERS = "abcdefghijklmnpqrstuvwxyz"
"""Another one for each word: what stands there already must not look like an answer."""

SIZES = ((80, 24), (120, 35))


def make(folder: Path, layers: list[dict[str, Any]]) -> None:
    of = experiment(*layers, data={"maxlen": LENGTH, "num_words": 10_000})
    weights = [each * 0.3 for each in random_weights(of)]
    run = trained(folder, of, weights, vocabulary(words=WORDS, num_words=10_000))
    tell(run, stopped(1, 0))


def typed(terminal: Terminal, keys: int, pause: float) -> list[Span]:
    """From each key to the picture that shows it."""
    found = []
    for number in range(keys):
        done = number % AT_ONCE
        if done == 0:
            terminal.press(" ", lambda t: True)
            terminal.read_for(pause)
        letter = LETTERS[number // AT_ONCE % len(LETTERS)]
        run = f" {letter * (done + 1)}"
        found.append(terminal.press(letter, lambda t, run=run: t.shows(run)))
        terminal.read_for(pause)
    return found


def answered(terminal: Terminal, words: int, times: int) -> list[Span]:
    """From a new word to the verdict that counts it."""
    found = []
    for number in range(words + 1, words + 1 + times):
        terminal.press(" ", lambda t: True)
        terminal.read_for(1.0)
        shown = f"{number:,} words"
        found.append(terminal.press("y", lambda t, shown=shown: t.shows(shown)))
        terminal.read_for(0.3)
    return found


def measure(name: str, size: tuple[int, int], options: argparse.Namespace, folder: Path) -> None:
    environment = {
        **os.environ,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "RNN_TUI_STATE": str(folder / "state"),
        "RNN_TUI_CONFIG": str(folder / "config"),
    }
    command = [sys.executable, "-m", "rnn_tui", "--runs-dir", str(folder / name)]
    words = np.random.default_rng(0).choice(WORDS, LENGTH - 20)
    with Terminal(command, environment, size, ROOT) as terminal:
        terminal.until(lambda t: t.shows("Stack"))
        terminal.press("5", lambda t: t.shows("Cell lab"))
        terminal.press("p", lambda t: t.shows("There is no text yet"))
        terminal.press("\r", lambda t: t.shows("esc back"))
        text = " ".join(words)
        terminal.press(f"\x1b[200~{text}\x1b[201~", lambda t: t.shows(f"{len(words):,} words"))
        terminal.read_for(1.0)
        times = typed(terminal, options.keys, options.pause)
        terminal.read_for(1.0)
        verdicts = answered(terminal, len(words) + -(-options.keys // AT_ONCE), 8)
    keys, answers = ([span.seconds for span in each] for each in (times, verdicts))
    alone = [span.alone for span in times]
    print(
        f"{name:<20} {size[0]}x{size[1]:<4} "
        f"p50 {milliseconds(keys, 50)}  p95 {milliseconds(keys, 95)}   "
        f"without the queue p50 {milliseconds(alone, 50)}  p95 {milliseconds(alone, 95)}   "
        f"verdict p50 {milliseconds(answers, 50)}",
        flush=True,
    )


def milliseconds(seconds: list[float], share: float) -> str:
    return f"{1000 * percentile(seconds, share):5.0f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=150)
    parser.add_argument("--pause", type=float, default=0.1, help="seconds between two keys")
    options = parser.parse_args()
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"{os.cpu_count()} cores, load {load}")
    with tempfile.TemporaryDirectory() as name:
        for stack, layers in STACKS.items():
            make(Path(name) / stack, layers)
            for size in SIZES:
                measure(stack, size, options, Path(name))


if __name__ == "__main__":
    main()
