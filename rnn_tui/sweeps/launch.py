"""Starting workers as processes of this host, and what they have said."""

import os
import subprocess
import sys

from rnn_tui.io.faults import reason
from rnn_tui.io.reading import open_to_read
from rnn_tui.io.text import one_line
from rnn_tui.io.writing import open_to_append
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.journal import SweepError
from rnn_tui.sweeps.names import LOG
from rnn_tui.wording.language import LOGGED

WORK = [sys.executable, "-P", "-m", "rnn_tui", "sweep", "work"]

TAIL_BYTES = 4_000

ERROR = "error: "
"""The beginning of the line with which a command ends that has failed."""


def start_worker(sweep: Sweep) -> "subprocess.Popen[bytes]":
    """Start a worker in a session of its own: it outlives whoever started it.

    What it says goes to the sweep's log. Raises SweepError.
    """
    try:
        with os.fdopen(open_to_append(sweep.path / LOG), "ab") as log:
            return subprocess.Popen(
                [*WORK, str(sweep.path.absolute())],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, LOGGED: "1"},
                start_new_session=True,
            )
    except OSError as error:
        raise SweepError(
            f"cannot start a worker of sweep {sweep.label}: {reason(error)}"
        ) from error


def start_workers(sweep: Sweep, count: int) -> "list[subprocess.Popen[bytes]]":
    """Start so many workers. Raises SweepError where one cannot be started."""
    return [start_worker(sweep) for _ in range(count)]


def last_words(sweep: Sweep) -> str:
    """What the workers said last, be it an error; else where that stands."""
    return _last_line(sweep).removeprefix(ERROR) or f"see {LOG}"


def last_error(sweep: Sweep) -> str:
    """The error with which the last worker has ended; empty without one."""
    line = _last_line(sweep)
    return line.removeprefix(ERROR) if line.startswith(ERROR) else ""


def _last_line(sweep: Sweep) -> str:
    """The last line of the workers' log; empty where there is none."""
    try:
        with open_to_read(sweep.path / LOG) as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - TAIL_BYTES))
            lines = file.read().decode("utf-8", "replace").split("\n")
    except OSError:
        return ""
    return one_line(next((line for line in reversed(lines) if line.strip()), ""))
