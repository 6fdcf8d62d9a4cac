#!/usr/bin/env bash
# TensorFlow 2.21.0 under XLA on a CPU: the maximum of NaN and numbers is a number.
#
# tf.reduce_max over a row that holds a NaN is NaN when TensorFlow runs it, but under
# jit_compile=True on a CPU it is the largest of the other values, and of nothing but NaN it is -inf.
# So GlobalMaxPooling1D hides that the layers below it have diverged: the loss stays
# finite, and a guard that watches the loss (keras.callbacks.TerminateOnNaN) sees nothing.
#
# Seen with tensorflow-cpu 2.21.0, keras 3.15.1 (x86-64):
#   plain    [1, nan, 2] -> nan   [nan, nan] -> nan
#   compiled [1, nan, 2] -> 2.0   [nan, nan] -> -inf
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q tensorflow-cpu==2.21.0 keras==3.15.1 >/dev/null 2>&1
cat >largest.py <<'PY'
import tensorflow as tf

def largest(x):
    return tf.reduce_max(x, axis=-1)

nan = float("nan")
for name, run in (("plain", tf.function(largest)), ("compiled", tf.function(largest, jit_compile=True))):
    some = float(run(tf.constant([1.0, nan, 2.0])))
    none = float(run(tf.constant([nan, nan])))
    print(f"{name:<8} [1, nan, 2] -> {some}   [nan, nan] -> {none}")
PY
TF_CPP_MIN_LOG_LEVEL=3 CUDA_VISIBLE_DEVICES= venv/bin/python largest.py 2>/dev/null | tee seen
diff seen - <<'TXT'
plain    [1, nan, 2] -> nan   [nan, nan] -> nan
compiled [1, nan, 2] -> 2.0   [nan, nan] -> -inf
TXT
echo "as described"
