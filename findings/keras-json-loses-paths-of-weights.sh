#!/usr/bin/env bash
# Keras 3.15.1: a model made of its own JSON has other `variable.path`s than the one that was
# written, so that weights saved under these names do not find their places.
#
# Layers that a Sequential is made of are built within the model's name scope: the path is
# "film/bidirectional/forward_lstm/lstm_cell/kernel". `keras.models.model_from_json` builds each
# layer before the model that holds it: the same weight is called "forward_lstm/lstm_cell/kernel" there,
# without the model's name and without that of the Bidirectional around it. The order of
# `model.weights` is the same in both, and is what a format by name has to carry along.
#
# Seen with keras 3.15.1, tensorflow-cpu 2.21.0:
#   built      film/bidirectional/forward_lstm/lstm_cell/kernel
#   from JSON  forward_lstm/lstm_cell/kernel
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q keras==3.15.1 tensorflow-cpu==2.21.0 >/dev/null 2>&1
cat >paths.py <<'PY'
import keras

model = keras.Sequential(
    [
        keras.Input((None,), dtype="int32"),
        keras.layers.Embedding(10, 4),
        keras.layers.Bidirectional(keras.layers.LSTM(3)),
        keras.layers.Dense(1),
    ],
    name="film",
)
again = keras.models.model_from_json(model.to_json())
print("built     ", model.weights[1].path)
print("from JSON ", again.weights[1].path)
assert [w.shape for w in model.weights] == [w.shape for w in again.weights]
PY
TF_CPP_MIN_LOG_LEVEL=3 CUDA_VISIBLE_DEVICES= KERAS_BACKEND=tensorflow venv/bin/python paths.py 2>/dev/null | tee seen
diff seen - <<'TXT'
built      film/bidirectional/forward_lstm/lstm_cell/kernel
from JSON  forward_lstm/lstm_cell/kernel
TXT
echo "as described"
