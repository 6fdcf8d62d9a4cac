"""Engines for the app: one is kept ready while nothing trains, so that Start is soon there."""

import contextlib

from rnn_tui.runs import RunDirectory, start_engine
from rnn_tui.runs.process.launch import IdleEngine
from rnn_tui.runs.state.engine_process import EngineProcess

NEEDED_BYTES = 3_000_000_000
"""Memory that must be free for an engine which may never be needed."""

MOST_DEATHS = 3
"""Engines that ended unused, after which no other is made: something here is not for them."""


class ReadyEngine:
    """Starts engines as `start_engine` does, sooner where one is ready."""

    def __init__(self) -> None:
        self._idle: IdleEngine | None = None
        self._deaths = 0

    def __call__(self, run: RunDirectory) -> EngineProcess:
        idle, self._idle, self._deaths = self._idle, None, 0
        return start_engine(run, idle)

    def prepare(self) -> None:
        """Have one ready, where there is memory for it and a processor to spare."""
        if self._idle is not None and self._idle.alive:
            return
        if self._idle is not None:
            self.close()
            self._deaths += 1
        if self._deaths >= MOST_DEATHS:
            return
        import psutil  # not before the first frame

        if psutil.cpu_count() == 1 or psutil.virtual_memory().available < NEEDED_BYTES:
            return
        with contextlib.suppress(OSError):  # without one a start takes longer, no more
            self._idle = IdleEngine()

    def close(self) -> None:
        """End the one that waits; engines that train go on."""
        if self._idle is not None:
            self._idle.close()
            self._idle = None
