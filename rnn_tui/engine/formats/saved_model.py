"""TensorFlow's SavedModel, for TensorFlow Serving and OpenVINO: the folder `model`."""

from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from rnn_tui.engine.formats import Reader, signature

NAME = "model"


def write(model: Any, folder: Path) -> Reader:
    """Write the folder, with the signature `serve`."""
    model.export(folder / NAME, verbose=False, input_signature=signature(model, None))
    served = tf.saved_model.load(str(folder / NAME))
    return lambda rows: np.asarray(served.serve(rows))
