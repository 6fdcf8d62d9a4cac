"""From a list of devices that is made up to the place of a run, and what the record says of it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rnn_tui.engine.devices import settle as under_test
from rnn_tui.engine.devices import setup, speed
from rnn_tui.engine.devices.device_choice import Speeds
from rnn_tui.engine.devices.hardware import MIB, Gpu, Hardware
from rnn_tui.engine.devices.setup import CONTEXT_MIB, LEAST_MIB, memory_limit
from rnn_tui.engine.placement import Device
from rnn_tui.engine.record import Record
from rnn_tui.experiment import ConfigError, load
from rnn_tui.runs import RunState, create, read_state
from rnn_tui.runs.files import events

GB = 1024 * MIB
FIRST = Gpu(0, "NVIDIA H100", "GPU-a", 80 * GB, 20 * GB, (9, 0))
SECOND = replace(FIRST, index=1, uuid="GPU-b", free=70 * GB)
FULL = replace(FIRST, free=0)
BOX = Hardware((FIRST, SECOND), True, "550.54", None, (), (6, 0), ("NVIDIA H100", "NVIDIA H100"))


@pytest.mark.parametrize(
    ("share", "limit"), [(1.0, None), (0.5, 40 * 1024 - CONTEXT_MIB), (0.001, LEAST_MIB)]
)
def test_an_engine_with_a_share_of_a_gpu_gets_so_much_of_its_memory(
    share: float, limit: int | None
) -> None:
    assert memory_limit(Gpu(0, "a GPU", total=80 * 1024 * MIB), share) == limit
    assert memory_limit(None, share) is None


class Machine:
    """What TensorFlow would be told, and what a measurement would find."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.folder = folder
        self.prepared: list[tuple[Device, int, bool]] = []
        self.hardware, self.speeds, self.measured = BOX, Speeds(100.0, 900.0, 10), 0
        monkeypatch.setenv("RNN_TUI_STATE", str(folder / "state"))
        monkeypatch.setenv("RNN_TUI_CACHE", str(folder / "cache"))
        monkeypatch.setattr(under_test, "detect", lambda: self.hardware)
        monkeypatch.setattr(setup, "with_tensorflow", lambda hardware: hardware)
        monkeypatch.setattr(setup, "prepare", self._prepare)
        monkeypatch.setattr(speed, "measure", self._measure)

    def _prepare(self, device: Device, gpu_choice: Any, train: Any) -> None:
        self.prepared.append((device, gpu_choice.ordinal, train.tf32))

    def _measure(self, experiment: Any, batches: Any) -> Speeds:
        self.measured += 1
        if self.speeds is None:
            raise speed.NotMeasured("InternalError: CUDA_ERROR_OUT_OF_MEMORY")
        return self.speeds

    def settle(self, *settings: str, before: str = "") -> tuple[Any, RunState]:
        """The place, and the run's state after an engine has begun with it."""
        run = create(self.folder / "runs", load("quickstart", settings))
        record = Record(run, read_state(run))
        if before:
            record.tell(events.Started(pid=1, settings={"threads": 7}))
            record.tell(events.Compiled(device=before, parameters=1))
            record = Record(run, read_state(run))
        experiment = read_state(run).experiment
        assert experiment is not None
        return under_test.settle(experiment, lambda: None, record), read_state(run)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Machine:
    return Machine(monkeypatch, tmp_path)


def warnings(state: RunState) -> list[str]:
    return [note.text for note in state.notes if note.warning]


def test_the_faster_gpu_with_more_room(machine: Machine) -> None:
    place, state = machine.settle()
    assert place.device == Device.GPU
    assert place.description == "GPU NVIDIA H100"
    assert place.notes[0].startswith("GPU: 900 samples/s, 9.0 times the CPU at batch 10")
    assert "train.deterministic=true" in place.notes[1]
    assert place.settings["exact"] is False
    assert place.settings["tf32"] is False
    assert place.versions["driver"] == "550.54"
    assert machine.prepared == [(Device.GPU, 1, False)]
    assert warnings(state) == []


def test_a_faster_cpu_and_no_second_measurement(machine: Machine) -> None:
    machine.speeds = Speeds(2212.0, 443.0, 10)
    for _ in range(2):
        place, state = machine.settle()
        assert place.device == Device.CPU
        assert place.notes == (
            "CPU: 2,212 samples/s, 5.0 times this GPU at batch 10; train.device=gpu to force",
        )
        assert warnings(state) == []
    assert machine.measured == 1
    machine.hardware = replace(BOX, driver="560.10")
    machine.settle()
    assert machine.measured == 2


def test_determinism_and_tf32_are_on_record(machine: Machine) -> None:
    place, _ = machine.settle("train.device=gpu", "train.deterministic=true", "train.tf32=true")
    assert place.settings["exact"] is True
    assert place.settings["tf32"] is True
    assert machine.prepared == [(Device.GPU, 1, True)]
    assert machine.measured == 0
    assert place.notes == ()


def test_what_cannot_be_measured_is_not_used(machine: Machine) -> None:
    machine.speeds = None
    place, state = machine.settle()
    assert place.device == Device.CPU
    (told,) = warnings(state)
    assert "could not be measured (InternalError: CUDA_ERROR_OUT_OF_MEMORY)" in told


@pytest.mark.parametrize(
    ("hardware", "told"),
    [
        (replace(BOX, gpus=(FULL,), listed=("a",)), "has 0 B of 80.0 GB free"),
        (replace(BOX, hidden_by="-1", listed=()), "CUDA_VISIBLE_DEVICES=-1 hides"),
        (replace(BOX, missing=("libcudnn.so.9",), listed=()), "pip install 'rnn-tui[cuda]'"),
        (Hardware(), ""),
    ],
)
def test_without_a_gpu_the_cpu_and_a_sentence(
    machine: Machine, hardware: Hardware, told: str
) -> None:
    machine.hardware = hardware
    place, state = machine.settle()
    assert place.device == Device.CPU
    assert [told in each for each in warnings(state)] == ([True] if told else [])
    with pytest.raises(ConfigError, match=r"train\.device"):
        machine.settle("train.device=gpu")


def test_a_resume_stays_where_it_began(machine: Machine) -> None:
    place, state = machine.settle(before="CPU, 7 threads")
    assert place.device == Device.CPU
    assert (place.threads, place.settings["threads"]) == (7, 7)
    assert machine.settle(before="GPU NVIDIA H100")[0].device == Device.GPU
    assert machine.measured == 0
    assert warnings(state) == []
