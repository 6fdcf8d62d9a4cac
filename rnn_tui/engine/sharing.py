"""Shares of a batch for threads: they depend on the experiment and the threads' number alone."""

import os
from collections.abc import Mapping

from rnn_tui.experiment import Experiment, infer

WORTH_A_THREAD = 15_000_000
"""Multiply-adds of a part that is worth a thread. Measured with 32 units on two cores at 500
timesteps: in two parts SimpleRNN is slower, by 0.8, at batch 10 (10 million) and 1.15 times as fast
at 32 (33 million), GRU 1.1 times at 10 (32), LSTM 1.5 times at 10 (42)."""

TOO_LARGE = 34_000_000
"""Multiply-adds of a part that still stays in the cache, over which it goes again and again: at
batch 128 LSTM is 1.2 times as fast in 16 parts as in 4, GRU 1.15 times, SimpleRNN as fast in 8."""

SMALLEST_PART = 5
MOST_PARTS = 32


def share(
    experiment: Experiment, size: int, *, on_gpu: bool = False, at_once: int | None = None
) -> list[int]:
    """The sizes of the parts of a batch of `size` sequences; one part where nothing is gained.

    `at_once` is the number of threads, left out: all that there are.
    """
    train, at_once = experiment.train, at_once or threads()
    if on_gpu or train.engine == "stock" or not train.jit_compile or at_once == 1:
        return [size]
    if any(layer.uses_batch_statistics for layer in experiment.layers):
        return [size]
    work = sequence_work(experiment) * size
    most = min(MOST_PARTS, size // SMALLEST_PART)
    least = min(most, at_once, work // WORTH_A_THREAD)
    if least < 2:
        return [size]
    rounds = -(-work // (TOO_LARGE * at_once))
    wanted = max(least, min(most, rounds * at_once))
    even = (n for n in range(wanted, min(most, 2 * wanted) + 1) if size % n == n % at_once == 0)
    return part_sizes(size, next(even, wanted))


def part_sizes(size: int, parts: int) -> list[int]:
    """`size` sequences in as many parts, none longer than another by more than one."""
    least, longer = divmod(size, parts)
    return [least + 1] * longer + [least] * (parts - longer)


def sequence_work(experiment: Experiment) -> int:
    """Multiply-adds of the largest layer for one sequence, as if it saw all timesteps."""
    rows = infer(experiment.layers, experiment.data.maxlen).rows
    counted = [row.params or 0 for row in rows if row.kind != "Embedding"]
    return max(counted, default=0) * experiment.data.maxlen


def threads_of_run(experiment: Experiment, before: Mapping[str, object]) -> int | None:
    """The number of threads that the user asks for, or that the run began with; None without.

    `before` are the settings in the record of a run that is resumed.
    """
    began_with = before.get("threads")
    return experiment.train.threads or (began_with if isinstance(began_with, int) else None)


def pool_of_run(before: Mapping[str, object]) -> int:
    """The size of TensorFlow's pool of threads: that of the run's first life.

    `before` as in `threads_of_run`.
    """
    size = before.get("pool")
    return size if isinstance(size, int) and size > 0 else threads()


def threads() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
