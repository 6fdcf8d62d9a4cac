#!/usr/bin/env bash
# Keras 3.15.1: model.export(format="litert") of a recurrent network succeeds and writes a file that the
# LiteRT interpreter cannot run.
#
# With the signature that Keras takes by itself (batch and time both free) the loop of an LSTM is
# converted with TensorFlow's own list operations ("Select TensorFlow ops"), which neither
# ai-edge-litert nor the tf.lite.Interpreter of the TensorFlow that wrote the file contains.
# The export says nothing; allocate_tensors() raises. With the batch pinned to 1 and time left free,
# keras.InputSpec(shape=(1, None)), the same network needs built-in operations alone and runs at any length.
#
# Seen with keras 3.15.1, tensorflow-cpu 2.21.0, ai-edge-litert 2.3.0:
#   default: exported, does not run (Select TensorFlow op(s) missing)
#   (1, None): exported, runs at 7 and 19 timesteps
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q tensorflow-cpu==2.21.0 keras==3.15.1 ai-edge-litert==2.3.0 >/dev/null 2>&1
cat >export.py <<'PY'
import keras
import numpy as np
from ai_edge_litert.interpreter import Interpreter

def network():
    model = keras.Sequential([
        keras.Input((None,), dtype="int32"),
        keras.layers.Embedding(50, 8),
        keras.layers.LSTM(8),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    model(np.ones((1, 5), "int32"))
    return model

def try_out(name, **how):
    network().export("model.tflite", format="litert", verbose=False, **how)
    lengths = []
    try:
        interpreter = Interpreter("model.tflite")
        for length in (7, 19):
            at = interpreter.get_input_details()[0]["index"]
            interpreter.resize_tensor_input(at, (1, length))
            interpreter.allocate_tensors()
            interpreter.set_tensor(at, np.ones((1, length), "int32"))
            interpreter.invoke()
            lengths.append(length)
    except (RuntimeError, ValueError) as error:
        missing = "Select TensorFlow op" in str(error)
        print(f"{name}: exported, does not run ({'Select TensorFlow op(s) missing' if missing else error})")
    else:
        print(f"{name}: exported, runs at {lengths[0]} and {lengths[1]} timesteps")

try_out("default")
try_out("(1, None)", input_signature=[keras.InputSpec(shape=(1, None), dtype="int32")])
PY
TF_CPP_MIN_LOG_LEVEL=3 CUDA_VISIBLE_DEVICES= venv/bin/python export.py 2>err.txt | grep exported | tee seen || { tail -5 err.txt; exit 1; }
diff seen - <<'TXT'
default: exported, does not run (Select TensorFlow op(s) missing)
(1, None): exported, runs at 7 and 19 timesteps
TXT
echo "as described"
