"""Batch sizes and step counts, decided before the first step."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np

from rnn_tui.data import Arrays
from rnn_tui.experiment import TrainSpec
from rnn_tui.experiment.class_weight import weights_of

EVALUATION_BATCH = 256
SMALLEST_COMMON = 64
RECORDS_AN_EPOCH = 200


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes in sequences, counts in batches; `trace_every` is the steps in a trace record.

    `class_weights` multiply the loss of a class's sequences; empty where all count alike.
    """

    batch: int
    evaluation_batch: int
    steps: int
    validation_steps: int
    test_steps: int
    trace_every: int
    class_weights: tuple[float, ...] = ()


def make_plan(train: TrainSpec, arrays: Arrays, classes: Sequence[str] = ()) -> Plan:
    """The plan for these arrays; it depends on nothing else, so that a resume makes the same."""
    counts = np.bincount(arrays.y_train, minlength=len(classes)).tolist()
    sizes = len(arrays.y_train), len(arrays.y_val), len(arrays.y_test)
    batch = min(train.batch_size, sizes[0])
    evaluation = train.validation_batch_size or _evaluation_batch(sizes[1], sizes[2])
    steps = _steps(sizes[0], batch)
    return Plan(
        batch,
        evaluation,
        steps,
        _steps(sizes[1], evaluation),
        _steps(sizes[2], evaluation),
        train.trace_every or max(1, steps // RECORDS_AN_EPOCH),
        weights_of(train.class_weight, classes, counts),
    )


def _steps(size: int, batch: int) -> int:
    return -(-size // batch)


def _evaluation_batch(validation: int, test: int) -> int:
    """The largest size up to 256 without a short last batch, which would compile once more.

    The metrics of an evaluation do not depend on it.
    """
    common = gcd(validation, test)
    fitting = [
        n for n in range(SMALLEST_COMMON, EVALUATION_BATCH + 1) if common and common % n == 0
    ]
    return max(fitting, default=max(1, min(EVALUATION_BATCH, max(validation, test))))
