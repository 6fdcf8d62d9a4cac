"""What the epochs of a run tell: overfitting, too few epochs, divergence; and when nothing is."""

import math
from dataclasses import replace

import numpy as np
import pytest

from rnn_tui.experiment import load
from rnn_tui.results.course import Finding, course_findings
from rnn_tui.results.verdict import findings
from rnn_tui.runs import RunState, State
from rnn_tui.runs.files.history_csv import EpochRecord
from rnn_tui.runs.state.run_state import Failure


def trained(
    loss: list[float], val_loss: list[float] | None = None, *settings: str, total: int = 0
) -> RunState:
    """A run with these losses, which was to have `total` epochs, or as many as it has."""
    validation = [{}] * len(loss) if val_loss is None else [{"val_loss": v} for v in val_loss]
    epochs = tuple(
        EpochRecord(number, {"loss": each, **logs}, 0.01)
        for number, (each, logs) in enumerate(zip(loss, validation, strict=True))
    )
    plain = [f"train.epochs={total or len(loss)}", "train.restore_best=false"]
    experiment = load("imdb-simple-rnn", [*plain, *settings])
    return RunState(experiment=experiment, epochs=epochs, state=State.FINISHED)


def told(state: RunState) -> Finding:
    (found,) = course_findings(state)
    return found


def codes(state: RunState) -> list[str]:
    return [each.code for each in course_findings(state)]


FALLING = [0.60, 0.45, 0.33, 0.24, 0.17, 0.12]
RISING = [0.50, 0.40, 0.42, 0.47, 0.55, 0.66]


def test_overfitting_is_told_from_the_best_epoch_on() -> None:
    found = told(trained(FALLING, RISING))
    assert found.code == "overfits"
    assert found.sentence == (
        "overfits since epoch 2: val_loss rose from 0.4000 to 0.6600 while loss fell from 0.4500 "
        "to 0.1200"
    )


@pytest.mark.parametrize(
    ("settings", "advice"),
    [
        ((), "train.early_stopping, train.restore_best and a Dropout layer"),
        (("train.restore_best=true",), "train.early_stopping and a Dropout layer"),
        (("layers.1.dropout=0.2",), "train.early_stopping and train.restore_best"),
        (
            ("layers.1.dropout=0.2", "train.restore_best=true", "train.early_stopping.patience=3"),
            "fewer units",
        ),
    ],
)
def test_what_is_in_use_already_is_not_advised(settings: tuple[str, ...], advice: str) -> None:
    assert told(trained(FALLING, RISING, *settings)).advice == advice


@pytest.mark.parametrize(
    ("loss", "val_loss"),
    [
        (FALLING, [0.50, 0.40, 0.41, 0.415, 0.41, 0.418]),  # no more than 5 % above the least
        (FALLING, [0.50, 0.40, 0.41, 0.40, 0.405, 0.55]),  # one bad epoch may be chance
        (FALLING, [0.50, 0.40, 0.47, 0.55, 0.41, 0.55]),  # came back in between
        ([0.60, 0.45, 0.46, 0.47, 0.50, 0.55], RISING),  # the training does not fall either
        (FALLING[:2], RISING[:2]),
        (FALLING, [0.5, math.nan, 0.5, 0.7, 0.8, 0.9]),
    ],
)
def test_it_is_silent_where_it_is_not_sure(loss: list[float], val_loss: list[float]) -> None:
    assert codes(trained(loss, val_loss, total=20)) == []


def test_a_loss_that_still_falls_at_the_end_has_not_converged() -> None:
    found = told(trained([0.69, 0.66, 0.63, 0.60, 0.57], [0.70, 0.67, 0.64, 0.61, 0.58]))
    assert found.code == "not-converged"
    assert found.sentence == (
        "has not converged: val_loss still fell by 4% or more in each of the last 3 epochs"
    )
    assert "train.epochs" in found.advice
    without = told(trained([0.69, 0.66, 0.63, 0.60, 0.57]))
    assert without.sentence.startswith("has not converged: loss ")


@pytest.mark.parametrize(
    ("val_loss", "total"),
    [
        ([0.70, 0.67, 0.64, 0.61, 0.58], 8),  # stopped early, or not at its end yet
        ([0.70, 0.60, 0.5800, 0.5790, 0.5785], 0),  # hardly any more
        ([0.70, 0.60, 0.65, 0.60, 0.55], 0),  # to and fro
        ([0.50, 0.70, 0.65, 0.60, 0.55], 0),  # has been better
        ([0.70, 0.60, 0.50], 0),  # three epochs are too few to tell
    ],
)
def test_a_loss_that_may_have_arrived_is_not_scolded(val_loss: list[float], total: int) -> None:
    assert codes(trained(val_loss, val_loss, total=total)) == []


def test_a_training_loss_that_rises_above_its_beginning_diverges() -> None:
    found = told(trained([0.70, 0.60, 0.90, 1.40], [0.7] * 4, total=10))
    assert found.code == "diverges"
    assert found.sentence == "diverges: loss 1.4000 against 0.7000 in the first epoch"
    assert found.advice == "a smaller train.learning_rate than 0.01, or train.clipnorm = 1.0"


