"""Putting the own Slurm job back into the queue, so that its next life goes on with the run."""

import os
import signal
import subprocess
import time

from rnn_tui.batch.exit_code import Exit
from rnn_tui.io.signals import STOPPING, exit_code
from rnn_tui.io.streams import tell, write
from rnn_tui.references import Refusal
from rnn_tui.runs import RunDirectory, RunError
from rnn_tui.runs.files.event_log import LogReader
from rnn_tui.runs.files.events import Job
from rnn_tui.runs.lives import lives_without_progress
from rnn_tui.runs.process.slurm import REQUEUES, current_job, job_name

IDLE_LIVES = 2
"""Lives in a row that bring nothing further before the job is no longer put back."""

SCONTROL_SECONDS = 60.0

_WARNED = {exit_code(number) for number in STOPPING} - {Exit.INTERRUPTED, Exit.TERMINATED}
"""The exits of a run that a warning has stopped. SIGTERM may be somebody's scancel."""


class Requeueing:
    """Knows the job from its start; `after` decides at its end."""

    def __init__(self) -> None:
        """Raises Refusal outside of a job."""
        job = current_job()
        if job is None:
            raise Refusal(
                "--requeue puts the own Slurm job back into the queue, and SLURM_JOB_ID is not "
                "set: run it in a job (rnn-tui sbatch prints a script)"
            )
        self._job: Job = job
        os.environ[REQUEUES] = job_name(job)  # for the engine, which records it

    def after(self, run: RunDirectory, code: int) -> int:
        """The exit code of the job, whose run was left with `code`: 0 where it comes back.

        Raises RunError where Slurm does not take it back.
        """
        if code not in _WARNED and not (code == Exit.TERMINATED and self._time_is_up()):
            return code
        name = job_name(self._job)
        if (idle := _idle_lives(run)) >= IDLE_LIVES:
            tell(
                f"error: job {name} is not put back into the queue: {idle} lives in a row have "
                f"brought {run.label} no further; give it more time (--time), or time to stop "
                "(--signal)",
            )
            return code
        _requeue(name, run)
        write(f"job {name} is back in the queue and goes on with {run.label} by itself")
        return Exit.FINISHED

    def _time_is_up(self) -> bool:
        """Slurm's SIGTERM at the time limit, where no warning was asked for, is never early."""
        return 0 < self._job.ends_at <= time.time() + 1


def _idle_lives(run: RunDirectory) -> int:
    try:
        return lives_without_progress(LogReader(run.events).read())
    except OSError:
        return 0


def _requeue(name: str, run: RunDirectory) -> None:
    # Slurm ends what is left of the job in the moment in which it takes it back.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        done = subprocess.run(
            ["scontrol", "requeue", name],
            capture_output=True,
            text=True,
            timeout=SCONTROL_SECONDS,
            check=False,
        )
        fault = done.stderr.strip() if done.returncode else ""
    except (OSError, subprocess.TimeoutExpired) as error:
        fault = str(error)
    if fault:
        raise RunError(
            f"Slurm does not take job {name} back: {fault}; go on with rnn-tui resume {run.label}"
        )
