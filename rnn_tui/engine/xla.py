"""XLA's flags, which belong to the process: set before the first compilation, never changed."""

import os

from rnn_tui.engine.sharing import sequence_work, share, threads
from rnn_tui.experiment import Experiment

ONE_THREAD = "--xla_cpu_multi_thread_eigen"
NO_PASSES = "--xla_disable_hlo_passes"
PARALLEL_TASKS = "cpu-parallel-task-assigner"
SMALL_WORK = 37_000_000
"""Multiply-adds of a layer in one step, below which sharing its matrix products among threads costs
more than it gains. Measured with 32 units on two cores at 500 timesteps: on one thread SimpleRNN
is 1.2 times as fast at batch 10 (10 million)."""


def flags_for_gpu() -> str:
    """The part of XLA_FLAGS that says something to a GPU."""
    flags = os.environ.get("XLA_FLAGS", "").split()
    return " ".join(f for f in flags if not f.startswith("--xla_cpu") and PARALLEL_TASKS not in f)


def set_flags(experiment: Experiment, at_once: int | None = None) -> None:
    """Set the flags of this process for the experiment; `at_once` as in `flags_for`."""
    if flags := flags_for(experiment, at_once):
        os.environ["XLA_FLAGS"] = flags


def flags_for(experiment: Experiment, at_once: int | None = None, given: str | None = None) -> str:
    """XLA_FLAGS that keep an operation on one thread where it is small, or the batch is shared.

    `at_once` is the number of threads, left out: all that there are. What the variable decides
    about itself, or `given` in its place, stays.
    """
    size = experiment.train.batch_size
    is_shared = len(share(experiment, size, at_once=at_once)) > 1
    wanted = {}
    alone = threads() == 1  # nothing can be shared: the same flags for whatever is trained
    if alone or is_shared or sequence_work(experiment) * size < SMALL_WORK:
        wanted[ONE_THREAD] = "false"
    if is_shared:  # else it shares each step of the loop over time, at a loss
        wanted[NO_PASSES] = PARALLEL_TASKS
    given = os.environ.get("XLA_FLAGS", "") if given is None else given
    flags = [f"{name}={value}" for name, value in wanted.items() if name not in given]
    return " ".join([given, *flags]).strip()
