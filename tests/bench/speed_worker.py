"""One engine of `speed.py`: builds a network, trains it for some steps, prints the seconds.

    python tests/bench/speed_worker.py ENGINE FOLDER

Orders come as JSON lines on stdin, those of a `Cell` or `{"steps": 100}`; after each one the line
`seconds N` goes to stdout. FOLDER holds x.npy and y.npy.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Cell:
    """A network and how it is trained."""

    kind: str
    units: int
    batch: int
    words: int
    optimizer: str


CALL_SECONDS, MOST_STEPS = 0.05, 256
"""As `rnn_tui/engine/call_size.py` has them."""

Run = Callable[[int], float]
"""Trains for that many steps; the seconds between the epoch's begin and its end."""


def keras_fit(x: Any, y: Any, cell: Cell, *, jit: Any) -> Run:
    """Plain `fit` on arrays, as a script would call it."""
    import keras

    class Clock(keras.callbacks.Callback):  # type: ignore[misc]
        seconds = 0.0

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self.seconds = -time.perf_counter()

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            self.seconds += time.perf_counter()

    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.layers.Embedding(cell.words, cell.units),
            getattr(keras.layers, cell.kind)(cell.units),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(cell.optimizer, "binary_crossentropy", metrics=["acc"], jit_compile=jit)
    labels = y.astype("float32")

    def run(steps: int) -> float:
        clock, count = Clock(), steps * cell.batch
        model.fit(x[:count], labels[:count], batch_size=cell.batch, verbose=0, callbacks=[clock])
        return clock.seconds

    return run


def ours(x: Any, y: Any, cell: Cell, *, engine: str = "auto") -> Run:
    """The compiled steps, as many in a call and fed as the training loop does it.

    Imports only what the engine of an older commit has, too.
    """
    from rnn_tui.data import order
    from rnn_tui.engine.build import build
    from rnn_tui.engine.sharing import share
    from rnn_tui.engine.steps import Steps
    from rnn_tui.engine.xla import set_flags
    from rnn_tui.experiment import Experiment, load

    experiment = load("imdb-simple-rnn").model_dump()
    batch, dense = cell.batch, experiment["layers"][-1]
    experiment["layers"] = [
        {"kind": "Embedding", "input_dim": cell.words, "output_dim": cell.units},
        {"kind": cell.kind, "units": cell.units},
        dense,
    ]
    experiment["data"] |= {"num_words": cell.words, "maxlen": x.shape[1]}
    experiment["train"] |= {"batch_size": batch, "optimizer": cell.optimizer, "engine": engine}
    network = Experiment.model_validate(experiment)
    set_flags(network)
    built = build(network, on_gpu=False)
    print(built.loops, file=sys.stderr)
    steps_of = Steps(built, parts=partial(share, network))

    def run(steps: int) -> float:
        began, done, count = time.perf_counter(), 0, 1
        chosen = order(steps * batch, 0, 0, True)
        while done < steps:
            rows = chosen[done * batch : (done + count) * batch].reshape(count, batch)
            call = time.perf_counter()
            steps_of.train(x[rows], y[rows])
            done += count
            fits = int(CALL_SECONDS * count / (time.perf_counter() - call))
            count = min(max(1, fits), MOST_STEPS, steps - done)
        return time.perf_counter() - began

    return run


def torch_loop(x: Any, y: Any, cell: Cell) -> Run:
    """A plain training loop; denormals flushed, without which torch slows down on a CPU."""
    import torch

    torch.set_flush_denormal(True)
    torch.manual_seed(0)
    kinds = {"SimpleRNN": torch.nn.RNN, "LSTM": torch.nn.LSTM, "GRU": torch.nn.GRU}
    batch = cell.batch
    embedding = torch.nn.Embedding(cell.words, cell.units)
    recurrent = kinds[cell.kind](cell.units, cell.units, batch_first=True)
    dense = torch.nn.Linear(cell.units, 1)
    model = torch.nn.ModuleList([embedding, recurrent, dense])
    optimizer: Any = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7)
    if cell.optimizer == "rmsprop":
        optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3, alpha=0.9, eps=1e-7)
    loss_of = torch.nn.BCEWithLogitsLoss()
    ids, labels = torch.from_numpy(np.array(x)), torch.from_numpy(y.astype("float32"))

    def run(steps: int) -> float:
        began, total, right = time.perf_counter(), 0.0, 0
        chosen = torch.randperm(steps * batch)
        for step in range(steps):
            rows = chosen[step * batch : (step + 1) * batch]
            optimizer.zero_grad()
            output = dense(recurrent(embedding(ids[rows]))[0][:, -1])[:, 0]
            loss = loss_of(output, labels[rows])
            loss.backward()
            optimizer.step()
            total += loss.item()
            right += int(((output > 0) == (labels[rows] > 0.5)).sum())
        return time.perf_counter() - began

    return run


ENGINES: dict[str, Callable[..., Run]] = {
    "stock": lambda *given: keras_fit(*given, jit="auto"),
    "stock jit": lambda *given: keras_fit(*given, jit=True),
    "ours": ours,
    "fused": partial(ours, engine="fused"),
    "keras jax": lambda *given: keras_fit(*given, jit="auto"),
    "torch": torch_loop,
}


def main(engine: str, folder: Path) -> None:
    os.environ["KERAS_BACKEND"] = "jax" if engine == "keras jax" else "tensorflow"
    x, y = np.load(folder / "x.npy"), np.load(folder / "y.npy")
    run: Run | None = None
    for line in sys.stdin:
        order = json.loads(line)
        began = time.perf_counter()
        if "kind" in order:
            run = ENGINES[engine](x, y, Cell(**order))
            seconds = time.perf_counter() - began
        else:
            assert run is not None
            seconds = run(order["steps"])
        print("seconds", seconds, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
