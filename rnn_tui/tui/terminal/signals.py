"""Signals that end the app: a terminal that goes, a kill, a batch system whose time is up.

Textual 8.2.8 heeds none of them. Goes once it turns them into events.
"""

import asyncio
import signal
from collections.abc import Callable

LEAVING = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
"""Signals that end the app; its runs train on."""

STOPPING = (signal.SIGUSR1, signal.SIGUSR2, signal.SIGXCPU)
"""Signals that say that time is up for everything here: the runs are stopped, too."""

SIGNALS = (*LEAVING, *STOPPING)


class Signals:
    """Calls `ended` with the number of the first of SIGNALS that arrives."""

    def __init__(self, ended: Callable[[signal.Signals], None]) -> None:
        self._ended = ended

    def heed(self) -> None:
        """Listen in the running event loop."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._arrived, number)

    def release(self) -> None:
        """Give them back to the system: while threads end, a second one ends the process."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.remove_signal_handler(number)

    def _arrived(self, number: signal.Signals) -> None:
        self.release()
        self._ended(number)
