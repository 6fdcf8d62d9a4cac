"""Which process is meant: pid, start time, boot and host together; a pid alone is reused."""

import os
import socket
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

START_TOLERANCE = 0.5
"""Seconds; below the time in which a system can hand out all its pids once."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A process on a host; `start` in seconds since the boot on Linux, else since 1970."""

    pid: int
    start: float
    boot: str
    host: str

    @staticmethod
    def own() -> "Identity":
        return Identity.of(os.getpid())

    @staticmethod
    def of(pid: int) -> "Identity":
        """A process of this host. Raises OSError where there is none."""
        return Identity(pid, _look(pid)[0], boot_id(), socket.gethostname())

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
            start, ended = _look(self.pid)
            return abs(start - self.start) <= START_TOLERANCE and not ended
        except (OSError, LookupError, ValueError, OverflowError):
            return False


def _look(pid: int) -> tuple[float, bool]:
    """When the process was started, and whether it is a zombie. Raises OSError.

    Linux counts from the boot, and so do we there: since 1970 the same process would have
    another start after the clock is set.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        return int(fields[19]) / os.sysconf("SC_CLK_TCK"), fields[0] in (b"Z", b"X")
    except FileNotFoundError:
        return _look_elsewhere(pid)


def _look_elsewhere(pid: int) -> tuple[float, bool]:
    """The same where there is no /proc, or no such process."""
    import psutil  # not before it is needed: it takes its time

    try:
        process = psutil.Process(pid)
        return process.create_time(), process.status() == psutil.STATUS_ZOMBIE
    except psutil.Error as error:
        raise ProcessLookupError(str(error)) from error


@cache
def boot_id() -> str:
    """Tells one boot of this machine from the next."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        import psutil

        return str(int(psutil.boot_time()))
