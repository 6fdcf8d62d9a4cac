#!/usr/bin/env bash
# Keras: the numpy backend cannot be imported without jax (and scipy), which keras does not require.
#
# `pip install keras` brings neither, and KERAS_BACKEND=numpy is documented as the light backend for
# inference. Its math module imports an FFT from the jax backend, whose package imports jax.
#
# Seen with keras 3.15.0: without scipy ModuleNotFoundError: scipy; with it ModuleNotFoundError: jax.
# Exits non-zero if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
missing() {
    (cd "$folder" && KERAS_BACKEND=numpy venv/bin/python -c "import keras" 2>&1 | tail -1) || true
}
"$folder/venv/bin/pip" install -q keras==3.15.0 numpy==2.3.5 h5py==3.15.1
first=$(missing)
echo "keras 3.15.0 and numpy alone: $first"
"$folder/venv/bin/pip" install -q scipy==1.16.3
second=$(missing)
echo "with scipy 1.16.3:            $second"
[ "$first" = "ModuleNotFoundError: No module named 'scipy'" ]
[ "$second" = "ModuleNotFoundError: No module named 'jax'" ]
