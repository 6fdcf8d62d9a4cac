"""An engine on a run, as whoever started it sees it."""

from typing import Protocol


class EngineProcess(Protocol):
    """What `subprocess.Popen` shows of a process."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None:
        """The exit code; None while it is on the run."""
        ...

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, waited for. Raises subprocess.TimeoutExpired."""
        ...
