"""The weights as safetensors, under Keras's names, beside the layers as Keras's JSON."""

import json
from pathlib import Path
from typing import Any

import keras
import numpy as np

from rnn_tui.engine.failures import CannotExport
from rnn_tui.engine.formats import Reader

NAME, LAYERS = "model.safetensors", "config.json"
ORDER = "order"
"""The key of the file's metadata that lists the names in the order of `model.weights`: a model made
of the same JSON has other paths for them than the one that was saved."""


def write(model: Any, folder: Path) -> Reader:
    """Write `model.safetensors` and `config.json`, which `keras.models.model_from_json` reads."""
    from safetensors import safe_open
    from safetensors.numpy import save_file

    names = [each.path.removeprefix(f"{model.name}/") for each in model.weights]
    weights = dict(zip(names, model.get_weights(), strict=True))
    if len(weights) != len(names):
        raise CannotExport("two weights of the network have the same name")
    save_file(weights, folder / NAME, {"format": "keras", ORDER: json.dumps(names)})
    (folder / LAYERS).write_text(model.to_json(), encoding="utf-8")
    again = keras.models.model_from_json((folder / LAYERS).read_text(encoding="utf-8"))
    with safe_open(folder / NAME, "numpy") as file:
        again.set_weights([file.get_tensor(name) for name in json.loads(file.metadata()[ORDER])])
    return lambda rows: np.asarray(again(rows))
