"""The signals that ask a run to stop with a checkpoint, and their exit codes.

SIGUSR1 and SIGUSR2 are the warnings that batch systems send before a job's time is up (Slurm's
`--signal`, submitit), SIGXCPU is the one of a limit on processor time.
"""

import re
import signal

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2, signal.SIGXCPU)


def exit_code(number: signal.Signals) -> int:
    """The exit code that shells use: 128 and the number of the signal."""
    return 128 + number


def signal_named(reason: str) -> signal.Signals | None:
    """The stop signal that the reason of a stop begins with, as in `SIGTERM, asked twice`."""
    name = re.match(r"\w*", reason)
    return next((number for number in STOPPING if name and number.name == name[0]), None)
