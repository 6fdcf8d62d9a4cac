"""A Keras model as files of other programs, each read and run once before it counts as written.

A writer takes the model and the folder, writes its files there, and returns what reads them: a
function of ids (texts, timesteps) -> outputs (texts, classes) through the format's own runtime.
`written` compares that with Keras. The experiment is not needed: a model is all that travels here.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnn_tui.engine.failures import CannotExport

Ids = NDArray[np.int32]
Outputs = NDArray[Any]
Reader = Callable[[Ids], Outputs]
Writer = Callable[[Any, Path], Reader]

WRITERS = {
    "onnx": "onnx_file:write",
    "litert": "litert_file:write",
    "savedmodel": "saved_model:write",
    "safetensors": "safetensors_file:write",
    "hf": "hub_folder:write",
}
"""Name of the format -> module and function within this package."""

EXACT = 1e-5
"""A difference of probabilities, between Keras and what was written, that is not worth a word."""

REFUSED = 1e-3
"""One from which on the file computes something else. Rounding alone comes nowhere near it, even
where a SimpleRNN multiplies it over hundreds of timesteps."""

ROWS = 6


def written(model: Any, to: str, folder: Path, ids: int, timesteps: int) -> float:
    """Write the model; the largest difference of its outputs from Keras's. Raises CannotExport.

    It is tried on sequences of ids below `ids`, `timesteps` long, some of them mostly padding.
    """
    module, function = WRITERS[to].split(":")
    write: Writer = getattr(import_module(f"{__name__}.{module}"), function)
    rows = sample_rows(ids, timesteps)
    expected = np.asarray(model(rows))  # before: a model that was never called has no signature
    read = write(model, folder)
    difference = float(np.abs(read(rows) - expected).max())
    if not difference <= REFUSED:
        raise CannotExport(
            f"the network as {to} answers {difference:.1e} otherwise than Keras; at most "
            f"{REFUSED:.0e} is accepted, so nothing was written"
        )
    return difference


def sample_rows(ids: int, timesteps: int) -> Ids:
    """Sequences of ids, (ROWS, timesteps): whole ones, and ones with ever more padding."""
    rows = np.random.default_rng(0).integers(1, max(2, ids), (ROWS, timesteps), np.int32)
    for number in range(1, ROWS):
        rows[number, : timesteps * number // ROWS] = 0
    return rows


def signature(model: Any, batch: int | None) -> list[Any]:
    """The input of the exported function: word ids, of any length where the layers allow it."""
    import keras

    (shape,) = (each.shape for each in model.inputs)
    return [keras.InputSpec(dtype="int32", shape=(batch, shape[1]), name="ids")]
