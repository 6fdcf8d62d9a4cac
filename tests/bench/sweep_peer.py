"""The script that `sweep.py` compares with: Optuna over plain Keras, one of several processes.

python tests/bench/sweep_peer.py DATA.npz EPOCHS prepare|work
"""

import itertools
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

RATES, UNITS = (0.0005, 0.001, 0.002, 0.004), (16, 32, 64)
NAME = "quickstart"


def train(trial: optuna.Trial, data: dict[str, np.ndarray], epochs: int) -> float:
    """Train one pair of values; the best validation loss."""
    import keras

    rate = trial.suggest_categorical("rate", RATES)
    units = trial.suggest_categorical("units", UNITS)
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.layers.Embedding(500, 32, mask_zero=True),
            keras.layers.GRU(units),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(keras.optimizers.Adam(rate), "binary_crossentropy", metrics=["acc"])
    validation = (data["x_val"], data["y_val"])
    found = model.fit(
        data["x_train"], data["y_train"], 32, epochs, verbose=0, validation_data=validation
    )
    model.evaluate(data["x_test"], data["y_test"], verbose=0)
    return float(min(found.history["val_loss"]))


def main() -> None:
    path, epochs, what = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    storage = JournalStorage(JournalFileBackend("optuna.log"))
    study = optuna.create_study(storage=storage, study_name=NAME, load_if_exists=True)
    if what == "prepare":
        for rate, units in itertools.product(RATES, UNITS):
            study.enqueue_trial({"rate": rate, "units": units})
        return
    with np.load(path) as file:
        data = dict(file)
    while (trial := study.ask()).number < len(RATES) * len(UNITS):
        study.tell(trial, train(trial, data, epochs))


if __name__ == "__main__":
    main()
