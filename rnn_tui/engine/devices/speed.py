"""The faster device for a network: measured once in a process of its own, then remembered.

A process of its own, since a GPU that fails may take its process along, and since TensorFlow lets
go of a GPU's memory only at its end. What is remembered depends on the network, its batch, the
machine and the versions.
"""

import io
import json
import subprocess
import sys
from dataclasses import asdict
from typing import Any

import numpy as np

from rnn_tui.engine.devices.device_choice import Speeds
from rnn_tui.engine.devices.speed_cache import keep, key_of, recall
from rnn_tui.experiment import Experiment, dumps
from rnn_tui.io.text import one_line

SECONDS = 120.0
"""Until a measurement that does not end counts as one that fails."""


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
        keep(key, asdict(known))
    return known


def remembered(key: str) -> Speeds | None:
    """The speeds measured before; None where they are unknown or cannot be read."""
    found = recall(key) or {}
    try:
        speeds = Speeds(float(found["cpu"]), float(found["gpu"]), int(found["batch"]))
    except (ValueError, TypeError, KeyError):
        return None
    return speeds if speeds.cpu > 0 and speeds.gpu > 0 else None


def measure(experiment: Experiment, batches: Any) -> Speeds:
    """Measure both devices in another process. Raises NotMeasured."""
    file = io.BytesIO()
    x, y = batches
    np.savez(file, toml=np.array(dumps(experiment)), x=x, y=y)
    command = [sys.executable, "-P", "-m", "rnn_tui.engine.devices.measuring"]
    try:
        told = subprocess.run(
            command, input=file.getvalue(), stdout=subprocess.PIPE, timeout=SECONDS
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
