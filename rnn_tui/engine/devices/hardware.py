"""The GPUs of the machine as they are seen without TensorFlow: driver, cards, libraries."""

import os
import shutil
import subprocess
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LIBRARIES = (
    "libcudart.so.12",
    "libcublas.so.12",
    "libcublasLt.so.12",
    "libcufft.so.11",
    "libcusolver.so.11",
    "libcusparse.so.12",
    "libcudnn.so.9",
)
"""Libraries that TensorFlow 2.21 loads for a GPU; `rnn-tui[cuda]` installs all of them."""

SMI_FIELDS = ("index", "uuid", "name", "memory.total", "memory.free", "compute_cap")
SMI_SECONDS = 20.0
"""A driver that is not kept loaded takes some seconds to answer."""

MIB = 1024 * 1024

_HARDWARE = ("/dev/nvidiactl", "/proc/driver/nvidia/version", "/dev/dxg")
_MODULE = Path("/proc/driver/nvidia/version")


@dataclass(frozen=True, slots=True)
class Gpu:
    """A card as NVIDIA's driver lists it, in the order of the bus. Memory in bytes.

    `capability` is the compute capability, (9, 0) for an H100; (0, 0) where it is not known.
    """

    index: int
    name: str
    uuid: str = ""
    total: int = 0
    free: int = 0
    capability: tuple[int, int] = (0, 0)

    def __str__(self) -> str:
        return f"GPU {self.index} ({self.name})"


@dataclass(frozen=True, slots=True)
class Hardware:
    """All that decides whether there is a GPU to use, and which.

    `gpus` is None where the driver could not be asked. `has_card` is whether there is any sign of a
    card, `hidden_by` the value of CUDA_VISIBLE_DEVICES, None where it is not set. `missing` are the
    libraries that are not found. What TensorFlow says comes in later: `listed` are the names of the
    devices that it lists, None before it was asked; `built_for` is the least compute capability
    that it was built for, None for a build without CUDA.
    """

    gpus: tuple[Gpu, ...] | None = None
    has_card: bool = False
    driver: str = ""
    hidden_by: str | None = None
    missing: tuple[str, ...] = ()
    built_for: tuple[int, int] | None = (6, 0)
    listed: tuple[str, ...] | None = None


def detect(environ: Mapping[str, str] = os.environ) -> Hardware:
    """Ask the driver and look for the libraries; takes milliseconds where there is no GPU."""
    gpus, driver = ask_driver()
    has_card = bool(gpus) or any(Path(path).exists() for path in _HARDWARE)
    return Hardware(
        gpus=gpus,
        has_card=has_card,
        driver=driver or _driver_of_module(),
        hidden_by=environ.get("CUDA_VISIBLE_DEVICES"),
        missing=missing_libraries(environ) if has_card else (),
    )


def ask_driver() -> tuple[tuple[Gpu, ...] | None, str]:
    """The cards and the driver's version as `nvidia-smi` tells them; None where it cannot."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return None, ""
    query = f"--query-gpu={','.join(SMI_FIELDS)},driver_version"
    try:
        told = subprocess.run(
            [program, query, "--format=csv,noheader,nounits"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SMI_SECONDS,
            check=True,
            stdin=subprocess.DEVNULL,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None, ""
    rows = [[cell.strip() for cell in line.split(",")] for line in told.splitlines()]
    rows = [row for row in rows if len(row) == len(SMI_FIELDS) + 1 and row[0].isdecimal()]
    return tuple(_gpu(row) for row in rows), rows[0][-1] if rows else ""


def _gpu(row: list[str]) -> Gpu:
    index, uuid, name, total, free, capability = row[: len(SMI_FIELDS)]
    return Gpu(int(index), name, uuid, _mib(total), _mib(free), version_pair(capability))


def _mib(text: str) -> int:
    """Of cards that share the computer's memory the driver says `[N/A]`."""
    return int(text) * MIB if text.isdecimal() else 0


def version_pair(text: str) -> tuple[int, int]:
    """`9.0` as (9, 0); (0, 0) for anything else."""
    major, _, minor = text.partition(".")
    if not (major.isdecimal() and (minor or "0").isdecimal()):
        return 0, 0
    return int(major), int(minor or 0)


def _driver_of_module() -> str:
    """The version that the kernel's module tells where `nvidia-smi` is not there."""
    try:
        words = _MODULE.read_text(errors="replace").split()
    except OSError:
        return ""
    return next((word for word in words if word[0].isdecimal() and "." in word), "")


def missing_libraries(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Those of `LIBRARIES` that lie neither beside TensorFlow nor where the loader looks."""
    return tuple(name for name in LIBRARIES if not _is_found(name, environ))


def _is_found(name: str, environ: Mapping[str, str]) -> bool:
    packages = Path(sysconfig.get_path("purelib")) / "nvidia"
    if any(packages.glob(f"*/lib/{name}")):
        return True
    folders = [Path(part) for part in environ.get("LD_LIBRARY_PATH", "").split(":") if part]
    return any((folder / name).exists() for folder in folders) or name in _loader_knows()


def _loader_knows() -> str:
    """All names that the system's loader has an entry for, as one text."""
    program = shutil.which("ldconfig") or "/sbin/ldconfig"
    try:
        return subprocess.run(
            [program, "-p"], capture_output=True, text=True, errors="replace", timeout=5.0
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
