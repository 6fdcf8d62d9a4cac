"""An engine that waits for a run: what takes seconds before the first step is done already."""

import contextlib
import os
import subprocess
import sys

from rnn_tui.runs.directory import RunDirectory

WAIT = "--wait"
"""The argument that makes `python -m rnn_tui.engine` wait: it reads the run from stdin."""


class IdleEngine:
    """A process with TensorFlow imported. Until it has a run it ends with whoever started it.

    It takes about as much memory as an engine at work. Raises OSError where no process
    can be started.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "rnn_tui.engine", WAIT],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can still be given a run."""
        return self._process.poll() is None

    def take(self, run: RunDirectory) -> subprocess.Popen[bytes] | None:
        """Let it work on the run, for good. None where it has ended meanwhile."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(os.fsencode(run.path))
            self._process.stdin.close()
        except OSError:
            self.close()
            return None
        return self._process if self.alive else None

    def close(self) -> None:
        """It is not needed any more."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=0.2)  # it goes at once; no zombie is left behind
