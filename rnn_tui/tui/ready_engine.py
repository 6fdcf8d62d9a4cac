"""Engines for the app: one is kept ready while nothing trains, so that Start is soon there."""

import contextlib
from subprocess import Popen

from rnn_tui.runs import RunDirectory, start_engine
from rnn_tui.runs.idle import IdleEngine

NEEDED_BYTES = 3_000_000_000
"""Memory that must be free for an engine which may never be needed."""


class ReadyEngine:
    """Starts engines as `start_engine` does, sooner where one is ready."""

    def __init__(self) -> None:
        self._idle: IdleEngine | None = None

    def __call__(self, run: RunDirectory) -> Popen[bytes]:
        idle, self._idle = self._idle, None
        return start_engine(run, idle)

    def prepare(self) -> None:
        """Have one ready, where there is memory for it and a processor to spare."""
        if self._idle is not None and self._idle.alive:
            return
        import psutil  # not before the first frame

        if psutil.cpu_count() == 1 or psutil.virtual_memory().available < NEEDED_BYTES:
            return
        with contextlib.suppress(OSError):  # without one a start takes longer, no more
            self._idle = IdleEngine()

    def close(self) -> None:
        """End the one that waits; engines at work go on."""
        if self._idle is not None:
            self._idle.close()
            self._idle = None
