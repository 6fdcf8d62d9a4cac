"""The device of a run: what the user says, what the run began with, what was measured. Pure."""

from dataclasses import dataclass

from rnn_tui.engine.devices.gpu_choice import GpuChoice
from rnn_tui.engine.placement import Device
from rnn_tui.wording.numbers import rate

WORTH_SAYING = 1.05
"""Ratio of two speeds from which one device counts as the faster in words."""


@dataclass(frozen=True, slots=True)
class Speeds:
    """Training samples a second of the network with its own batch, measured on both."""

    cpu: float
    gpu: float
    batch: int

    @property
    def faster(self) -> Device:
        return Device.GPU if self.gpu > self.cpu else Device.CPU

    @property
    def sentence(self) -> str:
        """`CPU: 2,212 samples/s, 5.0 times this GPU at batch 10; train.device=gpu to force`."""
        first, second = (self.gpu, self.cpu) if self.faster == Device.GPU else (self.cpu, self.gpu)
        other = "the CPU" if self.faster == Device.GPU else "this GPU"
        ratio = first / second if second > 0 else float("inf")
        times = f"{ratio:.1f} times" if ratio >= WORTH_SAYING else "about as fast as"
        force = Device.CPU if self.faster == Device.GPU else Device.GPU
        return (
            f"{self.faster.upper()}: {rate(first)}, {times} {other} at batch "
            f"{self.batch:,}; train.device={force} to force"
        )


@dataclass(frozen=True, slots=True)
class DeviceChoice:
    """The device, and one line about it where there is something to say.

    `warns` is for a line that tells of what the user did not mean, `refuses` for one that makes the
    run impossible, `measures` where only a measurement can tell.
    """

    device: Device
    line: str = ""
    warns: bool = False
    refuses: bool = False
    measures: bool = False


def choose_device(asked: str, began_on: Device | None, gpu_choice: GpuChoice) -> DeviceChoice:
    """The device for `train.device`; `began_on` is that of a run that is resumed.

    Only with `auto` does it stay where it began: whoever names a device means it.
    """
    if asked == "cpu":
        return DeviceChoice(Device.CPU)
    if asked == "gpu":
        if gpu_choice.gpu is None:
            return DeviceChoice(Device.CPU, _impossible(gpu_choice), refuses=True)
        return DeviceChoice(Device.GPU)
    if gpu_choice.gpu is None:
        line = f"trains on the CPU: {gpu_choice.sentence}" if gpu_choice.matters else ""
        return DeviceChoice(Device.CPU, line, warns=bool(line))
    if began_on is not None:
        return DeviceChoice(began_on)
    return DeviceChoice(Device.GPU, measures=True)


def measured(speeds: Speeds | None, failure: str = "") -> DeviceChoice:
    """The choice after the measurement; `failure` says why there is none."""
    if speeds is None:
        line = f"trains on the CPU: the GPU could not be measured ({failure})"
        return DeviceChoice(Device.CPU, line, warns=True)
    return DeviceChoice(speeds.faster, speeds.sentence)


def _impossible(gpu_choice: GpuChoice) -> str:
    return f"train.device is gpu, but {gpu_choice.sentence}; with auto the CPU would be used"


def device_of(description: str) -> Device | None:
    """The device that a run's record names: `CPU, 2 threads`, `GPU NVIDIA H200`; None without."""
    kind = description.split(",")[0].split(" ")[0].lower()
    return Device(kind) if kind in tuple(Device) else None
