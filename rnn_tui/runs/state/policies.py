"""Decisions at the end of an epoch, as pure functions of the history.

They keep no state: the history is in every checkpoint, so a resumed run decides as an
uninterrupted one would.
"""

import math
from collections.abc import Sequence

from rnn_tui.experiment.experiment import Experiment
from rnn_tui.experiment.train import (
    CosineDecay,
    EarlyStopping,
    ExponentialDecay,
    ReduceOnPlateau,
    StepDecay,
)
from rnn_tui.runs.state.ranking import better


def stops_early(values: Sequence[float], quantity: str, rule: EarlyStopping) -> bool:
    """Check whether `patience` epochs have passed since the last improvement, as Keras counts."""
    best, waited = None, 0
    for value in values[rule.start_from_epoch :]:
        if _improves(quantity, value, best, rule.min_delta):
            best, waited = value, 0
        else:
            waited += 1
    return waited >= rule.patience


def learning_rate(experiment: Experiment, epoch: int, monitored: Sequence[float]) -> float:
    """The rate for `epoch` (from 0); `monitored` are the values of the epochs before it."""
    rate, rule = experiment.train.rate(), experiment.train.schedule
    match rule:
        case None:
            return rate
        case StepDecay():
            return rate * rule.factor ** (epoch // rule.every)
        case ExponentialDecay():
            return rate * rule.factor**epoch
        case CosineDecay():
            share = min(epoch / experiment.train.cosine_epochs, 1.0)
            return rule.min_lr + (rate - rule.min_lr) * (1 + math.cos(math.pi * share)) / 2
        case ReduceOnPlateau():
            quantity = experiment.monitored["train.schedule.monitor"]
            return _after_plateaus(rate, monitored[:epoch], quantity, rule)


def _after_plateaus(
    rate: float, values: Sequence[float], quantity: str, rule: ReduceOnPlateau
) -> float:
    best, waited, resting = None, 0, 0
    for value in values:
        if resting > 0:
            resting, waited = resting - 1, 0
        if _improves(quantity, value, best, rule.min_delta):
            best, waited = value, 0
        elif resting == 0:
            waited += 1
            if waited >= rule.patience and rate > rule.min_lr:
                rate = max(rate * rule.factor, rule.min_lr)
                waited, resting = 0, rule.cooldown
    return rate


def _improves(quantity: str, value: float, best: float | None, min_delta: float) -> bool:
    """Check whether the value is better. The first one is, as in Keras; a NaN never stays best."""
    if best is None:
        return True
    return better(quantity, value, best, min_delta) or (math.isnan(best) and not math.isnan(value))
