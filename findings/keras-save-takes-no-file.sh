#!/usr/bin/env bash
# Keras: `Model.save` takes a path and no open file, although what it calls in the end does.
#
# Somebody who wants the archive in a file that is open already (made exclusively, through no link;
# or a socket, or a BytesIO) finds no public way: `Model.save` and `keras.saving.save_model` look at the end of
# `str(filepath)`. `keras.src.saving.saving_lib.save_model` takes any io.IOBase and writes an
# archive that the public `load_model` reads back.
#
# Seen with keras 3.15.0, jax 0.10.2 as backend:
#   Model.save:         ValueError: Invalid filepath extension for saving.
#   save_model:         ValueError: Invalid filepath extension for saving.
#   saving_lib:         an archive of config.json, metadata.json, model.weights.h5; weights equal: True
#
# Exits non-zero if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q keras==3.15.0 numpy==2.3.5 h5py==3.15.1 jax==0.10.2
cd "$folder"
KERAS_BACKEND=jax "$folder/venv/bin/python" - <<'PYTHON'
import io
import zipfile

import keras
import numpy as np
from keras.src.saving import saving_lib

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])


def refused(what, save):
    try:
        save(io.BytesIO())
    except ValueError as error:
        print(f"{what}: ValueError: {str(error).splitlines()[0][:60]}")
        return
    raise SystemExit(f"{what} takes a file now")


print("keras", keras.__version__)
refused("Model.save", model.save)
refused("save_model", lambda file: keras.saving.save_model(model, file))
file = io.BytesIO()
saving_lib.save_model(model, file)
print("saving_lib:", sorted(zipfile.ZipFile(file).namelist()))
with open("model.keras", "wb") as copy:
    copy.write(file.getvalue())
again = keras.saving.load_model("model.keras")
same = all(map(np.array_equal, model.get_weights(), again.get_weights()))
print("weights equal:", same)
raise SystemExit(0 if same else 1)
PYTHON
