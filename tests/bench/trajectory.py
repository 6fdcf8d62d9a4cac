"""How far the losses of a layer go from those of stock, ours and those of stock under XLA.

    python tests/bench/trajectory.py --imdb ../shared/imdb/imdb.npz [--kind LSTM] [--engine fused]
        [--seeds 24] [--steps 100]

Each seed has weights and reviews of its own: batches of 10, padded to 500. SimpleRNN is
chaotic there, so one seed says nothing: printed are the mean distance of the first losses for each
seed, and in the end ours by stock's under XLA, as geometric means with their standard errors.
"""

import argparse
import math
import os
import statistics
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

from rnn_tui.data import arrays, load
from rnn_tui.engine.build import build
from rnn_tui.engine.sharing import share
from rnn_tui.engine.steps import Steps
from rnn_tui.experiment import load as load_experiment

PRESET = "imdb-simple-rnn"
BATCH = 10
LEAST = 1e-8
"""Distance that counts as none: a loss has about 6e-8 between two numbers."""


def losses(x: Any, y: Any, kind: str, seed: int, engine: str, *, jit: bool) -> Any:
    """The loss of each batch; the steps return their running mean."""
    settings = [
        f"layers.1.kind={kind}",
        f"train.engine={engine}",
        f"train.jit_compile={str(jit).lower()}",
        f"seed={seed}",
    ]
    experiment = load_experiment(PRESET, settings)
    steps = Steps(build(experiment, on_gpu=False), parts=partial(share, experiment))
    running = steps.train(x, y)[0].astype(np.float64)
    return np.diff(running * np.arange(1, len(x) + 1), prepend=0.0)


def drawn(data: Any, seed: int, steps: int) -> tuple[Any, Any]:
    chosen = np.random.default_rng(seed).permutation(len(data.x_train))[: steps * BATCH]
    x, y = np.asarray(data.x_train)[chosen], np.asarray(data.y_train)[chosen]
    return x.reshape(steps, BATCH, -1), y.reshape(steps, BATCH)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--imdb", type=Path, required=True)
    parser.add_argument("--kind", choices=("SimpleRNN", "LSTM", "GRU"), default="SimpleRNN")
    parser.add_argument("--engine", choices=("native", "fused"), default="native")
    parser.add_argument("--seeds", type=int, default=24)
    parser.add_argument("--steps", type=int, default=100)
    options = parser.parse_args()
    marks = [n for n in (6, 10, 20, 50) if n < options.steps] + [options.steps]
    spec = load_experiment(PRESET).data
    spec = spec.model_copy(update={"path": str(options.imdb), "download": False})
    data = arrays(load(spec, 0), spec, 0)
    ratios: list[list[float]] = []
    print("seed   mean distance from stock over the first", *marks, "losses: ours, stock under XLA")
    for seed in range(options.seeds):
        x, y = drawn(data, seed, options.steps)
        stock = losses(x, y, options.kind, seed, "stock", jit=False)
        apart = [
            np.abs(losses(x, y, options.kind, seed, engine, jit=True) - stock)
            for engine in (options.engine, "stock")
        ]
        far = [[max(LEAST, float(d[:n].mean())) for n in marks] for d in apart]
        ratios.append([math.log(ours / theirs) for ours, theirs in zip(*far, strict=True)])
        pairs = (f"{a:.1e} {b:.1e}  " for a, b in zip(*far, strict=True))
        print(f"{seed:4}  ", *pairs, "most", *(f"{d.max():.1e}" for d in apart), flush=True)
    if options.seeds < 2:
        return
    print("ours by stock under XLA")
    for mark, column in zip(marks, zip(*ratios, strict=True), strict=True):
        mean, error = statistics.mean(column), statistics.stdev(column) / math.sqrt(len(column))
        low, high = math.exp(mean - error), math.exp(mean + error)
        print(f"{mark:5} losses  {math.exp(mean):.2f}  ({low:.2f} to {high:.2f})")


if __name__ == "__main__":
    main()
