"""Samples a second within an epoch: stock Keras, stock under XLA, ours, Keras on JAX, torch.

    pip install -e '.[bench]'
    python tests/bench/speed.py --imdb ../shared/imdb/imdb.npz [--kinds LSTM] [--batches 10,32]
        [--units 64,128] [--optimizer adam] [--words 20000] [--maxlen 100]
        [--engines ours,fused,stock] [--before CHECKOUT] [--markdown]

The network is Embedding(10000, 32), X(32), Dense(1, sigmoid) with rmsprop on real IMDB, padded in
front to 500 and never bucketed by length; the Embedding is as wide as X. Each peer is a process of
its own that has all data in memory; in every round each trains for about as long, one after the
other, so that a busy moment of the machine meets all of them. Compiling is not counted. The table
holds the median of the rounds, the ratio to the first engine (stock Keras `fit` with its defaults,
if that is among them), and ours against the best of the others.

`--before` adds the engine of another commit, from a checkout of it whose native loops are compiled:

    git worktree add /tmp/before COMMIT && (cd /tmp/before && pip wheel -q --no-deps -w dist . &&
        unzip -jo dist/*.whl '*.so' -d rnn_tui/engine/native)
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from typing import Any, Self

import numpy as np

from rnn_tui.data import arrays, load
from rnn_tui.experiment import load as load_experiment

BEFORE = "before"
ENGINES = ("stock", "stock jit", "ours", "keras jax", "torch")
KINDS = ("SimpleRNN", "LSTM", "GRU")
WORKER = Path(__file__).with_name("speed_worker.py")


class Worker:
    """One engine in a process of its own."""

    def __init__(self, engine: str, folder: Path, before: Path | None) -> None:
        packages = {"PYTHONPATH": str(before)} if engine == BEFORE else {}
        self._log = (folder / f"{engine.replace(' ', '-')}.log").open("w+")
        self._process = subprocess.Popen(
            [sys.executable, WORKER, "ours" if engine == BEFORE else engine, folder],
            env=os.environ | packages,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def ask(self, **order: Any) -> float:
        """Send an order; the seconds that it took. Raises RuntimeError where the worker dies."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            if line.startswith("seconds "):
                return float(line.split()[1])
        self._log.seek(0)
        raise RuntimeError(self._log.read()[-2000:])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        self._log.close()


def save_data(imdb: Path, words: int, maxlen: int, folder: Path) -> None:
    """The 20,000 training reviews as the files that the workers map."""
    experiment = load_experiment("imdb-simple-rnn")
    changes = {"path": str(imdb), "download": False, "num_words": words, "maxlen": maxlen}
    data = experiment.data.model_copy(update=changes)
    loaded = arrays(load(data, 0), data, 0)
    np.save(folder / "x.npy", loaded.x_train)
    np.save(folder / "y.npy", loaded.y_train)


def measure(
    workers: dict[str, Worker], cell: dict[str, Any], rounds: int, seconds: float
) -> dict[str, float]:
    """Samples a second of each engine, the median of the rounds."""
    batch, steps = cell["batch"], {}
    for name, worker in workers.items():
        worker.ask(**cell)
        worker.ask(steps=3)
        took = worker.ask(steps=6)
        steps[name] = max(6, min(20_000 // batch, round(seconds * 6 / took)))
        took = worker.ask(steps=steps[name])
        steps[name] = max(6, min(20_000 // batch, round(steps[name] * seconds / took)))
    rates: dict[str, list[float]] = {name: [] for name in workers}
    for _ in range(rounds):
        for name, worker in workers.items():
            rates[name].append(steps[name] * batch / worker.ask(steps=steps[name]))
    return {name: statistics.median(found) for name, found in rates.items()}


def row(cell: dict[str, Any], rates: dict[str, float]) -> str:
    """One line of the table."""
    first = next(iter(rates.values()))
    cells = "".join(f"{rate:10,.0f} {rate / first:5.2f}x" for rate in rates.values())
    peers = [rate for name, rate in rates.items() if name != "ours"]
    ahead = rates["ours"] / max(peers) if peers and "ours" in rates else float("nan")
    return f"{cell['kind']:10}{cell['units']:5}{cell['batch']:5}{cells}{ahead:12.2f}x"


def markdown(cell: dict[str, Any], rates: dict[str, float]) -> str:
    """The same line as `docs/speed.md` has it: ours last, then the ratio to the first engine."""
    peers = [rate for name, rate in rates.items() if name != "ours"]
    times = rates["ours"] / next(iter(rates.values()))
    cells = (cell["kind"], cell["batch"], *(f"{rate:,.0f}" for rate in (*peers, rates["ours"])))
    return f"| {' | '.join(map(str, cells))} | {times:.1f}x |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--imdb", type=Path, required=True, help="Keras's imdb.npz")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--batches", default="10,32,128")
    parser.add_argument("--units", default="32")
    parser.add_argument("--optimizer", default="rmsprop", choices=("rmsprop", "adam"))
    parser.add_argument("--words", type=int, default=10_000)
    parser.add_argument("--maxlen", type=int, default=500)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--before", type=Path, help="checkout of another commit")
    parser.add_argument("--markdown", action="store_true", help="rows for docs/speed.md")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each engine in each round")
    arguments = parser.parse_args()
    names = [*arguments.engines.split(","), *([BEFORE] if arguments.before else [])]
    cells = (
        {"kind": kind, "units": int(units), "batch": int(batch)}
        for units, kind, batch in product(
            *(each.split(",") for each in (arguments.units, arguments.kinds, arguments.batches))
        )
    )
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        save_data(arguments.imdb, arguments.words, arguments.maxlen, folder)
        print(f"{arguments.optimizer}, {arguments.words:,} words, maxlen {arguments.maxlen}")
        print(f"{'':20}" + "".join(f"{name:>17}" for name in names) + f"{'to best peer':>13}")
        for cell in cells:
            with ExitStack() as stack:
                workers = {
                    name: stack.enter_context(Worker(name, folder, arguments.before))
                    for name in names
                }
                rest = {"words": arguments.words, "optimizer": arguments.optimizer}
                order = cell | rest
                rates = measure(workers, order, arguments.rounds, arguments.seconds)
            print((markdown if arguments.markdown else row)(cell, rates), flush=True)


if __name__ == "__main__":
    main()
