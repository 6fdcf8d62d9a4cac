"""The device of a run, and all that the record says about it."""

from dataclasses import dataclass, field
from enum import StrEnum

NO_PROMISE = "two runs on a GPU may differ in their last bits; train.deterministic=true"
NO_PROMISE += " makes them identical, but slower"


class Device(StrEnum):
    CPU = "cpu"
    GPU = "gpu"


@dataclass(frozen=True, slots=True)
class Placement:
    """`description` as front-ends show it: `CPU, 2 threads`, `GPU NVIDIA H200`.

    `threads` share a batch on a CPU; `notes` are told when the model is built.
    """

    device: Device
    description: str
    versions: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str | int | bool] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    threads: int = 0

    @property
    def on_gpu(self) -> bool:
        return self.device == Device.GPU
