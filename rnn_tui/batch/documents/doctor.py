"""The line of `doctor --json`."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A GPU as NVIDIA's driver lists it; memory in bytes, 0 where the driver does not tell."""

    index: int
    name: str
    total: int
    free: int
    capability: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The computation of a recurrent layer of this `kind` on this `device` by this `train.engine`.

    `step` says what of a training step XLA compiles.
    """

    device: str
    engine: str
    kind: str
    loop: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A folder of the program's, what it holds, and whether it can be written, or made."""

    what: str
    path: str
    writable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A problem of this machine, and what to do about it."""

    problem: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """The findings of an engine on this machine.

    `gpu` is the one that would be used, null where there is none; `environment` holds the variables
    by which TensorFlow and its libraries change numbers; `native_loops` the instruction set of the
    recurrent loops in C, or why there are none; `trouble` is empty where nothing is wrong.
    """

    v: Literal[1] = 1
    versions: dict[str, str] = field(default_factory=dict)
    processor: str = ""
    threads: int = 0
    native_loops: str = ""
    gpus: list[Card] = field(default_factory=list)
    gpu: str | None = None
    environment: str = ""
    choices: list[Chosen] = field(default_factory=list)
    folders: list[Place] = field(default_factory=list)
    trouble: list[Trouble] = field(default_factory=list)
