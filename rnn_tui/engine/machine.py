"""The machine of a run: all that the last bits of its result depend on."""

import os
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from rnn_tui.engine.native.library import computes, wrong_choice
from rnn_tui.engine.placement import Placement
from rnn_tui.engine.record import Record
from rnn_tui.experiment import Experiment
from rnn_tui.runs.files import events
from rnn_tui.runs.process.slots import pinned_to

NUMBERS = (
    "TF_AUTOTUNE",
    "TF_CUBLAS",
    "TF_CUDNN",
    "TF_DETERMINISTIC",
    "TF_DISABLE",
    "TF_ENABLE",
    "TF_FP16",
    "TF_MKL",
    "TF_NUM_",
    "TF_ONEDNN",
    "TF_USE",
    "TF_XLA",
    "CUBLAS_",
    "CUDNN_",
    "DNNL_",
    "OMP_NUM_",
    "ONEDNN_",
)
"""First letters of variables that change numbers; other programs have some of TF_, too."""

PACKAGES = ("rnn-tui", "tensorflow", "keras", "numpy")


def started(record: Record, experiment: Experiment) -> events.Started:
    """The part that is known before TensorFlow is imported; the device comes with `Compiled`."""
    return events.Started(
        pid=record.process.pid,
        host=record.process.host,
        versions=versions(),
        settings=_settings(experiment),
        visible_devices=os.environ.get("CUDA_VISIBLE_DEVICES", ""),
        cores=pinned_to(),
        job=record.job,
    )


def compare(record: Record, experiment: Experiment, placement: Placement) -> None:
    """A resume on something else is allowed, but its bits are not promised: say so."""
    before = record.before.machine
    if before is None or not before.device:
        return
    now = versions() | placement.versions | _settings(experiment) | placement.settings
    now["device"] = placement.description
    then = {"device": before.device} | before.versions | before.settings
    changed = [
        f"{name} {then[name]} -> {now[name]}"
        for name in now
        if name in then and then[name] != now[name]  # an older record may lack one
    ]
    if changed:
        record.tell(
            events.Warned(
                message="the last bits may differ from an uninterrupted run, since it was "
                f"started with something else: {', '.join(changed)}"
            )
        )


def compare_loops(record: Record, loops: tuple[str, ...]) -> None:
    """The same where the layers of a run were computed by other loops before."""
    before = record.before.layer_loops
    if before and before != loops:
        record.tell(
            events.Warned(
                message="the last bits may differ from an uninterrupted run, since its layers "
                f"were computed differently: {', '.join(before)} -> {', '.join(loops)}"
            )
        )


def check_instructions(record: Record) -> None:
    """Warn where the loops in C are left out for a mistake in the environment."""
    if wrong := wrong_choice():
        record.tell(events.Warned(message=f"computed without the loops in C, since {wrong}"))


def _settings(experiment: Experiment) -> dict[str, str | int | bool]:
    """Settings that change numbers, beside the versions. Keras's own are always ours."""
    return {
        "jit_compile": experiment.train.jit_compile,
        "onednn": os.environ.get("TF_ENABLE_ONEDNN_OPTS", "default"),
        "xla_flags": os.environ.get("XLA_FLAGS", ""),
        "processor": platform.machine(),
        "cpu": cpu_model(),
        "native_loops": computes(),
        "environment": environment(),
    }


def environment(environ: Mapping[str, str] = os.environ) -> str:
    """The variables, as `NAME=value …`, by which TensorFlow and its libraries change numbers."""
    said = [f"{key}={value}" for key, value in sorted(environ.items()) if _changes_numbers(key)]
    return " ".join(said)


def _changes_numbers(key: str) -> bool:
    return key != "TF_ENABLE_ONEDNN_OPTS" and key.startswith(NUMBERS)


def cpu_model() -> str:
    """The processor's name: kinds with other vector units round otherwise."""
    try:
        lines = Path("/proc/cpuinfo").read_text(errors="replace").splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def versions() -> dict[str, str]:
    """Of Python and of the packages that compute."""
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}
