"""Places for engines on this host: cores of their own, and one GPU or a share of one.

An engine on a core of its own trains a small network as fast as the core allows, and several of
them get more done than one on all cores (`tests/bench/slots.py`). How many cores it has decides the
last bits of a run, so that the number belongs to the work; which ones they are decides nothing.

The processes of a user share the places out by name: an abstract socket for each core, which the
kernel takes back when its holder ends. Containers that share no network do not see each other's.
"""

import contextlib
import os
import socket
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rnn_tui.io.faults import UserError

VISIBLE_GPUS = "CUDA_VISIBLE_DEVICES"
SHARE = "RNN_TUI_GPU_SHARE"
"""The variable that tells an engine which share of its GPU's memory it may take."""

ENGINE_BYTES = 900 * 2**20
"""Memory of an engine with a small network: 780 MB with the quick-start, 930 with IMDB."""

MOST_HOLDERS = 64
"""Processes that share a core, before nobody counts them any more."""

CARDS = Path("/proc/driver/nvidia/gpus")
MEMORY_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current"))


class SlotError(UserError):
    """This host has no such place; the sentence says what it has."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The place that a run needs: `cores`, 0 for all that there are, and with `gpu` a GPU, which
    it shares with `gpu_runs` - 1 others."""

    cores: int = 1
    gpu: bool = False
    gpu_runs: int = 1


@dataclass(frozen=True, slots=True)
class Slot:
    """A place, held until `leave`, or as long as this object and its process are there.

    `cores` are numbers of processors, empty where the system cannot pin; `gpu` is what CUDA calls
    the card.
    """

    cores: tuple[int, ...] = ()
    gpu: str = ""
    share: float = 1.0
    _claims: list[socket.socket] = field(default_factory=list, compare=False, repr=False)

    def enter(self, environment: MutableMapping[str, str] = os.environ) -> None:
        """Pin this process, so that whatever it starts is in the place as well."""
        if self.cores:
            os.sched_setaffinity(0, self.cores)
        if self.gpu:
            environment[VISIBLE_GPUS] = self.gpu
            if self.share < 1:
                environment[SHARE] = str(self.share)

    def leave(self) -> None:
        """Let others have the place; the process stays pinned."""
        for claim in self._claims:
            claim.close()


def take_slot(wanted: Wanted) -> Slot:
    """Take a place that no other process of this user has, cores that most have left alone.

    Raises SlotError where the host has no such place.
    """
    claims: list[socket.socket] = []
    try:
        gpu = _claim_gpu(wanted, claims) if wanted.gpu else ""
        cores = _claim_cores(wanted.cores, claims)
    except BaseException:
        for claim in claims:
            claim.close()
        raise
    return Slot(cores, gpu, 1 / wanted.gpu_runs, claims)


def usual_workers(wanted: Wanted) -> int:
    """The number of engines at a time that make the most of this host; 1 or more.

    One for each place on a GPU; without, one for each core as far as the memory goes.
    """
    if wanted.gpu and (cards := gpus()):
        return len(cards) * wanted.gpu_runs
    by_cores = len(own_cores()) // (wanted.cores or len(own_cores()))
    return max(1, min(by_cores, free_memory() // ENGINE_BYTES))


def own_cores() -> list[int]:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def pinned_to() -> str:
    """The processors that this process is limited to, as `0,2-5`; empty where it has all."""
    cores = own_cores()
    if len(cores) == os.cpu_count():
        return ""
    firsts = [core for core in cores if core - 1 not in cores]
    lasts = [core for core in cores if core + 1 not in cores]
    pairs = zip(firsts, lasts, strict=True)
    return ",".join(f"{a}" if a == b else f"{a}-{b}" for a, b in pairs)


def gpu_share(environment: Mapping[str, str] = os.environ) -> float:
    """The share of a GPU's memory that this process may take; 1 where nobody says otherwise."""
    try:
        share = float(environment.get(SHARE, "1"))
    except ValueError:
        return 1.0
    return share if 0 < share < 1 else 1.0


def gpus(environment: Mapping[str, str] = os.environ, cards: Path = CARDS) -> list[str]:
    """The GPUs that this process may use, as CUDA names them."""
    if (visible := environment.get(VISIBLE_GPUS)) is not None:
        return [name.strip() for name in visible.split(",") if name.strip() not in ("", "-1")]
    try:
        return [str(number) for number, _ in enumerate(cards.iterdir())]
    except OSError:
        return []


def free_memory(limits: Sequence[Path] = MEMORY_LIMITS) -> int:
    """Bytes that are left, on the host and in this container."""
    import psutil  # not before it is needed: it takes its time

    left = psutil.virtual_memory().available
    with contextlib.suppress(OSError, ValueError):
        most, used = (int(path.read_text()) for path in limits)
        left = min(left, max(0, most - used))
    return int(left)


def _claim_cores(wanted: int, claims: list[socket.socket]) -> tuple[int, ...]:
    if not hasattr(os, "sched_setaffinity"):
        return ()
    cores = own_cores()
    if wanted > len(cores):
        raise SlotError(
            f"each run has {wanted} cores, and this process may use {len(cores)}: work on a "
            "larger machine"
        )
    if wanted in (0, len(cores)):
        return tuple(cores)
    taken: list[int] = []
    for holder in range(MOST_HOLDERS):  # all cores for one holder each, then for a second one
        for core in cores:
            if core not in taken and _claimed(f"core {core}", holder, claims):
                taken.append(core)
                if len(taken) == wanted:
                    return tuple(sorted(taken))
    return tuple(cores[:wanted])


def _claim_gpu(wanted: Wanted, claims: list[socket.socket]) -> str:
    cards = gpus()
    for holder in range(wanted.gpu_runs):
        for card in cards:
            if _claimed(f"gpu {card}", holder, claims):
                return card
    if not cards:
        raise SlotError("the runs want a GPU (train.device is gpu), and this host has none")
    places = len(cards) * wanted.gpu_runs
    raise SlotError(
        f"all places on GPUs are taken ({places} on {len(cards)}): start fewer workers here, or "
        "let more runs share a GPU"
    )


def _claimed(place: str, holder: int, claims: list[socket.socket]) -> bool:
    """Claim the place as its holder of that number; False where that one is there already."""
    claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        claim.bind(f"\0rnn-tui {os.geteuid()} {place} {holder}")
    except OSError:
        claim.close()
        return False
    claims.append(claim)
    return True
