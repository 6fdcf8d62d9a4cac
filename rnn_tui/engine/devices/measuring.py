"""`python -m rnn_tui.engine.devices.measuring`: training samples a second on GPU and CPU.

Reads what `rnn_tui.engine.devices.speed` sends on stdin; its last line on stdout is JSON: `gpu` and
`cpu`, or `error`, one clause.
"""

import io
import json
import os
import sys
import time
from typing import Any

import numpy as np

from rnn_tui.engine import tf_environment
from rnn_tui.engine.causes import cause_of
from rnn_tui.engine.devices.gpu_choice import choose_gpu
from rnn_tui.engine.devices.hardware import detect
from rnn_tui.engine.placement import Device
from rnn_tui.engine.xla import set_flags
from rnn_tui.experiment import loads

LEAST_SECONDS = 0.4
"""Of steps that count, after those that compile: they vary by less than the devices differ."""


def main() -> int:
    """Exit status 0, also where a device fails: then the JSON says so."""
    tf_environment.prepare()
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what TensorFlow prints is for the log
    try:
        told: dict[str, Any] = _measure(sys.stdin.buffer.read())
    except Exception as error:  # whatever a device does, the run goes on without it
        told = {"error": cause_of(error)}
    print(json.dumps(told), file=out, flush=True)
    os._exit(0)  # a GPU's farewell takes its time


def _measure(sent: bytes) -> dict[str, float]:
    with np.load(io.BytesIO(sent), allow_pickle=False) as arrays:
        toml, x, y = str(arrays["toml"]), arrays["x"], arrays["y"]
    experiment = loads(toml)
    set_flags(experiment)

    from rnn_tui.engine.devices import setup

    setup.prepare(Device.GPU, choose_gpu(setup.with_tensorflow(detect())), experiment.train)
    return {device.value: _speed(experiment, device, x, y) for device in (Device.GPU, Device.CPU)}


def _speed(experiment: Any, device: Any, x: Any, y: Any) -> float:
    """Samples a second, measured over whole calls as training makes them."""
    from rnn_tui.engine.build import build
    from rnn_tui.engine.devices.setup import placed_on
    from rnn_tui.engine.sharing import share
    from rnn_tui.engine.steps import Steps

    on_gpu = device == Device.GPU
    with placed_on(device):
        built = build(experiment, on_gpu=on_gpu)
        steps = Steps(built, parts=lambda size: share(experiment, size, on_gpu=on_gpu))
        steps.train(x[:1], y[:1])
        steps.train(x, y)
        done, began = 0, time.perf_counter()
        while (took := time.perf_counter() - began) < LEAST_SECONDS:
            steps.train(x, y)
            done += y.size
    return done / took


if __name__ == "__main__":
    sys.exit(main())
