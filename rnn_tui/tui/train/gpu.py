"""The load of the GPU, from NVIDIA's library; nothing without a GPU. No Textual."""

from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class GpuLoad:
    """`busy` in percent; `used` and `total` in bytes."""

    busy: int
    used: int
    total: int


def gpu_load(pid: int) -> GpuLoad | None:
    """The load of the GPU that the process computes on, of the first one if that is unknown."""
    library = _library()
    if library is None:
        return None
    with suppress(library.NVMLError):
        count = library.nvmlDeviceGetCount()
        devices = [library.nvmlDeviceGetHandleByIndex(index) for index in range(count)]
        if not devices:
            return None
        device = next((each for each in devices if pid in _pids(library, each)), devices[0])
        busy = library.nvmlDeviceGetUtilizationRates(device).gpu
        memory = library.nvmlDeviceGetMemoryInfo(device)
        return GpuLoad(int(busy), int(memory.used), int(memory.total))
    return None


def _pids(library: Any, device: Any) -> set[int]:
    with suppress(library.NVMLError):
        return {process.pid for process in library.nvmlDeviceGetComputeRunningProcesses(device)}
    return set()


@cache
def _library() -> Any:
    """The optional package nvidia-ml-py, ready to be asked."""
    try:
        import pynvml

        pynvml.nvmlInit()
    except Exception:  # the package, the driver's library, or the driver may be missing
        return None
    return pynvml
