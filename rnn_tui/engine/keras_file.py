"""A Keras model into a file that is open already.

Keras's public `Model.save` takes a path alone and follows whatever link stands there; what
it calls in the end takes a file as well, and writes the same bytes.
"""

from typing import Any, BinaryIO

from keras.src.saving import saving_lib


def write_model(model: Any, file: BinaryIO) -> None:
    """Write the model as a `.keras` archive. Raises OSError."""
    saving_lib.save_model(model, file)
