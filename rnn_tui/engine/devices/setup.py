"""TensorFlow told which device to use, and how exactly. Before its first tensor, or not at all."""

import contextlib
import ctypes
import os
from contextlib import AbstractContextManager
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import tensorflow as tf

from rnn_tui.engine.devices.gpu_choice import GpuChoice
from rnn_tui.engine.devices.hardware import MIB, Gpu, Hardware, version_pair
from rnn_tui.engine.placement import Device
from rnn_tui.engine.sharing import threads
from rnn_tui.experiment import TrainSpec
from rnn_tui.runs.process.slots import gpu_share

CONTEXT_MIB, LEAST_MIB = 600, 256
"""Memory that CUDA and its libraries take of a GPU, and the least that arrays get."""


def with_tensorflow(hardware: Hardware) -> Hardware:
    """The hardware as it was detected, and what TensorFlow says of it."""
    build = tf.sysconfig.get_build_info()
    targets = [str(each).partition("_")[2] for each in build.get("cuda_compute_capabilities", ())]
    known = [version_pair(f"{text[:-1]}.{text[-1:]}") for text in targets if text]
    return replace(
        hardware,
        built_for=min(known, default=(6, 0)) if build.get("is_cuda_build") else None,
        listed=tuple(_name(gpu) for gpu in tf.config.list_physical_devices("GPU")),
    )


def prepare(device: Device, gpu_choice: GpuChoice, train: TrainSpec) -> None:
    """Show TensorFlow the one device, with memory as it is needed and exact matrix products.

    A GPU's memory is taken bit by bit, so that several runs share it, and no more of it than the
    share that the engine was given. TF32 rounds the factors of a
    matrix product to 10 bits and is TensorFlow's default: SimpleRNN's probabilities were 2e-3 off.
    """
    gpus = tf.config.list_physical_devices("GPU")
    if device == Device.CPU:
        if gpus:
            tf.config.set_visible_devices([], "GPU")
        return
    chosen = gpus[min(gpu_choice.ordinal, len(gpus) - 1)] if gpus else None
    if chosen is not None:
        tf.config.set_visible_devices([chosen], "GPU")
        limit = memory_limit(gpu_choice.gpu)
        if limit is None:
            tf.config.experimental.set_memory_growth(chosen, True)
        else:
            part = tf.config.LogicalDeviceConfiguration(memory_limit=limit)
            tf.config.set_logical_device_configuration(chosen, [part])
    tf.config.experimental.enable_tensor_float_32_execution(train.tf32)
    if not train.tf32:  # for NVIDIA's libraries, whoever calls them
        os.environ["NVIDIA_TF32_OVERRIDE"] = "0"
    if train.deterministic:
        tf.config.experimental.enable_op_determinism()


def memory_limit(gpu: Gpu | None, share: float | None = None) -> int | None:
    """MiB of the GPU that this engine's arrays may take; None where it may take all.

    `share` is left out for the one that the engine was given. What CUDA itself takes comes off.
    """
    share = gpu_share() if share is None else share
    if gpu is None or not gpu.total or share == 1:
        return None
    return max(LEAST_MIB, int(gpu.total * share) // MIB - CONTEXT_MIB)


def prepare_pool(size: int) -> None:
    """Give TensorFlow's operations as many threads as where the run began: bits depend on it."""
    if size != threads():
        with contextlib.suppress(RuntimeError):  # it has its threads already
            tf.config.threading.set_intra_op_parallelism_threads(size)


def placed_on(device: Device) -> AbstractContextManager[Any]:
    """Inside, all that is built or traced goes to the device, even where a GPU is visible."""
    if device == Device.CPU and tf.config.get_visible_devices("GPU"):
        place: AbstractContextManager[Any] = tf.device("/CPU:0")
        return place
    return contextlib.nullcontext()


def gpu_versions(driver: str) -> dict[str, str]:
    """Versions of driver, CUDA and cuDNN as they are loaded; empty where they cannot be told."""
    cuda = _asked("libcudart.so.12", "cudaRuntimeGetVersion", by_reference=True)
    cudnn = _asked("libcudnn.so.9", "cudnnGetVersion", by_reference=False)
    return {
        "driver": driver,
        "cuda": _cuda(cuda) if cuda else _installed("nvidia-cuda-runtime"),
        "cudnn": _cudnn(cudnn) if cudnn else _installed("nvidia-cudnn"),
    }


def _cuda(number: int) -> str:
    """`12.5` for 12050."""
    return f"{number // 1000}.{number % 1000 // 10}"


def _cudnn(number: int) -> str:
    """`9.3.1` for 90301."""
    return f"{number // 10_000}.{number % 10_000 // 100}.{number % 100}"


def _asked(library: str, function: str, *, by_reference: bool) -> int:
    """A version number of a library that the process has loaded already; 0 where it has not."""
    try:
        call = getattr(ctypes.CDLL(library, mode=os.RTLD_NOLOAD | os.RTLD_LAZY), function)
    except (OSError, AttributeError):
        return 0
    if not by_reference:
        call.restype = ctypes.c_size_t
        return int(call())
    number = ctypes.c_int(0)
    return number.value if call(ctypes.byref(number)) == 0 else 0


def _installed(package: str) -> str:
    for name in (f"{package}-cu12", f"{package}-cu13", package):
        with contextlib.suppress(PackageNotFoundError):
            return version(name)
    return ""


def _name(gpu: Any) -> str:
    """`NVIDIA H200`, or what TensorFlow calls the device."""
    with contextlib.suppress(RuntimeError, ValueError, tf.errors.OpError):
        details = tf.config.experimental.get_device_details(gpu)
        return str(details.get("device_name", gpu.name))
    return str(gpu.name)
