"""The time of one training step: stock, stock under XLA, fused under XLA.

    python tests/bench/fused_step.py [--kinds SimpleRNN,LSTM] [--batches 10,32] [--mask] [--cpu]

The model is Embedding(10000, 32), X(32), Dense(1, sigmoid) with rmsprop on ids (batch, 500) padded
in front as IMDB is. All variants of a cell run interleaved in this process; the table holds the
median time of a step and the ratio to stock. Absolute times belong to the machine, ratios travel.
On a busy machine use `--cpu`: processor time on one thread instead of time on the clock.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from rnn_tui.engine.fused import fused_class

WORDS, UNITS, MAXLEN = 10_000, 32, 500
VARIANTS = ("stock", "stock jit", "fused jit")


def batch_of(size: int) -> tuple[Any, Any]:
    """Ids with Zipf's frequencies and IMDB's lengths (median about 170), padded in front."""
    rng = np.random.default_rng(size)
    ids = np.minimum(rng.zipf(1.2, (size, MAXLEN)) + 3, WORDS - 1).astype("int32")
    lengths = np.clip(rng.lognormal(5.25, 0.65, size), 20, MAXLEN).astype(int)
    ids[np.arange(MAXLEN) < MAXLEN - lengths[:, None]] = 0
    return tf.constant(ids), tf.constant(rng.integers(0, 2, (size, 1)).astype("float32"))


def train_step(layer_class: Any, jit: bool, mask: bool) -> Callable[[Any, Any], Any]:
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(WORDS, UNITS, mask_zero=mask),
            layer_class(UNITS),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("rmsprop", "binary_crossentropy", metrics=["acc"], jit_compile=jit)
    model.optimizer.build(model.trainable_variables)
    warm = batch_of(2)
    model.train_on_batch(*(x.numpy() for x in warm))  # builds the metrics

    @tf.function(jit_compile=jit)
    def step(x: Any, y: Any) -> Any:
        return model.train_step((x, y))

    return step


def milliseconds(
    step: Callable[[Any, Any], Any],
    batch: tuple[Any, Any],
    steps: int,
    clock: Callable[[], float] = time.perf_counter,
) -> float:
    begin = clock()
    for _ in range(steps):
        logs = step(*batch)
    float(logs["loss"])
    return (clock() - begin) / steps * 1e3


def measure(
    kind: str, size: int, rounds: int, mask: bool, clock: Callable[[], float]
) -> dict[str, float]:
    stock = getattr(keras.layers, kind)
    classes = {"stock": stock, "stock jit": stock, "fused jit": fused_class(kind)}
    steps = {name: train_step(classes[name], name != "stock", mask) for name in VARIANTS}
    batch = batch_of(size)
    times: dict[str, list[float]] = {name: [] for name in VARIANTS}
    for name in VARIANTS:
        milliseconds(steps[name], batch, 1)
    for _ in range(rounds):
        for name in VARIANTS:
            repeats = 2 if name == "stock" else max(4, 200 // size)
            times[name].append(milliseconds(steps[name], batch, repeats, clock))
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kinds", default="SimpleRNN,LSTM,GRU")
    parser.add_argument("--batches", default="10,32,128")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--mask", action="store_true", help="Embedding(mask_zero=True)")
    parser.add_argument("--cpu", action="store_true", help="processor time on one thread")
    arguments = parser.parse_args()
    clock = time.process_time if arguments.cpu else time.perf_counter
    if arguments.cpu:
        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(1)
    print(f"{'':16}" + "".join(f"{name:>20}" for name in VARIANTS))
    for kind in arguments.kinds.split(","):
        for size in map(int, arguments.batches.split(",")):
            times = measure(kind, size, arguments.rounds, arguments.mask, clock)
            cells = (f"{ms:9.2f} ms {times['stock'] / ms:6.2f}x" for ms in times.values())
            print(f"{kind:10}{size:6}" + "".join(f"{cell:>20}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
