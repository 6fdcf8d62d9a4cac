"""A folder as Keras lays a model out on Hugging Face: the members of its `.keras` file.

`keras.saving.load_model` reads the folder, and, once it has been uploaded, `hf://USER/MODEL`.
"""

import io
import zipfile
from pathlib import Path
from typing import Any

import keras
import numpy as np

from rnn_tui.engine.formats import Reader
from rnn_tui.engine.keras_file import write_model


def write(model: Any, folder: Path) -> Reader:
    """Write `config.json`, `metadata.json` and `model.weights.h5`."""
    packed = io.BytesIO()
    write_model(model, packed)
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)  # a file that was made above
    again = keras.saving.load_model(folder)
    return lambda rows: np.asarray(again(rows))
