"""The identity of a process: pid, start time, boot, host and PID namespace together.

A pid alone is reused, and each container counts its own.
"""

import os
import socket
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

START_TOLERANCE = 0.5
"""Seconds; less than a system needs to hand out all its pids once."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A process on a host; `start` in seconds since the boot on Linux, else since 1970.

    `namespace` tells containers apart, which count their own pids; it is empty where the system
    has none, and for an engine of a version that did not write it.
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
        """Check whether it was started since this boot, perhaps in another container."""
        return self.boot == boot_id()

    @property
    def in_sight(self) -> bool:
        """Check whether its pid means the same here as there."""
        same = self.namespace in ("", pid_namespace())
        return self.on_this_host and self.on_this_boot and same

    @property
    def alive(self) -> bool:
        """Check whether this very process is running here; False for one out of sight."""
        if not self.in_sight or self.pid <= 0:
            return False
        try:
            start, ended = _look(self.pid)
            return abs(start - self.start) <= START_TOLERANCE and not ended
        except (OSError, LookupError, ValueError, OverflowError):
            return False


def _look(pid: int) -> tuple[float, bool]:
    """The start of the process, and whether it is a zombie. Raises OSError.

    On Linux the start counts from the boot: counted since 1970 it would change when the clock
    is set.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        return int(fields[19]) / os.sysconf("SC_CLK_TCK"), fields[0] in (b"Z", b"X")
    except FileNotFoundError:
        if _has_proc():
            raise ProcessLookupError(f"no process {pid}") from None
        return _look_elsewhere(pid)


@cache
def _has_proc() -> bool:
    return Path("/proc/self/stat").exists()


def _look_elsewhere(pid: int) -> tuple[float, bool]:
    """Look without /proc. Raises OSError."""
    import psutil  # not before it is needed: it takes its time

    try:
        process = psutil.Process(pid)
        return process.create_time(), process.status() == psutil.STATUS_ZOMBIE
    except psutil.Error as error:
        raise ProcessLookupError(str(error)) from error


@cache
def pid_namespace() -> str:
    """The namespace of the pids that this process sees; empty if there are no namespaces."""
    try:
        return os.readlink("/proc/self/ns/pid")  # noqa: PTH115 - a name, and no path
    except OSError:
        return ""


@cache
def boot_id() -> str:
    """A text that differs from one boot of this machine to the next."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        import psutil

        return str(int(psutil.boot_time()))
