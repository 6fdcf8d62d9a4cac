"""Asking NVIDIA's library, which need not be there, about the GPU of an engine."""

import sys
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from rnn_tui.tui.train import gpu


class NVMLError(Exception):
    """What the library raises."""


def library(**changes: object) -> SimpleNamespace:
    """Two GPUs; the process 7 computes on the second."""
    calls = {
        "NVMLError": NVMLError,
        "nvmlInit": lambda: None,
        "nvmlDeviceGetCount": lambda: 2,
        "nvmlDeviceGetHandleByIndex": lambda index: index,
        "nvmlDeviceGetComputeRunningProcesses": lambda device: [SimpleNamespace(pid=6 + device)],
        "nvmlDeviceGetUtilizationRates": lambda device: SimpleNamespace(gpu=40 + device),
        "nvmlDeviceGetMemoryInfo": lambda device: SimpleNamespace(used=1 + device, total=9),
    }
    return SimpleNamespace(**{**calls, **changes})


@pytest.fixture(autouse=True)
def _afresh() -> Iterator[None]:
    gpu._library.cache_clear()
    yield
    gpu._library.cache_clear()


def refuse(*args: object) -> None:
    raise NVMLError("not supported")


@pytest.mark.parametrize(("pid", "busy"), [(7, 41), (6, 40), (99, 40)])
def test_the_gpu_is_the_one_of_the_process(
    monkeypatch: pytest.MonkeyPatch, pid: int, busy: int
) -> None:
    monkeypatch.setitem(sys.modules, "pynvml", library())
    found = gpu.gpu_load(pid)
    assert found is not None
    assert found.busy == busy


def test_without_library_driver_or_gpu_there_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for broken in (
        None,
        library(nvmlInit=refuse),
        library(nvmlDeviceGetCount=refuse),
        library(nvmlDeviceGetCount=lambda: 0),
        library(nvmlDeviceGetUtilizationRates=refuse),
    ):
        gpu._library.cache_clear()
        monkeypatch.setitem(sys.modules, "pynvml", broken)
        assert gpu.gpu_load(7) is None


def test_a_driver_that_hides_processes_gives_the_first_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    hiding = library(nvmlDeviceGetComputeRunningProcesses=refuse)
    monkeypatch.setitem(sys.modules, "pynvml", hiding)
    found = gpu.gpu_load(7)
    assert found is not None
    assert found.busy == 40
