"""`rnn-tui sbatch`: a job script for Slurm that trains one run, requeued as often as it takes."""

import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import join, quote

from rnn_tui.io.faults import UserError
from rnn_tui.runs.process.slurm import seconds_of

WARNING_SECONDS, SHORT_WARNING_SECONDS = 120, 60
"""The time of the warning before the time limit. Slurm may warn up to 60 s earlier."""

SHORT_SECONDS = 600
"""The longest job that is warned later."""

LEAST_SECONDS = 240
"""The shortest job: the warning, which may be 60 s early, must not precede the first batch."""

MOST_SEED = 4_000_000
"""Slurm's own bound on a number in an array, MaxArraySize, is at most this."""

_MEMORY = re.compile(r"\d+[KMGT]?B?", re.IGNORECASE)
_PARTITION = re.compile(r"[\w.,+-]+")
_RANGE = re.compile(r"(\d+)(?:-(\d+)(?::(\d+))?)?", re.ASCII)

ONE_RUN, RUN_OF_TASK = "$SLURM_JOB_ID", "$SLURM_ARRAY_JOB_ID-$SLURM_ARRAY_TASK_ID"
"""They stay the same when the job is put back into the queue."""


class ScriptError(UserError):
    """One sentence about an option that a job script cannot have."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """The resources of the job. `seeds` is a Slurm array, such as 0-4 or 1,5,7%2."""

    time: str = "4:00:00"
    cpus: int = 2
    memory: str = "4G"
    gpus: int = 0
    partition: str = ""
    seeds: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Work:
    """The run of the job. `config` is a preset or an absolute path; without a `run_id` the run
    is named after the experiment's `name` and the job."""

    name: str
    config: str
    settings: Sequence[str] = ()
    runs: Path
    run_id: str = ""


def job_script(request: Request, work: Work) -> str:
    """The script, ready for sbatch. Raises ScriptError."""
    if request.seeds and any(setting.split("=")[0].strip() == "seed" for setting in work.settings):
        raise ScriptError("--seeds and --set seed cannot be combined: each task has its own seed")
    name = work.run_id or work.name
    return f"""\
{header(request, name, f"slurm-{label_of(name)}-{'%A_%a' if request.seeds else '%j'}.out")}

# Starts the run, or resumes it where it stopped. SIGUSR1 comes before the time is up: the run
# stops with a checkpoint, and this job goes back into the queue. scancel ends the job for good;
# the run can still be resumed.
exec {_command(request, work)}
"""


def header(request: Request, name: str, output: str) -> str:
    """The first lines of a script: the job's name and resources, and where its output goes.

    The job is warned by SIGUSR1 before its time is up. Raises ScriptError.
    """
    options = "\n".join(f"#SBATCH {_option(each)}" for each in _options(request, name, output))
    return f"#!/bin/bash\n{options}"


def label_of(name: str) -> str:
    """The name as sbatch takes it for a job."""
    return re.sub(r"[^\w.-]", "_", name)


def _options(request: Request, name: str, output: str) -> list[str]:
    _check(request)
    warning = WARNING_SECONDS if _seconds(request) > SHORT_SECONDS else SHORT_WARNING_SECONDS
    return [
        f"--job-name={label_of(name)}",
        f"--time={request.time}",
        f"--cpus-per-task={request.cpus}",
        f"--mem={request.memory}",
        *([f"--gpus={request.gpus}"] if request.gpus else []),
        *([f"--partition={request.partition}"] if request.partition else []),
        *([f"--array={request.seeds}"] if request.seeds else []),
        f"--signal=B:USR1@{warning}",
        "--requeue",
        "--open-mode=append",
        f"--chdir={Path.cwd()}",
        f"--output={output}",
        *request.more,
    ]


def _check(request: Request) -> None:
    """Raises ScriptError for what sbatch would refuse, or read in another way than meant."""
    if not _MEMORY.fullmatch(request.memory):
        raise ScriptError(f"--mem {request.memory!r} is not a size like 4G or 500M")
    if request.seeds and not _is_array(request.seeds):
        raise ScriptError(
            f"--seeds {request.seeds!r} is not a Slurm array like 0-4, 0-8:2, 1,5,7 or 0-99%4"
        )
    if request.partition and not _PARTITION.fullmatch(request.partition):
        raise ScriptError(f"--partition {request.partition!r} is not the name of a partition")
    if odd := next((option for option in request.more if not option.startswith("-")), None):
        raise ScriptError(
            f"--option {odd!r} does not begin with a dash, as --option=--qos=low does"
        )


def _is_array(seeds: str) -> bool:
    """Check whether sbatch accepts it: numbers and rising ranges, then a limit of tasks."""
    listed, _, most = seeds.partition("%")
    if "%" in seeds and not (most.isdecimal() and int(most)):
        return False
    found = [_RANGE.fullmatch(piece) for piece in listed.split(",")]
    return all(
        each is not None and int(each[1]) <= int(each[2] or each[1]) <= MOST_SEED and each[3] != "0"
        for each in found
    )


def _seconds(request: Request) -> int:
    seconds = seconds_of(request.time)
    if seconds is None:
        raise ScriptError(
            f"--time {request.time!r} is not a Slurm time: M, M:S, H:M:S, D-H, D-H:M or D-H:M:S"
        )
    if seconds < LEAST_SECONDS:
        raise ScriptError(
            f"--time {request.time} is too short: the warning would come before the first batch; "
            f"give {LEAST_SECONDS // 60} minutes or more"
        )
    return seconds


def _option(option: str) -> str:
    """The option as sbatch reads it from a script: quoted if it has blanks."""
    if not option.isprintable() or '"' in option:
        raise ScriptError(f"sbatch cannot read {option!r} from a script")
    return f'"{option}"' if " " in option else option


def _command(request: Request, work: Work) -> str:
    """The command line; the shell fills in the job's number."""
    task = RUN_OF_TASK if request.seeds else ONE_RUN
    if not work.run_id:
        name = f'{quote(work.name)}-"{task}"'
    elif request.seeds:
        name = f'{quote(work.run_id)}-"$SLURM_ARRAY_TASK_ID"'
    else:
        name = quote(work.run_id)
    seed = ' --set seed="$SLURM_ARRAY_TASK_ID"' if request.seeds else ""
    settings = [word for setting in work.settings for word in ("--set", setting)]
    rest = join(["-c", work.config, *settings, "--runs-dir", str(work.runs)])
    return f"{program()} --batch --as {name} --requeue {rest}{seed}"


def program() -> str:
    """The command that starts this very program, wherever the job runs, as a shell reads it."""
    found = shutil.which(sys.argv[0]) if Path(sys.argv[0]).name == "rnn-tui" else None
    return join([str(Path(found).absolute())] if found else [sys.executable, "-m", "rnn_tui"])
