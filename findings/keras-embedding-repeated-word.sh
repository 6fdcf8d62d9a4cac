#!/usr/bin/env bash
# Keras 3.15.1: how far one optimizer step moves an Embedding's row depends on the backend,
# where its word occurs more than once in the batch.
#
# On TensorFlow the gradient of an Embedding is a list of slices (tf.IndexedSlices), and Adam
# squares the slices one by one before it adds them up; on JAX (and torch) the gradient is
# dense, so that the sum is squared. A word that occurs three times therefore has a second moment
# of 3 g^2 on TensorFlow and of 9 g^2 on JAX, and Adam's first step is sqrt(3) times as long on
# TensorFlow. RMSprop behaves alike. Nothing warns, and the same script learns at other rates.
#
# Seen with keras 3.15.1, tensorflow-cpu 2.21.0, jax 0.10.2 (adam, learning_rate 0.1, first step):
#   tensorflow once 0.1000 three times 0.1732
#   jax        once 0.1000 three times 0.1000
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q keras==3.15.1 tensorflow-cpu==2.21.0 jax==0.10.2 jaxlib==0.10.2 >/dev/null 2>&1
cat >step.py <<'PY'
import keras
import numpy as np

model = keras.Sequential([
    keras.Input((4,), dtype="int32"),
    keras.layers.Embedding(10, 1, embeddings_initializer="ones"),
    keras.layers.GlobalAveragePooling1D(),
])
# A loss that is linear in every row: each occurrence of a word has the same gradient.
model.compile(keras.optimizers.Adam(0.1, epsilon=1e-12), loss=lambda _, out: keras.ops.mean(out))
before = model.layers[0].embeddings.numpy().copy() if keras.backend.backend() == "tensorflow" else (
    np.array(model.layers[0].embeddings.value)
)
model.train_on_batch(np.array([[1, 2, 2, 2]]), np.zeros((1, 1)))
moved = np.abs(np.array(model.layers[0].get_weights()[0]) - before)[:, 0]
print(f"{keras.backend.backend():<10} once {moved[1]:.4f} three times {moved[2]:.4f}")
PY
export TF_CPP_MIN_LOG_LEVEL=3 CUDA_VISIBLE_DEVICES=
for backend in tensorflow jax; do
  KERAS_BACKEND=$backend venv/bin/python step.py 2>/dev/null | grep once
done | tee seen
diff seen - <<'TXT'
tensorflow once 0.1000 three times 0.1732
jax        once 0.1000 three times 0.1000
TXT
echo "as described"
