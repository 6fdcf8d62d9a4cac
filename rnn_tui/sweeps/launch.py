"""Starting workers as processes of this host."""

import os
import subprocess
import sys

from rnn_tui.io.faults import reason
from rnn_tui.io.writing import open_to_append
from rnn_tui.sweeps.folder import LOG, Sweep
from rnn_tui.sweeps.journal import SweepError

WORK = [sys.executable, "-P", "-m", "rnn_tui", "sweep", "work"]


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
                start_new_session=True,
            )
    except OSError as error:
        raise SweepError(
            f"cannot start a worker of sweep {sweep.label}: {reason(error)}"
        ) from error
