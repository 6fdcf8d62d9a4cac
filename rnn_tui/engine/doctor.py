"""`python -m rnn_tui.engine.doctor`: what an engine finds on this machine, as one line of JSON.

The last line on stdout has `versions`, `processor`, `threads`, `gpus`, `gpu` (the one that would be
used, or null), `gpu_problem` and `gpu_remedy`, `environment` and `choices`; or `error`, where
TensorFlow cannot be imported. What TensorFlow prints goes to stderr.
"""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rnn_tui.engine import surroundings
from rnn_tui.engine.causes import cause_of
from rnn_tui.engine.devices.device import Device
from rnn_tui.engine.devices.seen import look
from rnn_tui.engine.devices.verdict import judge
from rnn_tui.engine.machine import cpu_model, environment, versions
from rnn_tui.engine.sharing import threads
from rnn_tui.experiment import Experiment, load

KINDS = {"SimpleRNN": "imdb-simple-rnn", "LSTM": "imdb-lstm", "GRU": "imdb-gru"}


def main() -> int:
    """Exit status 0; 5 where an engine could not begin to work."""
    surroundings.prepare()
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

    seen = with_tensorflow(look())
    verdict = judge(seen)
    of_gpu = gpu_versions(seen.driver) if verdict.gpu else {"driver": seen.driver}
    return {
        "versions": versions() | {name: each for name, each in of_gpu.items() if each},
        "processor": cpu_model(),
        "threads": threads(),
        "gpus": [asdict(gpu) for gpu in seen.gpus or ()],
        "gpu": str(verdict.gpu) if verdict.gpu else None,
        "gpu_problem": verdict.why if verdict.matters else "",
        "gpu_remedy": verdict.remedy,
        "environment": environment(),
        "choices": list(_choices(has_gpu=verdict.gpu is not None)),
    }


def _choices(*, has_gpu: bool) -> Iterator[dict[str, str]]:
    """What each `train.engine` would compute a recurrent layer with, on each device there is."""
    from rnn_tui.engine.ways import cases_of, step_of, way_of

    for device in Device if has_gpu else (Device.CPU,):
        for engine in ("auto", "fused", "stock"):
            for kind in KINDS:
                experiment = _example(kind, engine)
                (case,) = (each for each in cases_of(experiment, device) if each)
                way = way_of(case)
                step = step_of(device, True, [way])
                yield {
                    "device": device.value,
                    "engine": engine,
                    "kind": kind,
                    "loop": way.loop.value,
                    "step": step.step.value,
                }


def _example(kind: str, engine: str) -> Experiment:
    return load(KINDS[kind], [f"train.engine={engine}"])


if __name__ == "__main__":
    sys.exit(main())
