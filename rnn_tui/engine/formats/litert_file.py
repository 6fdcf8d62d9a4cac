"""LiteRT (TensorFlow Lite), for phones and small computers: `model.tflite`, one text at a time.

With the signature that Keras would choose, the converter leaves loops to operators of TensorFlow
(Flex), which no plain interpreter has, and says nothing. With a batch of one it needs none, and the
timesteps stay free.
"""

from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from rnn_tui.engine.failures import CannotExport
from rnn_tui.engine.formats import Ids, Outputs, Reader, signature

NAME = "model.tflite"


def write(model: Any, folder: Path) -> Reader:
    """Write the float file."""
    return _write(model, folder / NAME)


def write_int8(model: Any, folder: Path) -> Reader:
    """Write, in its place, a file whose weights are int8; what they compute stays float."""
    return _write(model, folder / NAME, optimizations=[tf.lite.Optimize.DEFAULT])


def _write(model: Any, path: Path, **options: Any) -> Reader:
    spec = signature(model, 1)
    model.export(path, format="litert", verbose=False, input_signature=spec, **options)
    return reader(path)


def reader(path: Path) -> Reader:
    """The file in the plain interpreter. Raises CannotExport where it needs more than that."""
    interpreter = tf.lite.Interpreter(str(path))
    given, answer = interpreter.get_input_details()[0], interpreter.get_output_details()[0]

    def read(rows: Ids) -> Outputs:
        try:
            interpreter.resize_tensor_input(given["index"], [1, rows.shape[1]])
            interpreter.allocate_tensors()
        except RuntimeError as error:
            why = str(error).partition("\n")[0]
            raise CannotExport(f"the plain LiteRT interpreter cannot run it: {why}") from error
        found = []
        for row in rows:
            interpreter.set_tensor(given["index"], row[np.newaxis])
            interpreter.invoke()
            found.append(interpreter.get_tensor(answer["index"])[0].copy())
        return np.stack(found)

    return read
