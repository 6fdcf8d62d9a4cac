"""`python -m rnn_tui.engine.doctor`: what an engine finds on this machine, as one line of JSON.

The last line on stdout has `versions`, `processor`, `threads`, `native_loops`, `gpus`, `gpu` (the
one that would be used, or null), `gpu_problem` and `gpu_remedy`, `environment` and `choices`; or
`error`, where TensorFlow cannot be imported. What TensorFlow prints goes to stderr.
"""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rnn_tui.engine import tf_environment
from rnn_tui.engine.causes import cause_of
from rnn_tui.engine.devices.gpu_choice import choose_gpu
from rnn_tui.engine.devices.hardware import detect
from rnn_tui.engine.machine import cpu_model, environment, versions
from rnn_tui.engine.native.library import instructions, why_missing
from rnn_tui.engine.placement import Device
from rnn_tui.engine.sharing import threads
from rnn_tui.experiment import Experiment, load

KINDS = {"SimpleRNN": "imdb-simple-rnn", "LSTM": "imdb-lstm", "GRU": "imdb-gru"}


def main() -> int:
    """Exit status 0; 5 where an engine could not begin to work."""
    tf_environment.prepare()
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    try:
        told, code = _found(), 0
    except Exception as error:  # a package that is broken can raise anything
        told, code = {"error": cause_of(error)}, 5
    print(json.dumps(told), file=out, flush=True)
    return code


def _found() -> dict[str, Any]:
    from rnn_tui.engine.devices.setup import gpu_versions, with_tensorflow

    hardware = with_tensorflow(detect())
    gpu_choice = choose_gpu(hardware)
    of_gpu = gpu_versions(hardware.driver) if gpu_choice.gpu else {"driver": hardware.driver}
    return {
        "versions": versions() | {name: each for name, each in of_gpu.items() if each},
        "processor": cpu_model(),
        "threads": threads(),
        "native_loops": instructions() or f"none: {why_missing()}",
        "gpus": [asdict(gpu) for gpu in hardware.gpus or ()],
        "gpu": str(gpu_choice.gpu) if gpu_choice.gpu else None,
        "gpu_problem": gpu_choice.why if gpu_choice.matters else "",
        "gpu_remedy": gpu_choice.remedy,
        "environment": environment(),
        "choices": list(_choices(has_gpu=gpu_choice.gpu is not None)),
    }


def _choices(*, has_gpu: bool) -> Iterator[dict[str, str]]:
    """The loops of each `train.engine` for a recurrent layer, on each device of this machine."""
    from rnn_tui.engine.loop_choice import choose_loop, choose_step, layer_cases

    for device in Device if has_gpu else (Device.CPU,):
        for engine in ("auto", "native", "fused", "stock"):
            for kind in KINDS:
                experiment = _example(kind, engine)
                (case,) = (each for each in layer_cases(experiment, device) if each)
                choice = choose_loop(case)
                step = choose_step(device, True, [choice])
                yield {
                    "device": device.value,
                    "engine": engine,
                    "kind": kind,
                    "loop": choice.loop.value,
                    "step": step.part.value,
                }


def _example(kind: str, engine: str) -> Experiment:
    return load(KINDS[kind], [f"train.engine={engine}"])


if __name__ == "__main__":
    sys.exit(main())
