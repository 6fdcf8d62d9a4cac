"""What the tests on a GPU share. They import nothing but the program, so that a wheel will do.

Without a GPU they are skipped, with the reason. `RNN_TUI_CHECK_ON=cpu` tries the tests themselves
where there is none: everything then trains on the CPU.
"""

import json
from pathlib import Path

import pytest
from gpu_bench import DEVICE, Bench, rnn_tui


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.gpu)


@pytest.fixture(scope="session", autouse=True)
def gpu() -> str:
    """The name of the GPU that is tested; skips everything where there is none."""
    if DEVICE != "gpu":
        return "the CPU"
    from rnn_tui.engine.devices.gpu_choice import choose_gpu
    from rnn_tui.engine.devices.hardware import detect

    first = choose_gpu(detect())
    if first.gpu is None:
        pytest.skip(f"no GPU to test: {first.sentence}")
    told = json.loads(rnn_tui("doctor", "--json").stdout)
    if told["gpu"] is None:
        pytest.skip(f"no GPU to test: {told['trouble']}")
    return str(told["gpu"])


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("gpu"))
