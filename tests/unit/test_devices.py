"""Which GPU, or why none: machines that are made up, walked through as an engine sees them."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from rnn_tui.engine.devices import speed
from rnn_tui.engine.devices.device_choice import (
    DeviceChoice,
    Speeds,
    choose_device,
    device_of,
    measured,
)
from rnn_tui.engine.devices.gpu_choice import INSTALL, NEEDED_BYTES, GpuChoice, choose_gpu, visible
from rnn_tui.engine.devices.hardware import LIBRARIES, MIB, Gpu, Hardware, detect, missing_libraries
from rnn_tui.engine.devices.speed_cache import keep, key_of
from rnn_tui.engine.placement import Device
from rnn_tui.experiment import load

GB = 1024 * MIB
FIRST = Gpu(0, "NVIDIA H100", "GPU-aaaa-1", 80 * GB, 10 * GB, (9, 0))
SECOND = Gpu(1, "NVIDIA H100", "GPU-bbbb-2", 80 * GB, 70 * GB, (9, 0))
OLD = Gpu(2, "Tesla K80", "GPU-cccc-3", 12 * GB, 12 * GB, (3, 7))
FULL = replace(FIRST, free=GB // 4)
BOX = Hardware((FIRST, SECOND), True, "550.54", None, (), (6, 0), ("NVIDIA H100", "NVIDIA H100"))

REFUSED = {
    "none": (Hardware(), "this machine has no NVIDIA GPU"),
    "hidden": (
        replace(BOX, hidden_by="-1", listed=()),
        "CUDA_VISIBLE_DEVICES=-1 hides GPU 0 (NVIDIA H100), GPU 1 (NVIDIA H100); unset it, or name "
        "a GPU in it",
    ),
    "hidden, and the driver cannot be asked": (
        Hardware(None, True, "550.54", "", (), (6, 0), ()),
        "CUDA_VISIBLE_DEVICES= hides it; unset it, or name a GPU in it",
    ),
    "no driver": (
        Hardware(None, True, "", None, (), (6, 0), ()),
        "there is an NVIDIA GPU, but its driver does not respond; nvidia-smi must list the GPU: "
        "install or load NVIDIA's driver",
    ),
    "a build without CUDA": (
        replace(BOX, built_for=None, listed=()),
        f"this TensorFlow is built without CUDA; {INSTALL}",
    ),
    "an old driver": (
        replace(BOX, driver="470.82.01", listed=()),
        "NVIDIA's driver 470.82.01 is too old for CUDA 12; install version 525 or later",
    ),
    "without libraries": (
        replace(BOX, missing=("libcublas.so.12", "libcudnn.so.9"), listed=()),
        f"TensorFlow cannot use the GPU without libcublas.so.12, libcudnn.so.9; {INSTALL}",
    ),
    "too old": (
        replace(BOX, gpus=(OLD,), listed=()),
        "GPU 2 (Tesla K80) is too old: compute capability 3.7, TensorFlow needs 6.0",
    ),
    "full": (
        replace(BOX, gpus=(FULL,), listed=("NVIDIA H100",)),
        "GPU 0 (NVIDIA H100) has 256.0 MB of 80.0 GB free; wait until it has more, or free it "
        "(nvidia-smi lists what uses it)",
    ),
    "TensorFlow says no more than that": (
        replace(BOX, gpus=(FIRST,), listed=()),
        "TensorFlow finds no GPU, though the driver shows GPU 0 (NVIDIA H100); "
        "TF_CPP_MIN_LOG_LEVEL=0 rnn-tui doctor shows TensorFlow's own messages",
    ),
}


@pytest.mark.parametrize("machine", REFUSED)
def test_without_a_gpu_that_will_do_there_is_a_sentence(machine: str) -> None:
    hardware, sentence = REFUSED[machine]
    gpu_choice = choose_gpu(hardware)
    assert gpu_choice.gpu is None
    assert gpu_choice.sentence == sentence
    assert gpu_choice.matters == (machine != "none")
    silent = choose_device("auto", None, gpu_choice)
    assert silent.device == Device.CPU
    assert silent.warns == (machine != "none")
    assert sentence in silent.line or machine == "none"
    asked = choose_device("gpu", None, gpu_choice)
    assert asked.refuses
    assert asked.line.startswith(f"train.device is gpu, but {sentence}")
    assert choose_device("cpu", None, gpu_choice) == DeviceChoice(Device.CPU)


@pytest.mark.parametrize(
    ("hardware", "gpu", "place"),
    [
        (BOX, SECOND, 1),  # the one with more room
        (replace(BOX, gpus=(FULL, SECOND)), SECOND, 1),
        (replace(BOX, gpus=(FIRST, replace(SECOND, free=FIRST.free))), FIRST, 0),
        (replace(BOX, gpus=(replace(FIRST, index=1), replace(OLD, index=0))), None, 0),
        (replace(BOX, gpus=(OLD, SECOND), listed=("NVIDIA H100",)), SECOND, 0),  # not counted
        (replace(BOX, hidden_by="0", listed=("NVIDIA H100",)), FIRST, 0),
        (replace(BOX, hidden_by="1,0"), SECOND, 0),
        (replace(BOX, gpus=(replace(FIRST, total=0, free=0),), listed=("a",)), None, 0),
        (replace(BOX, gpus=None, listed=("NVIDIA H200",)), Gpu(0, "NVIDIA H200"), 0),
        (replace(BOX, missing=("libcudnn.so.9",)), SECOND, 1),  # it is found some other way
        (replace(BOX, listed=None), SECOND, 1),  # before TensorFlow was asked
    ],
)
def test_the_gpu_with_most_room_is_taken(hardware: Hardware, gpu: Gpu | None, place: int) -> None:
    gpu_choice = choose_gpu(hardware)
    assert gpu_choice.gpu == (gpu or gpu_choice.gpu)
    assert gpu_choice.gpu is not None
    assert gpu_choice.ordinal == place
    assert choose_device("auto", None, gpu_choice).measures
    assert choose_device("gpu", None, gpu_choice) == DeviceChoice(Device.GPU)


@pytest.mark.parametrize(
    ("hidden_by", "shown"),
    [
        (None, (FIRST, SECOND, OLD)),
        ("", ()),
        ("-1", ()),
        ("1", (SECOND,)),
        ("2, 0", (OLD, FIRST)),
        ("1,9,0", (SECOND,)),
        ("0,0", (FIRST,)),
        ("GPU-bbbb", (SECOND,)),
        ("nonsense", ()),
    ],
)
def test_what_cuda_shows(hidden_by: str | None, shown: tuple[Gpu, ...]) -> None:
    assert visible((FIRST, SECOND, OLD), hidden_by) == shown


def test_the_choice_belongs_to_the_run() -> None:
    here, nowhere = choose_gpu(BOX), choose_gpu(Hardware())
    assert choose_device("auto", Device.CPU, here) == DeviceChoice(Device.CPU)
    assert choose_device("auto", Device.GPU, here) == DeviceChoice(Device.GPU)
    assert choose_device("auto", Device.GPU, nowhere).device == Device.CPU
    assert choose_device("gpu", Device.CPU, here) == DeviceChoice(Device.GPU)
    assert choose_device("cpu", Device.GPU, here).device == Device.CPU


@pytest.mark.parametrize(
    ("described", "device"),
    [
        ("CPU, 2 threads, batches in 4 parts", Device.CPU),
        ("GPU NVIDIA H200", Device.GPU),
        ("", None),
        ("TPU v4", None),
    ],
)
def test_the_record_tells_the_device(described: str, device: Device | None) -> None:
    assert device_of(described) == device


def test_a_measurement_is_said_in_one_line() -> None:
    assert measured(Speeds(2212, 443, 10)) == DeviceChoice(
        Device.CPU,
        "CPU: 2,212 samples/s, 5.0 times this GPU at batch 10; train.device=gpu to force",
    )
    assert measured(Speeds(8053, 17328, 512)) == DeviceChoice(
        Device.GPU,
        "GPU: 17,328 samples/s, 2.2 times the CPU at batch 512; train.device=cpu to force",
    )
    assert "about as fast as this GPU" in measured(Speeds(100, 99, 10)).line
    failed = measured(None, "out of memory")
    assert failed.device == Device.CPU
    assert failed.warns
    assert "could not be measured (out of memory)" in failed.line


SMI = """#!/bin/sh
cat <<'END'
0, GPU-aaaa-1, NVIDIA H100, 81920, 10240, 9.0, 550.54.14
1, GPU-bbbb-2, NVIDIA H100, 81920, 71680, 9.0, 550.54.14
2, GPU-dddd-4, NVIDIA GB10, [N/A], [N/A], 12.1, 550.54.14
END
"""


def driver(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "nvidia-smi"
    program.write_text(script)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


def test_the_driver_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    driver(tmp_path, SMI, monkeypatch)
    hardware = detect({"CUDA_VISIBLE_DEVICES": "1"})
    assert hardware.gpus == (FIRST, SECOND, Gpu(2, "NVIDIA GB10", "GPU-dddd-4", 0, 0, (12, 1)))
    assert (hardware.has_card, hardware.driver, hardware.hidden_by) == (True, "550.54.14", "1")
    assert choose_gpu(replace(hardware, missing=())).gpu == SECOND


@pytest.mark.parametrize(
    "script",
    [
        "#!/bin/sh\necho 'NVIDIA-SMI has failed because it failed to talk to it.'\nexit 9\n",
        "#!/bin/sh\necho 'No devices were found'\n",
        "not a program",
    ],
)
def test_a_driver_that_talks_nonsense_shows_no_gpu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    driver(tmp_path, script, monkeypatch)
    assert not detect({}).gpus


def test_libraries_are_found_where_the_loader_looks(tmp_path: Path) -> None:
    for name in LIBRARIES[1:]:
        (tmp_path / name).touch()
    found = missing_libraries({"LD_LIBRARY_PATH": f"/nowhere:{tmp_path}"})
    assert set(found) <= {LIBRARIES[0]}


QUICK = load("quickstart")
MACHINE = {"tensorflow": "2.21.0", "gpu": "NVIDIA H100"}


def test_a_measurement_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RNN_TUI_CACHE", str(tmp_path))
    calls = []
    monkeypatch.setattr(speed, "measure", lambda *given: calls.append(given) or Speeds(9, 8, 32))
    for _ in range(2):
        assert speed.speeds_of(QUICK, None, MACHINE) == Speeds(9, 8, 32)
    assert len(calls) == 1
    speed.speeds_of(load("quickstart", ["train.batch_size=64"]), None, MACHINE)
    speed.speeds_of(QUICK, None, MACHINE | {"gpu": "NVIDIA H200"})
    speed.speeds_of(load("quickstart", ["train.epochs=99", "name=other"]), None, MACHINE)
    assert len(calls) == 3


@pytest.mark.parametrize("content", ["", "[]", '{"cpu": 0, "gpu": 1, "batch": 1}', '{"cpu": "x"}'])
def test_a_damaged_memory_is_no_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    monkeypatch.setenv("RNN_TUI_CACHE", str(tmp_path))
    keep("key", asdict(Speeds(1, 2, 3)))
    assert speed.remembered("key") == Speeds(1, 2, 3)
    (tmp_path / "speed" / "key.json").write_text(content)
    assert speed.remembered("key") is None


def test_where_nothing_can_be_kept_it_is_measured_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("RNN_TUI_CACHE", str(tmp_path / "file" / "cache"))
    monkeypatch.setattr(speed, "measure", lambda *given: Speeds(9, 8, 32))
    assert speed.speeds_of(QUICK, None, MACHINE) == Speeds(9, 8, 32)
    assert speed.remembered(key_of(QUICK, MACHINE)) is None


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (json.dumps({"error": "InternalError: no memory"}).encode(), "InternalError: no memory"),
        (b"", "the process that measures ended with -6"),
        (b"F0000 Check failed\n", "the process that measures ended with -6"),
    ],
)
def test_a_measurement_that_fails_says_why(said: bytes, told: str) -> None:
    with pytest.raises(speed.NotMeasured, match=told.replace("-6", "-?6")):
        speed._read(said, -6, 10)


def test_the_last_line_is_the_measurement() -> None:
    assert speed._read(b'noise\n{"cpu": 5.0, "gpu": 2.0}\n', 0, 10) == Speeds(5, 2, 10)


def test_a_gpu_with_a_little_less_than_needed_is_full() -> None:
    tight = replace(FIRST, free=NEEDED_BYTES)
    assert choose_gpu(replace(BOX, gpus=(tight,), listed=("a",))).gpu == tight
    assert choose_gpu(replace(BOX, gpus=(replace(tight, free=tight.free - 1),), listed=("a",))).why
    assert GpuChoice(why="a", remedy="b").sentence == "a; b"
