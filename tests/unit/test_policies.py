"""Early stopping and learning-rate schedules, computed by hand.

tests/engine/test_policies_against_keras.py holds them to Keras's callbacks.
"""

import math

import pytest

from rnn_tui.experiment import Experiment
from rnn_tui.experiment.train import EarlyStopping
from rnn_tui.runs.state.policies import learning_rate, stops_early
from rnn_tui.runs.state.ranking import best_epoch

NAN, INF = math.nan, math.inf


def rates(schedule: dict[str, object], monitored: list[float], epochs: int = 10) -> list[float]:
    """The rate of each epoch, as the engine asks for it: from the epochs before."""
    experiment = Experiment(train={"learning_rate": 1.0, "epochs": epochs, "schedule": schedule})
    return [
        learning_rate(experiment, epoch, monitored[:epoch]) for epoch in range(len(monitored) + 1)
    ]


def stop_epoch(values: list[float], quantity: str = "val_loss", **rule: float) -> int | None:
    """The epoch (from 0) after which training ends."""
    early = EarlyStopping.model_validate(rule)
    ends = (n for n in range(len(values)) if stops_early(values[: n + 1], quantity, early))
    return next(ends, None)


@pytest.mark.parametrize(
    ("values", "quantity", "expected"),
    [
        ([], "loss", None),
        ([0.5, 0.4, 0.4, 0.6], "val_loss", 1),
        ([0.5, 0.9, 0.9], "val_acc", 1),
        ([NAN, 0.5, NAN, 0.4], "loss", 3),
        ([-INF, 0.5], "loss", 1),
        ([INF, 0.5], "acc", 1),
        ([NAN, INF], "loss", None),
    ],
)
def test_best_epoch(values: list[float], quantity: str, expected: int | None) -> None:
    assert best_epoch(values, quantity) == expected


def test_early_stopping_counts_from_its_first_epoch() -> None:
    values = [1.0, 2, 2, 2, 3, 2, 2, 2]
    assert stop_epoch(values, patience=2) == 2
    assert stop_epoch(values, patience=2, start_from_epoch=3) == 5
    assert stop_epoch(values, patience=2, start_from_epoch=4) == 7
    assert stop_epoch(values, patience=2, start_from_epoch=20) is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([3, 2, 1, 0], None),
        ([3, 3, 3, 3], 2),
        ([3, 2, 2, 1.5, 2, 2], 5),
        ([3, 2, 2], None),
        ([NAN, NAN, NAN], 2),
        ([NAN, 5, 4, NAN, NAN], 4),
        ([5, NAN, 4, 5, 3], None),
        ([INF, INF, 1], None),
    ],
)
def test_stops_early(values: list[float], expected: int | None) -> None:
    assert stop_epoch(values, patience=2) == expected


def test_improvement_must_exceed_min_delta() -> None:
    assert stop_epoch([1.0, 0.75, 0.5], patience=1, min_delta=0.25) == 1
    assert stop_epoch([1.0, 0.5, 0.0], patience=1, min_delta=0.25) is None
    assert stop_epoch([0.0, 0.25, 0.5], "val_acc", patience=1, min_delta=0.25) == 1


def test_reduce_on_plateau() -> None:
    schedule: dict[str, object] = {"kind": "reduce_on_plateau", "factor": 0.5, "patience": 2}
    assert rates(schedule, [3, 3, 3, 3, 3]) == [1, 1, 1, 0.5, 0.5, 0.25]
    assert rates(schedule, [3, 3, 2, 2, 1, 1]) == [1] * 7
    assert rates(schedule, [NAN, NAN, NAN]) == [1, 1, 1, 0.5]
    assert rates(schedule, [NAN, 5, 4, 3]) == [1] * 5


def test_reduce_on_plateau_rests_and_has_a_floor() -> None:
    schedule: dict[str, object] = {"kind": "reduce_on_plateau", "patience": 1, "min_lr": 0.3}
    assert rates(schedule, [3] * 4) == [1, 1, 0.5, 0.3, 0.3]
    resting = {**schedule, "min_lr": 0.0, "cooldown": 2}
    assert rates(resting, [3] * 7) == [1, 1, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125]


def test_fixed_schedules() -> None:
    flat = [1.0] * 4
    assert rates({"kind": "step", "every": 2, "factor": 0.5}, flat) == [1, 1, 0.5, 0.5, 0.25]
    assert rates({"kind": "exponential", "factor": 0.5}, flat) == [1, 0.5, 0.25, 0.125, 0.0625]
    cosine = rates({"kind": "cosine", "min_lr": 0.2}, flat, epochs=4)
    assert cosine == pytest.approx([1, 0.6 + 0.4 * math.sqrt(0.5), 0.6, 0.6 - 0.4 * 0.5**0.5, 0.2])
    assert rates({"kind": "cosine"}, [1.0] * 6, epochs=4)[4:] == pytest.approx([0, 0, 0])
    planned = rates({"kind": "cosine", "epochs": 4}, flat, epochs=2)
    assert planned == rates({"kind": "cosine"}, flat, epochs=4)


def test_without_a_schedule_the_rate_is_constant() -> None:
    experiment = Experiment(train={"optimizer": "sgd"})
    assert [learning_rate(experiment, n, [1.0] * n) for n in (0, 5, 100)] == [0.01] * 3
