#!/usr/bin/env bash
# TensorFlow 2.21.0: under XLA on a CPU, tf.random.stateless_uniform is a hundred times slower unless
# its generator is named.
#
# The default, alg="auto_select", stands for "philox" there, and both give the same bits. Compiled
# (jit_compile=True), two million numbers take 915 ms of processor time with the default and 6 ms with
# alg="philox"; not compiled, 11 ms and 10 ms. What the compiled program lacks is the choice at the
# time of tracing: StatelessRandomGetAlg leaves it to run time. Keras's Dropout and keras.random ask
# for the default, so that a Dropout over a sequence, (batch, 500, 64), is most of a compiled step.
#
# Seen: default 225.2 ms, named 4.7 ms, same bits: True (512,000 numbers).
# Exits non-zero where that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet "tensorflow==2.21.0" "numpy==2.4.0"
TF_CPP_MIN_LOG_LEVEL=3 "$folder/venv/bin/python" - <<'PYTHON'
import time

import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(1)
SEED = tf.constant([17, 29])
SHAPE = (16, 500, 64)


def drawn(generator: str):
    """A compiled draw, and its processor time in seconds once it is compiled."""
    draw = tf.function(
        lambda: tf.random.stateless_uniform(SHAPE, SEED, alg=generator),
        jit_compile=True,
        autograph=False,
    )
    draw()
    before = time.process_time()
    numbers = draw().numpy()
    return numbers.tobytes(), time.process_time() - before


default, slow = drawn("auto_select")
named, quick = drawn("philox")
print(f"default {slow * 1000:.1f} ms, named {quick * 1000:.1f} ms, same bits: {default == named}")
assert default == named, "the default is another generator by now"
assert slow > 10 * quick, "the default is about as fast by now"
PYTHON
