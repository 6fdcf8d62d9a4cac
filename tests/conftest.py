"""What all tests share: hypothesis draws the same examples in every run, without a clock.

`HYPOTHESIS_PROFILE=explore` looks further, with new examples each time. Runs that are made in
the process of a test are numbered, so that pictures of them are the same each time.
"""

import os
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from psutil import virtual_memory

settings.register_profile(
    "fixed",
    max_examples=60,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "explore", settings.get_profile("fixed"), max_examples=2_000, derandomize=False
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))


os.environ["RNN_TUI_LANG"] = "en"
"""What the tests read is English, wherever they run."""


@pytest.fixture(autouse=True, scope="session")
def _numbered_runs() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rnn_tui.runs.changes.create.new_ids", _numbers)
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_engine_ahead() -> Iterator[None]:
    """A command that is called in the process of a test starts an engine where it trains alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rnn_tui.runs.process.launch.engine_ahead", lambda: None)
        yield


def _numbers(name: str) -> Iterator[str]:
    return (f"{name}-{number}" for number in count(1))


@pytest.fixture(autouse=True, scope="session")
def _temporary_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is made here for a while goes with the folders of the tests.

    TensorFlow writes what it traces in a test into files, and a worker of xdist ends without
    removing them.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(tmp_path_factory.mktemp("temporary")))
        yield


WORKER_BYTES = 3 * 2**30
"""Of a process that tests with TensorFlow in it, one that forks engines, and an engine."""

EXTRAS = {
    "tensorboard": ("tensorboard",),
    "onnx": ("onnx", "tf2onnx", "onnxruntime"),
    "litert": ("ai_edge_litert",),
    "safetensors": ("safetensors",),
    "plots": ("matplotlib",),
}
"""The modules of each extra of the package that some tests need."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip tests with the mark `extra` where that is not installed."""
    for mark in item.iter_markers("extra"):
        (name,) = mark.args
        if missing := [module for module in EXTRAS[name] if find_spec(module) is None]:
            pytest.skip(f"the extra {name} is not installed: no {', '.join(missing)}")


def pytest_xdist_auto_num_workers() -> int:
    """Two processes more than there are processors, as far as there is memory for their engines.

    Many tests wait for processes of their own, and those of a cluster for its clock.
    """
    return max(1, min((os.cpu_count() or 1) + 2, virtual_memory().total // WORKER_BYTES))