@pytest.mark.parametrize(
    "loss", [[0.70, 0.60, 0.65, 0.69], [0.70, 0.71, 0.72, 0.73], [0.70, 0.50, 0.90, 0.80]]
)
def test_a_training_loss_that_only_wavers_does_not(loss: list[float]) -> None:
    assert codes(trained(loss, [0.7] * 4, total=10)) == []


def of_two_classes(loss: list[float], **changes: object) -> RunState:
    classes = ("negative", "positive")
    return replace(trained(loss, total=20), **{"classes": classes, **changes})


def test_a_loss_far_above_that_of_a_guess_diverges_too() -> None:
    found = told(of_two_classes([47.6, 46.9, 56.0, 47.4, 44.0]))
    assert found.sentence == "diverges: loss 44.0000 against 0.6931 of a guess"


def test_a_loss_that_stays_at_that_of_a_guess_has_learned_nothing() -> None:
    found = told(of_two_classes([0.6930, 0.6929, 0.6931, 0.6930]))
    assert found.sentence == "has learned nothing: loss 0.6930 is that of a guess"
    assert codes(of_two_classes([0.6930, 0.6929, 0.6931])) == []  # it may yet begin
    assert codes(of_two_classes([0.6930, 0.6929, 0.68, 0.67])) == []


def test_what_a_guess_costs_is_not_always_known() -> None:
    loss = [0.6930, 0.6929, 0.6931, 0.6930]
    assert codes(of_two_classes(loss, classes=())) == []
    assert codes(of_two_classes(loss, class_weights=(1.0, 5.0))) == []


def test_a_run_that_failed_says_itself_why() -> None:
    failure = Failure("diverged", "the loss is nan", "")
    state = trained([0.70, 0.60, 0.90, 1.40], [0.7] * 4, total=10)
    assert codes(replace(state, failure=failure)) == []


@pytest.mark.parametrize("epochs", [4, 6, 10, 40])
@pytest.mark.parametrize("noise", [0.02, 0.1])
def test_noise_alone_is_told_of_in_fewer_than_one_of_twenty_runs(epochs: int, noise: float) -> None:
    """The training goes on falling, the validation neither rises nor falls."""
    draw = np.random.default_rng(0)
    loss, experiment = np.linspace(0.6, 0.1, epochs), load("imdb-simple-rnn")
    spoken = 0
    for _ in range(400):
        val_loss = 0.4 * (1 + noise * draw.standard_normal(epochs))
        records = tuple(
            EpochRecord(number, {"loss": a, "val_loss": b}, 0.01)
            for number, (a, b) in enumerate(zip(loss.tolist(), val_loss.tolist(), strict=True))
        )
        spoken += bool(codes(RunState(experiment=experiment, epochs=records)))
    assert spoken < 20


def test_the_course_comes_before_the_test() -> None:
    state = trained(FALLING, RISING)
    assert findings(state) == course_findings(state)


REAL: dict[str, tuple[tuple[str, ...], list[float], list[float], str]] = {
    "GRU of the quick-start": (
        (),
        [0.6471, 0.5194, 0.3243, 0.1550, 0.0958, 0.0787, 0.0630, 0.0546, 0.0424, 0.0330, 0.0246],
        [0.6011, 0.4876, 0.2339, 0.1377, 0.1439, 0.1170, 0.1573, 0.1084, 0.1197, 0.1271, 0.1276],
        "",
    ),
    "SimpleRNN of the introduction, on the sample": (
        (),
        [0.6372, 0.5210, 0.4363, 0.3712, 0.3251, 0.2964, 0.2617, 0.2342, 0.2045, 0.1868],
        [0.5961, 0.5774, 0.5739, 0.5885, 0.6217, 0.7543, 0.6553, 0.7092, 0.7802, 0.8064],
        "overfits since epoch 3",
    ),
    "quick-start with sgd, learning rate 0.0003": (
        ("train.optimizer=sgd", "train.learning_rate=0.0003"),
        [0.69280, 0.69279, 0.69279, 0.69278, 0.69278, 0.69277, 0.69277, 0.69276],
        [0.69274, 0.69274, 0.69273, 0.69273, 0.69272, 0.69272, 0.69272, 0.69271],
        "has learned nothing",
    ),
    "quick-start with sgd, learning rate 30": (
        ("train.optimizer=sgd", "train.learning_rate=30"),
        [47.6417, 46.9030, 55.9718, 47.3836, 44.0246, 37.9852, 37.3944, 36.3441],
        [8.0475, 7.7609, 7.3558, 7.1118, 6.5875, 7.6063, 7.5102, 5.9287],
        "diverges",
    ),
}
"""Losses of real trainings on the sample that comes with the program."""


@pytest.mark.parametrize("name", REAL)
def test_what_is_said_of_real_trainings(name: str) -> None:
    settings, loss, val_loss, word = REAL[name]
    state = replace(trained(loss, val_loss, *settings), classes=("negative", "positive"))
    assert [each.sentence.startswith(word) for each in course_findings(state)] == [True] * bool(
        word
    )
