"""The sequences of each batch: functions of the experiment and the position, so exact."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rnn_tui.data import Arrays, lengths_of, order
from rnn_tui.engine.plan import Plan
from rnn_tui.experiment import Experiment
from rnn_tui.runs.position import Phase


@dataclass
class Feed:
    """Batches of the three parts of the data; `batches` is all that the training loop needs."""

    experiment: Experiment
    arrays: Arrays
    plan: Plan
    _orders: dict[Phase, tuple[int, Any]] = field(default_factory=dict, init=False)
    _lengths: Any = field(default=None, init=False)

    def batches(self, phase: Phase, epoch: int, batch: int, count: int) -> tuple[Any, Any]:
        """`count` whole batches from number `batch` on, or as many as there are.

        x (batches, batch, timesteps), y (batches, batch). The short last batch comes alone.
        """
        x, y, size = self._part(phase)
        whole = min(count, len(y) // size - batch)
        shape = (1, -1) if whole <= 0 else (whole, size)
        places = self._order(phase, epoch)[batch * size : (batch + max(whole, 1)) * size]
        rows = places.reshape(shape)
        return x[rows], y[rows]

    def _part(self, phase: Phase) -> tuple[Any, Any, int]:
        arrays, plan = self.arrays, self.plan
        return {
            Phase.TRAIN: (arrays.x_train, arrays.y_train, plan.batch),
            Phase.VALIDATE: (arrays.x_val, arrays.y_val, plan.evaluation_batch),
            Phase.TEST: (arrays.x_test, arrays.y_test, plan.evaluation_batch),
        }[phase]

    def _order(self, phase: Phase, epoch: int) -> Any:
        """Indices into the part, in the order in which they are taken; kept for the epoch."""
        known = self._orders.get(phase)
        if known is None or (known[0] != epoch and phase == Phase.TRAIN):
            known = self._orders[phase] = (epoch, self._new_order(phase, epoch))
        return known[1]

    def _new_order(self, phase: Phase, epoch: int) -> Any:
        x, y, size = self._part(phase)
        train = self.experiment.train
        if phase != Phase.TRAIN:
            # The metrics do not depend on it: only how much padding the batches have in common.
            by_length = train.bucket_by_length
            return np.argsort(lengths_of(x), kind="stable") if by_length else np.arange(len(y))
        if train.bucket_by_length and self._lengths is None:
            self._lengths = lengths_of(x)
        return order(
            len(y),
            self.experiment.seed,
            epoch,
            train.shuffle,
            lengths=self._lengths,
            batch=size,
        )
