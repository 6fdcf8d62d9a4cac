#!/usr/bin/env bash
# Keras 3.15.1 on JAX 0.10.2; the same on TensorFlow 2.21:
#
# 1. EarlyStopping and ReduceLROnPlateau compare in float32, whatever the logs hold. `min_delta` is
#    taken off the new value in double precision, then both sides are rounded to float32. A loop of
#    one's own that asks `value < best - min_delta` in Python's floats decides otherwise where a
#    change equals `min_delta`: in 1,057 of 3,000 random histories of multiples of
#    0.01 with min_delta=0.05.
#
# 2. F1Score(average="macro") on one sigmoid output is the F1 of the positive class, not a mean over
#    both classes: 0.8889 where scikit-learn's f1_score(average="macro") is 0.4444. It needs one
#    column a class, and refuses class numbers such as sparse_categorical_crossentropy takes.
#
# Exits non-zero where any of it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet "keras==3.15.1" "jax[cpu]==0.10.2" "numpy==2.4.0" "scikit-learn==1.8.0"
KERAS_BACKEND=jax "$folder/venv/bin/python" - <<'PYTHON'
import random
from types import SimpleNamespace

import keras
import numpy as np
from sklearn.metrics import f1_score

print("keras", keras.__version__, "on", keras.backend.backend())


def stops(values, min_delta, better):
    """The epoch after which a loop with that comparison stops, patience 2."""
    best, waited = None, 0
    for epoch, value in enumerate(values):
        if best is None or better(value, best, min_delta):
            best, waited = value, 0
        else:
            waited += 1
        if waited >= 2:
            return epoch
    return None


def of_keras(values, min_delta):
    callback = keras.callbacks.EarlyStopping("val_loss", min_delta=min_delta, patience=2)
    callback.set_model(SimpleNamespace(stop_training=False, metrics=[]))
    callback.on_train_begin()
    for epoch, value in enumerate(values):
        callback.on_epoch_end(epoch, {"val_loss": value})
        if callback.model.stop_training:
            return epoch
    return None


draw, double, single = random.Random(0), 0, 0
for _ in range(3_000):
    value, values = draw.randint(30, 90), []
    for _ in range(12):
        value += draw.choice([-5, -5, -5, 0, 2, 5])
        values.append(float(np.float32(value / 100)))  # as fit's logs have it
    seen = of_keras(values, 0.05)
    double += seen != stops(values, 0.05, lambda v, best, d: v < best - d)
    single += seen != stops(values, 0.05, lambda v, best, d: np.float32(v + d) < np.float32(best))
print(f"EarlyStopping decides otherwise than double precision in {double} of 3,000 histories,")
print(f"otherwise than float32(value + min_delta) < float32(best) in {single}")
assert double > 100 and single == 0

true, guess = np.array([1] * 8 + [0] * 2), np.array([1] * 10)
metric = keras.metrics.F1Score(average="macro", threshold=0.5)
metric.update_state(true[:, None].astype("float32"), guess[:, None].astype("float32"))
macro = f1_score(true, guess, average="macro")
print(f"F1Score(average='macro') of one output {float(metric.result()):.4f}, macro F1 {macro:.4f}")
assert abs(float(metric.result()) - 0.8889) < 1e-4 and abs(macro - 0.4444) < 1e-4
try:
    keras.metrics.F1Score(average="macro").update_state(true, np.eye(2)[guess])
except ValueError as error:
    print("class numbers:", str(error).splitlines()[0])
else:
    raise SystemExit("F1Score takes class numbers by now")
PYTHON
