"""Which process is meant: pid, start time, boot and host together; a pid alone is reused."""

import os
import socket
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psutil

START_TOLERANCE = 2.0
"""Seconds: the system's clock may be set between two looks at a start time."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A process on a host; `start` in seconds since 1970."""

    pid: int
    start: float
    boot: str
    host: str

    @staticmethod
    def own() -> "Identity":
        pid = os.getpid()
        return Identity(pid, psutil.Process(pid).create_time(), boot_id(), socket.gethostname())

    @staticmethod
    def from_json(value: Any) -> "Identity | None":
        try:
            return Identity(
                int(value["pid"]), float(value["start"]), str(value["boot"]), str(value["host"])
            )
        except (KeyError, TypeError, ValueError, OverflowError):
            return None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def on_this_host(self) -> bool:
        return self.host == socket.gethostname()

    @property
    def alive(self) -> bool:
        """Whether this very process runs here. Of another host nothing can be said: False."""
        if not self.on_this_host or self.boot != boot_id() or self.pid <= 0:
            return False
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.start) <= START_TOLERANCE
            return same and process.status() != psutil.STATUS_ZOMBIE
        except (psutil.Error, OverflowError):
            return False


@cache
def boot_id() -> str:
    """Tells one boot of this machine from the next."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return str(int(psutil.boot_time()))
