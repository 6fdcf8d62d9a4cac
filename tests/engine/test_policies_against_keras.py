"""Early stopping and schedules decide as Keras's own callbacks do, on the same values."""

import os
import random
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from rnn_tui.experiment import Experiment
from rnn_tui.experiment.train import EarlyStopping
from rnn_tui.runs.state.policies import learning_rate, stops_early

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

SEEDS = range(12)
EPOCHS = 30
HISTORIES = 750
"""In each of the four tests of a change that equals `min_delta`."""


@pytest.fixture(scope="module")
def keras() -> Any:
    return pytest.importorskip("keras")


def monitored(seed: int) -> list[float]:
    """A falling series with plateaus and ties; multiples of 1/64 are exact in every float."""
    draw, value, values = random.Random(seed), 640, []
    for _ in range(EPOCHS):
        value += draw.choice([-12, -4, -1, 0, 0, 0, 1, 4])
        values.append(value / 64)
    return values


def model_of(keras: Any, rate: float = 1.0) -> Any:
    """As much of a model as the callbacks look at."""
    return SimpleNamespace(
        stop_training=False,
        metrics=[],
        optimizer=SimpleNamespace(learning_rate=keras.Variable(rate, trainable=False)),
    )


def callback_on(callback: Any, model: Any) -> Any:
    callback.set_model(model)
    callback.on_train_begin()
    return callback


@pytest.mark.parametrize("seed", SEEDS)
def test_early_stopping(keras: Any, seed: int) -> None:
    patience, min_delta, start = 1 + seed % 4, (seed % 3) / 64, (0, 0, 3, 6)[seed % 4]
    model, values = model_of(keras), monitored(seed)
    stopping = callback_on(
        keras.callbacks.EarlyStopping(
            "val_loss", min_delta=min_delta, patience=patience, start_from_epoch=start
        ),
        model,
    )
    rule = EarlyStopping(patience=patience, min_delta=min_delta, start_from_epoch=start)
    for epoch, value in enumerate(values):
        stopping.on_epoch_end(epoch, {"val_loss": value})
        ours = stops_early(values[: epoch + 1], "val_loss", rule)
        assert ours == model.stop_training, f"after epoch {epoch}"
        if ours:
            return


@pytest.mark.parametrize("seed", SEEDS)
def test_reduce_on_plateau(keras: Any, seed: int) -> None:
    rule = {
        "factor": 0.5,
        "patience": 1 + seed % 3,
        "min_delta": (seed % 4) / 64,
        "cooldown": seed % 5 // 2,
        "min_lr": 2.0**-4,
    }
    schedule = {"kind": "reduce_on_plateau", "monitor": "val_loss"} | rule
    experiment = Experiment(
        data={"source": "sample", "validation_split": 0.2},
        train={"learning_rate": 1.0, "epochs": EPOCHS, "schedule": schedule},
    )
    model, values = model_of(keras), monitored(seed)
    plateau = callback_on(keras.callbacks.ReduceLROnPlateau("val_loss", **rule), model)
    rates = []
    for epoch, value in enumerate(values):
        rates.append(learning_rate(experiment, epoch, values[:epoch]))
        assert rates[-1] == pytest.approx(float(model.optimizer.learning_rate)), f"epoch {epoch}"
        plateau.on_epoch_end(epoch, {"val_loss": value})
    assert rates[-1] < 1.0


def on_a_grid(draw: random.Random) -> list[float]:
    """Values as an epoch records them, float32 in a float, multiples of 0.01: the changes equal
    a `min_delta` of 0.02 or 0.05 all the time, up to what the two formats round."""
    value, values = draw.randint(30, 90), []
    for _ in range(12):
        value += draw.choice([-5, -5, -2, -2, 0, 2, 5])
        values.append(float(np.float32(value / 100)))
    return values


@pytest.mark.parametrize("quantity", ["val_loss", "val_acc"])
def test_early_stopping_where_the_change_equals_min_delta(keras: Any, quantity: str) -> None:
    draw, exact = random.Random(quantity), 0
    mode = "min" if quantity == "val_loss" else "max"
    for number in range(HISTORIES):
        values, min_delta, patience = on_a_grid(draw), draw.choice([0.02, 0.05]), 1 + number % 3
        model = model_of(keras)
        stopping = callback_on(
            keras.callbacks.EarlyStopping(
                quantity, min_delta=min_delta, patience=patience, mode=mode
            ),
            model,
        )
        rule = EarlyStopping(patience=patience, min_delta=min_delta)
        for epoch, value in enumerate(values):
            stopping.on_epoch_end(epoch, {quantity: value})
            stops = stops_early(values[: epoch + 1], quantity, rule)
            assert stops == model.stop_training, (values, min_delta, patience, epoch)
            if stops:
                break
        exact += any(round(abs(a - b), 6) == min_delta for a, b in pairwise(values))
    assert exact > HISTORIES // 2


@pytest.mark.parametrize("quantity", ["val_loss", "val_acc"])
def test_plateaus_where_the_change_equals_min_delta(keras: Any, quantity: str) -> None:
    draw = random.Random(quantity)
    mode = "min" if quantity == "val_loss" else "max"
    reduced = 0
    for number in range(HISTORIES):
        values = on_a_grid(draw)
        rule = {
            "factor": draw.choice([0.5, 0.3, 0.1]),
            "patience": 1 + number % 3,
            "min_delta": draw.choice([0.02, 0.05]),
            "cooldown": number % 4 // 2,
            "min_lr": draw.choice([0.0, 1e-5]),
        }
        schedule = {"kind": "reduce_on_plateau", "monitor": quantity} | rule
        experiment = Experiment(train={"learning_rate": 1e-3, "schedule": schedule})
        model = model_of(keras, 1e-3)
        plateau = callback_on(keras.callbacks.ReduceLROnPlateau(quantity, mode=mode, **rule), model)
        for epoch, value in enumerate(values):
            plateau.on_epoch_end(epoch, {quantity: value})
            ours = learning_rate(experiment, epoch + 1, values[: epoch + 1])
            theirs = float(model.optimizer.learning_rate)
            assert ours == pytest.approx(theirs, rel=1e-6), (values, rule, epoch)
        reduced += theirs < 1e-3
    assert reduced > HISTORIES // 2


@pytest.mark.parametrize("min_lr", [0.0, 0.25])
def test_cosine(keras: Any, min_lr: float) -> None:
    experiment = Experiment(
        train={
            "learning_rate": 1.0,
            "epochs": EPOCHS,
            "schedule": {"kind": "cosine", "min_lr": min_lr},
        }
    )
    theirs = keras.optimizers.schedules.CosineDecay(1.0, EPOCHS, alpha=min_lr)
    for epoch in range(EPOCHS + 2):
        assert learning_rate(experiment, epoch, []) == pytest.approx(float(theirs(epoch)), abs=1e-6)


@pytest.mark.parametrize(("kind", "every"), [("step", 3), ("exponential", 1)])
def test_step_and_exponential(keras: Any, kind: str, every: int) -> None:
    extra = {"every": every} if kind == "step" else {}
    schedule = {"kind": kind, "factor": 0.75} | extra
    experiment = Experiment(train={"learning_rate": 1.0, "epochs": EPOCHS, "schedule": schedule})
    theirs = keras.optimizers.schedules.ExponentialDecay(1.0, every, 0.75, staircase=True)
    for epoch in range(EPOCHS):
        assert learning_rate(experiment, epoch, []) == pytest.approx(float(theirs(epoch)), abs=1e-6)
