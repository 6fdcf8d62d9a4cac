#!/usr/bin/env bash
# TensorFlow 2.21.0: dropout gives other numbers for a rate that is a tensor than for the same rate as a
# Python float, with the same seed and the same elements dropped.
#
# Whoever makes the rate a variable, so that a compiled program serves many rates, changes the last
# bit of a tenth of what is kept. For a float, tf.nn.dropout multiplies with 1 / (1 - rate), computed in
# double precision and then rounded; for a tensor it divides by 1 - rate in the precision of the tensor. The
# same bits come of a tensor that holds 1 / (1 - rate) beside the rate, and a multiplication.
#
# Seen with tensorflow-cpu 2.21.0 (100,000 numbers, rate 0.3):
#   differ 7,101 of 69,915, equal places True
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q tensorflow-cpu==2.21.0 >/dev/null 2>&1
cat >drop.py <<'PY'
import numpy as np
import tensorflow as tf

x = tf.random.stateless_uniform((100_000,), seed=[3, 4])
by_float, by_tensor = (
    tf.nn.experimental.stateless_dropout(x, rate, seed=[1, 2]).numpy()
    for rate in (0.3, tf.constant(0.3))
)
equal_places = bool(((by_float == 0) == (by_tensor == 0)).all())
print(f"differ {(by_float != by_tensor).sum():,} of {(by_float != 0).sum():,}, equal places {equal_places}")
raise SystemExit(0 if equal_places and (by_float != by_tensor).any() else 1)
PY
TF_CPP_MIN_LOG_LEVEL=3 CUDA_VISIBLE_DEVICES= venv/bin/python drop.py 2>/dev/null
