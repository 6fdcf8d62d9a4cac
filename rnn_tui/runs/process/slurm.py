"""The Slurm job that an engine runs in: its name, its place, and the end of its time."""

import os
import re
import subprocess
import time
from collections.abc import Callable, Mapping

from rnn_tui.runs.files.events import Job
from rnn_tui.runs.state.run_state import RunState
from rnn_tui.wording.times import rough_time

REQUEUES = "RNN_TUI_REQUEUES"
"""The job's name, set for an engine whose front-end puts the job back into the queue."""

BEFORE_END_SECONDS = 60.0
"""A run has a checkpoint this long before its job's time is up, however rare they are otherwise.

Slurm may be this early or late, and kills what does not stop in time.
"""

ASK_SECONDS = 5.0


def current_job(
    environment: Mapping[str, str] = os.environ, ask: Callable[[str], str] | None = None
) -> Job | None:
    """The Slurm job that this process is part of; None outside of one.

    `ask` gives the time that the job of a name has left, as squeue writes it: only later
    versions of Slurm tell the end of a job in its environment.
    """
    number = environment.get("SLURM_JOB_ID", "")
    if not number.isdecimal():
        return None
    index = environment.get("SLURM_ARRAY_TASK_ID", "")
    job = Job(
        id=number,
        array_id=environment.get("SLURM_ARRAY_JOB_ID", ""),
        array_index=int(index) if index.isdecimal() else None,
        restarts=_count(environment.get("SLURM_RESTART_COUNT", "")),
        node=environment.get("SLURMD_NODENAME", ""),
        partition=environment.get("SLURM_JOB_PARTITION", ""),
    )
    end = float(_count(environment.get("SLURM_JOB_END_TIME", "")))
    if not end and (left := seconds_of((ask or _ask_squeue)(job_name(job)))) is not None:
        end = time.time() + left
    requeues = environment.get(REQUEUES) == job_name(job)
    return job.model_copy(update={"ends_at": end, "requeues": requeues})


def job_name(job: Job) -> str:
    """The job's name for Slurm's commands: the number of a task may be that of the whole array."""
    return job.id if job.array_index is None else f"{job.array_id}_{job.array_index}"


def seconds_of(text: str) -> int | None:
    """Seconds in a time of Slurm's: `M`, `M:S`, `H:M:S`, `D-H`, `D-H:M` or `D-H:M:S`.

    None for anything else, such as UNLIMITED.
    """
    found = re.fullmatch(r"(?:(\d{1,5})-)?(\d{1,6})(?::(\d{1,2}))?(?::(\d{1,2}))?", text.strip())
    if found is None:
        return None
    days, *parts = (None if part is None else int(part) for part in found.groups())
    first, second, third = parts
    assert first is not None
    if days is not None:
        return ((days * 24 + first) * 60 + (second or 0)) * 60 + (third or 0)
    if third is not None:
        return (first * 60 + (second or 0)) * 60 + third
    return first * 60 + (second or 0)


def checkpoint_is_planned(job: Job | None, now: float, age: float) -> bool:
    """Check whether the moment before the job's end has come since the last checkpoint.

    `now` in seconds since 1970, `age` is that of the checkpoint in seconds.
    """
    if job is None or not job.ends_at:
        return False
    return 0 <= now - (job.ends_at - BEFORE_END_SECONDS) < age


def job_words(job: Job) -> str:
    """`Slurm job 17_3 (restart 2) on node n1, partition gpu`."""
    restart = f" (restart {job.restarts})" if job.restarts else ""
    where = [f"node {job.node}"] * bool(job.node) + [f"partition {job.partition}"] * bool(
        job.partition
    )
    return f"Slurm job {job_name(job)}{restart}" + (f" on {', '.join(where)}" if where else "")


def end_words(state: RunState, now: float) -> str:
    """`ends in 12 min (time limit), then resumes by itself`; empty if unknown.

    `now` in seconds since 1970.
    """
    job = state.machine.job if state.machine else None
    if job is None or not job.ends_at or not state.state.live:
        return ""
    left = job.ends_at - now
    if left <= 0:
        words = "its time is up (time limit)"
    else:
        words = f"ends in {rough_time(left)} (time limit)"
    return f"{words}, then resumes by itself" if job.requeues else words


def _count(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0


def slurm_says(*command: str, seconds: float = 60.0) -> tuple[str, str]:
    """What a command of Slurm's prints, and what went wrong; the latter is empty if nothing did."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except FileNotFoundError:
        return "", f"{command[0]} is not installed here"
    except (OSError, subprocess.TimeoutExpired) as error:
        return "", str(error)
    return done.stdout, done.stderr.strip() if done.returncode else ""


def _ask_squeue(name: str) -> str:
    command = ("squeue", "--noheader", f"--jobs={name}", "--format=%L")
    return slurm_says(*command, seconds=ASK_SECONDS)[0].partition("\n")[0]
