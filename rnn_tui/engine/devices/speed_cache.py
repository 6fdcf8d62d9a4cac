"""Speeds measured on this machine, kept in the user's cache by all that they depend on."""

import hashlib
import json
import os
from contextlib import suppress
from typing import Any

from rnn_tui.data.cache import cache_folder
from rnn_tui.experiment import Experiment
from rnn_tui.io.writing import write_atomically

FORMAT = 1
"""Raise it when steps become faster: what was measured before is then measured again."""

MATTERS = (
    "optimizer",
    "clipnorm",
    "loss",
    "batch_size",
    "bucket_by_length",
    "engine",
    "jit_compile",
    "deterministic",
    "tf32",
)
"""Keys of `[train]` that the speed of a step depends on."""


def key_of(experiment: Experiment, machine: dict[str, str]) -> str:
    """A name for the network, its batch, and `machine`: whatever a speed depends on beside them."""
    train = experiment.train.model_dump(mode="json")
    network = {
        "format": FORMAT,
        "layers": [layer.model_dump(mode="json") for layer in experiment.layers],
        "data": [experiment.data.maxlen, experiment.data.padding],
        "train": {name: train[name] for name in MATTERS},
        "machine": machine,
    }
    return hashlib.sha256(json.dumps(network, sort_keys=True).encode()).hexdigest()[:40]


def recall(key: str) -> dict[str, Any] | None:
    """The entry of that name; None where it cannot be read."""
    with suppress(OSError, ValueError, RuntimeError):  # no home: RuntimeError
        found = json.loads((cache_folder() / "speed" / f"{key}.json").read_text())
        return found if isinstance(found, dict) else None
    return None


def can_keep() -> bool:
    """True if the cache can be written."""
    with suppress(OSError, RuntimeError):
        folder = cache_folder() / "speed"
        folder.mkdir(parents=True, exist_ok=True)
        return os.access(folder, os.W_OK | os.X_OK)
    return False


def keep(key: str, measured: dict[str, Any]) -> None:
    """Keep it; where the cache cannot be written, it will be measured again."""
    with suppress(OSError, RuntimeError):
        folder = cache_folder() / "speed"
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / f"{key}.json", json.dumps(measured).encode(), durable=False)
