"""Which process is meant: pid, start time, boot, host and PID namespace together.

A pid alone is reused, and in each container the pids count anew.
"""

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
    """A process on a host; `start` in seconds since the boot on Linux, else since 1970.

    `namespace` tells apart what counts its pids by itself, such as a container; it is empty
    where the system has none, and for an engine of a version that did not write it.
    """

    pid: int
    start: float
    boot: str
    host: str
    namespace: str = ""

    @staticmethod
    def own() -> "Identity":
        return Identity.of(os.getpid())

    @staticmethod
    def of(pid: int) -> "Identity":
        """A process of this host. Raises OSError where there is none."""
        return Identity(pid, _look(pid)[0], boot_id(), socket.gethostname(), pid_namespace())

    @staticmethod
    def from_json(value: Any) -> "Identity | None":
        try:
            return Identity(
                int(value["pid"]),
                float(value["start"]),
                str(value["boot"]),
                str(value["host"]),
                str(value.get("namespace", "")),
            )
        except (KeyError, TypeError, ValueError, OverflowError, AttributeError):
            return None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def on_this_host(self) -> bool:
        return self.host == socket.gethostname()

    @property
    def on_this_boot(self) -> bool:
        """Whether the kernel that runs now has started it, be it in another container."""
        return self.boot == boot_id()

    @property
    def in_sight(self) -> bool:
        """Whether its pid means here what it means there."""
        same = self.namespace in ("", pid_namespace())
        return self.on_this_host and self.on_this_boot and same

    @property
    def alive(self) -> bool:
        """Whether this very process runs here. Of one out of sight nothing can be said: False."""
        if not self.in_sight or self.pid <= 0:
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
        if _has_proc():
            raise ProcessLookupError(f"there is no process {pid}") from None
        return _look_elsewhere(pid)


@cache
def _has_proc() -> bool:
    return Path("/proc/self/stat").exists()


def _look_elsewhere(pid: int) -> tuple[float, bool]:
    """The same where there is no /proc, or no such process."""
    import psutil  # not before it is needed: it takes its time

    try:
        process = psutil.Process(pid)
        return process.create_time(), process.status() == psutil.STATUS_ZOMBIE
    except psutil.Error as error:
        raise ProcessLookupError(str(error)) from error


@cache
def pid_namespace() -> str:
    """Names what counts the pids that this process sees; empty where there is no such thing."""
    try:
        return os.readlink("/proc/self/ns/pid")  # noqa: PTH115 - a name, and no path
    except OSError:
        return ""


@cache
def boot_id() -> str:
    """Tells one boot of this machine from the next."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        import psutil

        return str(int(psutil.boot_time()))
