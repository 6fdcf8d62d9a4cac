"""The introduction's epoch from the command to its end: `rnn-tui --batch` and a plain Keras script.

    python tests/bench/article_epoch.py --imdb ../shared/imdb/imdb.npz [--rounds 3]

Both train Embedding(10000, 32), SimpleRNN(32), Dense(1) on 20,000 reviews in batches of 10 and
validate on 5,000; the script then tests on 25,000 as ours does, because it is the very script that
`rnn-tui export --to script` writes. Start-up, data, compiling and all output count. The rounds
alternate; `--untested` leaves the test out of the script, as the introduction did, but not of ours.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rnn_tui.experiment import load
from rnn_tui.results.script import keras_script


def seconds(command: list[str | Path], folder: Path, out: Path) -> float:
    """How long the command takes. Raises CalledProcessError."""
    environment = {**os.environ, "RNN_TUI_STATE": str(folder / "state")}
    began = time.perf_counter()
    with out.open("w") as file:
        subprocess.run(command, cwd=folder, env=environment, stdout=file, stderr=file, check=True)
    return time.perf_counter() - began


def write_script(imdb: Path, path: Path, *, tested: bool) -> None:
    experiment = load("imdb-simple-rnn")
    data = experiment.data.model_copy(update={"path": str(imdb)})
    train = experiment.train.model_copy(update={"epochs": 1})
    text = keras_script(experiment.model_copy(update={"data": data, "train": train})).text
    if not tested:
        text = "\n".join(line for line in text.splitlines() if "evaluate(" not in line)
    path.write_text(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--imdb", type=Path, required=True, help="Keras's imdb.npz")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--untested", action="store_true", help="no test in the Keras script")
    arguments = parser.parse_args()
    imdb = arguments.imdb.resolve()
    settings = [f"data.path={imdb}", "train.epochs=1"]
    ours = [sys.executable, "-m", "rnn_tui", "--batch", "-c", "imdb-simple-rnn"]
    ours += [part for setting in settings for part in ("--set", setting)]
    times: dict[str, list[float]] = {"plain Keras script": [], "rnn-tui --batch": []}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        script = folder / "plain.py"
        write_script(imdb, script, tested=not arguments.untested)
        commands = dict(zip(times, ([sys.executable, script], ours), strict=True))
        for number in range(arguments.rounds):
            for name, command in commands.items():
                took = seconds(command, folder, folder / "out.txt")
                times[name].append(took)
                print(f"round {number + 1}: {name} {took:.1f} s", flush=True)
    medians = {name: statistics.median(found) for name, found in times.items()}
    plain, own = medians.values()
    print(f"medians: {plain:.1f} s and {own:.1f} s: {plain / own:.1f} times faster")


if __name__ == "__main__":
    main()
