"""Which device is faster for a network: measured once in a process of its own, then remembered.

A process of its own, since a GPU that fails may take its process along, and since TensorFlow lets
go of a GPU's memory only at its end. What is remembered depends on the network, its batch, the
machine and the versions.
"""

import hashlib
import io
import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import Any

import numpy as np

from rnn_tui.data.cache import cache_folder
from rnn_tui.engine.devices.choice import Speeds
from rnn_tui.io.text import one_line
from rnn_tui.io.writing import write_atomically
from rnn_tui.spec import Experiment, dumps

FORMAT = 1
SECONDS = 120.0
"""Until a measurement that does not end counts as one that fails."""

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
"""Keys of `[train]` that a step depends on."""


class NotMeasured(Exception):
    """One clause: why."""


def speeds_of(experiment: Experiment, batches: Any, machine: dict[str, str]) -> Speeds:
    """Both speeds, remembered or measured with `batches`: x (n, batch, timesteps), y (n, batch).

    `machine` is whatever they depend on beside the experiment. Raises NotMeasured.
    """
    key = key_of(experiment, machine)
    known = remembered(key)
    if known is None:
        known = measure(experiment, batches)
        remember(key, known)
    return known


def key_of(experiment: Experiment, machine: dict[str, str]) -> str:
    """A name for all that the speeds depend on."""
    train = experiment.train.model_dump(mode="json")
    network = {
        "format": FORMAT,
        "layers": [layer.model_dump(mode="json") for layer in experiment.layers],
        "data": [experiment.data.maxlen, experiment.data.padding],
        "train": {name: train[name] for name in MATTERS},
        "machine": machine,
    }
    return hashlib.sha256(json.dumps(network, sort_keys=True).encode()).hexdigest()[:40]


def remembered(key: str) -> Speeds | None:
    """What was measured before; None where nothing is known, or what is there is no such thing."""
    try:
        found = json.loads((cache_folder() / "speed" / f"{key}.json").read_text())
        speeds = Speeds(float(found["cpu"]), float(found["gpu"]), int(found["batch"]))
    except (OSError, ValueError, TypeError, KeyError, RuntimeError):
        return None
    return speeds if speeds.cpu > 0 and speeds.gpu > 0 else None


def remember(key: str, speeds: Speeds) -> None:
    """Keep it in the user's cache; where that cannot be written, it is measured again."""
    with suppress(OSError, RuntimeError):
        folder = cache_folder() / "speed"
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(speeds)).encode()
        write_atomically(folder / f"{key}.json", text, durable=False)


def measure(experiment: Experiment, batches: Any) -> Speeds:
    """Measure both devices in another process. Raises NotMeasured."""
    file = io.BytesIO()
    x, y = batches
    np.savez(file, toml=np.array(dumps(experiment)), x=x, y=y)
    command = [sys.executable, "-P", "-m", "rnn_tui.engine.devices.measuring"]
    environment = {key: value for key, value in os.environ.items() if key != "XLA_FLAGS"}
    try:
        told = subprocess.run(
            command, input=file.getvalue(), stdout=subprocess.PIPE, timeout=SECONDS, env=environment
        )
    except subprocess.TimeoutExpired as error:
        raise NotMeasured(f"it took more than {SECONDS:.0f} seconds") from error
    except OSError as error:
        raise NotMeasured(str(error)) from error
    return _read(told.stdout, told.returncode, experiment.train.batch_size)


def _read(said: bytes, code: int, batch: int) -> Speeds:
    try:
        found = json.loads(said.splitlines()[-1])
    except (ValueError, IndexError):
        found = {"error": f"the process that measures ended with {code}"}
    if "error" in found:
        raise NotMeasured(one_line(str(found["error"])))
    return Speeds(float(found["cpu"]), float(found["gpu"]), batch)
