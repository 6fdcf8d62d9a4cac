"""Number of threads that share a batch: the user's, the run's first, or the fastest.

Each number shares a batch in its own way, so that the last bits of a run depend on it: it belongs
to the run. Two threads are what the rules of `sharing` were measured with; where there are more,
which of them pay depends on the machine, and a few steps tell. Only what can be kept is measured:
two runs alike shall not differ because a clock did.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any

from rnn_tui.engine.build import Built
from rnn_tui.engine.devices.speed_cache import can_keep, keep, recall
from rnn_tui.engine.sharing import share
from rnn_tui.engine.steps import Steps
from rnn_tui.engine.variables import arrays_of
from rnn_tui.experiment import Experiment

BUDGET_SECONDS = 2.0
"""After it no other number is tried: each has to be compiled."""

LEAST_SECONDS = 0.15
"""Of steps that count."""


def candidates(experiment: Experiment, most: int) -> list[int]:
    """The numbers up to `most` that share a batch differently, the largest first.

    Those that leave it whole do not count: XLA is told beforehand that it is shared.
    """
    found: dict[tuple[int, ...], int] = {}
    threads = most
    while threads >= 2:
        parts = share(experiment, experiment.train.batch_size, at_once=threads)
        if len(parts) > 1:
            found.setdefault(tuple(parts), threads)
        threads //= 2
    return list(found.values())


def quickest(
    experiment: Experiment, built: Built, batches: Callable[[], Any], most: int, key: str
) -> int:
    """The number of threads for a new run on a CPU; `key` names what it is remembered under."""
    choices = candidates(experiment, most) if most > 2 else []
    if len(choices) < 2:
        return most
    known = _known(recall(key), most)
    if known is not None or not can_keep():
        return known or most
    keep(key, {"threads": _measured(experiment, built, batches(), choices)})
    return _known(recall(key), most) or most


def _known(kept: Mapping[str, Any] | None, most: int) -> int | None:
    threads = (kept or {}).get("threads")
    return threads if isinstance(threads, int) and 1 <= threads <= most else None


def _measured(experiment: Experiment, built: Built, batches: Any, choices: list[int]) -> int:
    """The fastest of them, found with steps whose effects are undone."""
    variables = [*built.model.variables, *built.model.optimizer.variables, *built.metric_variables]
    before = arrays_of(variables)
    rates: dict[int, float] = {}
    began = time.perf_counter()
    for threads in choices:
        if rates and time.perf_counter() - began > BUDGET_SECONDS:
            break
        rates[threads] = _rate(experiment, built, batches, threads)
    for variable, value in zip(variables, before, strict=True):
        variable.assign(value)
    return max(rates, key=lambda threads: rates[threads])


def _rate(experiment: Experiment, built: Built, batches: Any, threads: int) -> float:
    """Steps a second with so many threads, after the first, which compiles."""
    x, y = batches
    parts = share(experiment, x.shape[1], at_once=threads)
    steps = Steps(built, parts=lambda _: parts, at_once=threads)
    steps.train(x[:1], y[:1])
    done, began = 0, time.perf_counter()
    while (took := time.perf_counter() - began) < LEAST_SECONDS:
        steps.train(x[:1], y[:1])
        done += 1
    return done / took
