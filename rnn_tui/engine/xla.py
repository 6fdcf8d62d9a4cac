"""XLA's flags, which belong to the process: set before the first compilation, never changed."""

import os

from rnn_tui.spec import Experiment, infer

ONE_THREAD = "--xla_cpu_multi_thread_eigen"
SMALL_WORK = 37_000_000
"""Multiply-adds of a layer in one step, below which sharing its matrix products among threads costs
more than it gains. Measured with 32 units on two cores at 500 timesteps: on one thread SimpleRNN
is 1.2 times as fast at batch 10 (10 million) and 1.15 at 32 (33), GRU 1.2 at 10 (32); LSTM is as
fast either way at 10 (42), and GRU slower, by 0.8, at 32 (101)."""


def set_flags(experiment: Experiment) -> None:
    """Keep small matrix products on one thread, unless XLA_FLAGS decides about it already."""
    given = os.environ.get("XLA_FLAGS", "")
    if ONE_THREAD not in given and largest_work(experiment) < SMALL_WORK:
        os.environ["XLA_FLAGS"] = f"{given} {ONE_THREAD}=false".strip()


def largest_work(experiment: Experiment) -> int:
    """Multiply-adds of the largest layer in one step, counted as if it saw all timesteps."""
    rows = infer(experiment.layers, experiment.data.maxlen).rows
    counted = [row.params or 0 for row in rows if row.kind != "Embedding"]
    steps = experiment.train.batch_size * experiment.data.maxlen
    return max(counted, default=0) * steps
