"""Putting the Slurm job that this is back into the queue, where it resumes the run."""

import os
import signal
import time

from rnn_tui.io.exits import Exit
from rnn_tui.io.faults import UserError
from rnn_tui.io.signals import STOPPING, exit_code
from rnn_tui.io.streams import tell, write
from rnn_tui.runs import RunDirectory, RunError
from rnn_tui.runs.files.event_log import LogReader
from rnn_tui.runs.files.events import Job
from rnn_tui.runs.process.slurm import REQUEUES, current_job, job_name, slurm_says
from rnn_tui.runs.state.starts import starts_without_progress
from rnn_tui.wording.language import tr

IDLE_STARTS = 2
"""Engines in a row that keep nothing before the job is left out of the queue."""

_WARNED = {exit_code(number) for number in STOPPING} - {Exit.INTERRUPTED, Exit.TERMINATED}
"""The exit codes of a run that a warning has stopped. SIGTERM may be somebody's scancel."""


class Requeueing:
    """Knows the job from its start, and decides at its end with `after`."""

    def __init__(self) -> None:
        """Raises UserError outside of a job."""
        job = current_job()
        if job is None:
            raise UserError(
                "--requeue works inside a Slurm job, and SLURM_JOB_ID is not set: run it in a job "
                "(rnn-tui sbatch prints a script)"
            )
        self._job: Job = job
        os.environ[REQUEUES] = job_name(job)  # for the engine, which records it

    def after(self, run: RunDirectory, code: int) -> int:
        """The exit code of the job, whose run was left with `code`: 0 where it comes back.

        Raises RunError where Slurm does not take it back.
        """
        return self._after(run, code, run.label, f"rnn-tui resume {run.label}")

    def after_worker(self, sweep: str, run: RunDirectory | None, code: int) -> int:
        """The same for a worker of the sweep of this label, and the last run that it had."""
        return self._after(run, code, sweep, f"rnn-tui sweep resume {sweep}")

    def _after(self, run: RunDirectory | None, code: int, label: str, by_hand: str) -> int:
        if code not in _WARNED and not (code == Exit.TERMINATED and self._time_is_up()):
            return code
        name = job_name(self._job)
        if run is not None and (idle := _idle_starts(run)) >= IDLE_STARTS:
            tell(
                tr(
                    "error: job {name} is not requeued: the last {idle} starts made no progress "
                    "with {label}; give it more time (--time), or more time to stop (--signal)",
                    name=name,
                    idle=idle,
                    label=run.label,
                )
            )
            return code
        _requeue(name, by_hand)
        words = tr("job {name} is back in the queue and will resume {label} automatically")
        write(words.format(name=name, label=label))
        return Exit.FINISHED

    def _time_is_up(self) -> bool:
        """Check whether the time limit has come: its SIGTERM from Slurm is never early."""
        return 0 < self._job.ends_at <= time.time() + 1


def _idle_starts(run: RunDirectory) -> int:
    try:
        return starts_without_progress(LogReader(run.events).read())
    except OSError:
        return 0


def _requeue(name: str, by_hand: str) -> None:
    # Slurm ends what is left of the job the moment it takes it back.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _, fault = slurm_says("scontrol", "requeue", name)
    if fault:
        raise RunError(f"Slurm cannot requeue job {name}: {fault}; {by_hand} continues it")
