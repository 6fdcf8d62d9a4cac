"""The GPU to use, or the reason for none and its remedy. Pure functions of the hardware."""

from dataclasses import dataclass

from rnn_tui.engine.devices.hardware import MIB, Gpu, Hardware
from rnn_tui.wording.numbers import byte_size

NEEDED_BYTES = 1024 * MIB
"""Free memory of a GPU that is worth a try: an engine was seen to take 0.5 to 1.0 GB."""

OLDEST_DRIVER = (525, 0)
"""Of the libraries of CUDA 12."""

INSTALL = "pip install 'rnn-tui[cuda]' installs what is missing"


@dataclass(frozen=True, slots=True)
class GpuChoice:
    """`gpu` with its `ordinal` among the devices that TensorFlow counts, or `why` there is none.

    `remedy` says what to do where something can be done, and `matters` whether the machine has a
    card at all: a machine without one is nothing to speak of.
    """

    gpu: Gpu | None = None
    ordinal: int = 0
    why: str = ""
    remedy: str = ""
    matters: bool = True

    @property
    def sentence(self) -> str:
        """The reason for having no GPU, and the remedy."""
        return f"{self.why}; {self.remedy}" if self.remedy else self.why


def choose_gpu(hardware: Hardware) -> GpuChoice:
    """The GPU to use: of those that will do the one with the most free memory."""
    if not hardware.has_card and not hardware.gpus and not hardware.listed:
        return GpuChoice(why="this machine has no NVIDIA GPU", matters=False)
    return _refused(hardware) or _best(hardware)


def visible(gpus: tuple[Gpu, ...], hidden_by: str | None) -> tuple[Gpu, ...]:
    """The cards that CUDA shows, in its order, which is TensorFlow's: CUDA_VISIBLE_DEVICES.

    Entries are numbers or the beginnings of identifiers; CUDA stops at the first that is wrong or
    comes twice. Partitions of a card (MIG) are not told apart: they count as the card.
    """
    if hidden_by is None:
        return gpus
    shown: list[Gpu] = []
    for entry in hidden_by.split(","):
        found = next((gpu for gpu in gpus if _is(gpu, entry.strip())), None)
        if found is None or found in shown:
            break
        shown.append(found)
    return tuple(shown)


def _is(gpu: Gpu, entry: str) -> bool:
    if entry.isdecimal():
        return gpu.index == int(entry)
    if entry.startswith("MIG-"):
        return True
    return entry.startswith("GPU-") and bool(gpu.uuid) and gpu.uuid.startswith(entry)


def _refused(hardware: Hardware) -> GpuChoice | None:
    """The cause that keeps TensorFlow from every card, the first one first."""
    if not hardware.listed and _is_hidden(hardware):
        hidden = _cards(hardware.gpus or ()) or "it"
        return GpuChoice(
            why=f"CUDA_VISIBLE_DEVICES={hardware.hidden_by} hides {hidden}",
            remedy="unset it, or name a GPU in it",
        )
    if not hardware.gpus and not hardware.driver and not hardware.listed:
        return GpuChoice(
            why="there is an NVIDIA GPU, but its driver does not respond",
            remedy="nvidia-smi must list the GPU: install or load NVIDIA's driver",
        )
    if hardware.built_for is None:
        return GpuChoice(why="this TensorFlow is built without CUDA", remedy=INSTALL)
    driver = _major_minor(hardware.driver)
    if not hardware.listed and driver != (0, 0) and driver < OLDEST_DRIVER:
        return GpuChoice(
            why=f"NVIDIA's driver {hardware.driver} is too old for CUDA 12",
            remedy=f"install version {OLDEST_DRIVER[0]} or later",
        )
    if not hardware.listed and hardware.missing:
        return GpuChoice(
            why=f"TensorFlow cannot use the GPU without {', '.join(hardware.missing)}",
            remedy=INSTALL,
        )
    return None


def _is_hidden(hardware: Hardware) -> bool:
    if hardware.hidden_by is None:
        return False
    if hardware.gpus:
        return not visible(hardware.gpus, hardware.hidden_by)
    return hardware.hidden_by.strip() in ("", "-1")


def _best(hardware: Hardware) -> GpuChoice:
    """The one with the most free memory that is new enough; the first where all are alike."""
    listed = hardware.listed or ()
    if hardware.gpus is None and listed:  # only TensorFlow can tell
        return GpuChoice(gpu=Gpu(0, listed[0]))
    shown = visible(hardware.gpus or (), hardware.hidden_by)
    new = [gpu for gpu in shown if not _too_old(gpu, hardware)]
    if not new:
        return GpuChoice(
            why="; ".join(_age(gpu, hardware) for gpu in shown) or "the driver lists no GPU",
            remedy="" if shown else "nvidia-smi must list the GPU: check NVIDIA's driver",
        )
    if hardware.listed is not None and not listed:
        return GpuChoice(
            why=f"TensorFlow finds no GPU, though the driver shows {_cards(tuple(new))}",
            remedy="TF_CPP_MIN_LOG_LEVEL=0 rnn-tui doctor shows TensorFlow's own messages",
        )
    roomy = [gpu for gpu in new if not gpu.total or gpu.free >= NEEDED_BYTES]
    if not roomy:
        return GpuChoice(
            why="; ".join(
                f"{gpu} has {byte_size(gpu.free)} of {byte_size(gpu.total)} free" for gpu in new
            ),
            remedy="wait until it has more, or free it (nvidia-smi lists what uses it)",
        )
    best = max(roomy, key=lambda gpu: gpu.free)
    # TensorFlow leaves out what is too old, and counts the rest.
    return GpuChoice(gpu=best, ordinal=new.index(best))


def _too_old(gpu: Gpu, hardware: Hardware) -> bool:
    return gpu.capability != (0, 0) and gpu.capability < (hardware.built_for or (0, 0))


def _age(gpu: Gpu, hardware: Hardware) -> str:
    has, needs = (".".join(map(str, pair)) for pair in (gpu.capability, hardware.built_for or ()))
    return f"{gpu} is too old: compute capability {has}, TensorFlow needs {needs}"


def _cards(gpus: tuple[Gpu, ...]) -> str:
    return ", ".join(str(gpu) for gpu in gpus)


def _major_minor(version: str) -> tuple[int, int]:
    parts = version.split(".")
    numbers = [int(part) for part in parts[:2] if part.isdecimal()]
    return (numbers[0], numbers[1] if len(numbers) > 1 else 0) if numbers else (0, 0)
