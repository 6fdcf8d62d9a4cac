"""`rnn-tui sweep --on slurm`: the workers of a sweep as an array of jobs."""

from dataclasses import replace
from pathlib import Path
from shlex import quote

from rnn_tui.batch.slurm_script import Request, ScriptError, header, program
from rnn_tui.io.faults import reason
from rnn_tui.io.writing import make_folder, write_atomically
from rnn_tui.runs.process.slurm import slurm_says
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.journal import SweepError
from rnn_tui.sweeps.lines import Submitted
from rnn_tui.sweeps.places import place_of, runs_of

FOLDER, SCRIPT = "slurm", "sweep.sbatch"

MOST_TASKS = 16
"""Workers in an array that nobody has asked for: each of them waits for a place of its own."""


def tasks_of(sweep: Sweep, workers: int | None) -> int:
    """The workers to ask for: no more than there are runs. Raises SweepError."""
    return max(1, min(runs_of(sweep.base), MOST_TASKS if workers is None else workers))


def write_script(sweep: Sweep, request: Request, tasks: int) -> Path:
    """Write `sweep.sbatch`, of which each task is a worker. Raises ScriptError, SweepError."""
    folder = sweep.path.absolute() / FOLDER
    place = place_of(sweep.base)
    on_gpu = sweep.base.train.device == "gpu"
    request = replace(
        request,
        cpus=place.cores or request.cpus,
        gpus=request.gpus or int(on_gpu),
        seeds=f"0-{tasks - 1}",
    )
    if "%" in str(folder):
        raise ScriptError(f"Slurm reads % in the name of a file as its own: {folder}")
    script = f"""\
{header(request, sweep.name, str(folder / "%A_%a.out"))}

# Each task is a worker: it takes one run after the other until none is left. SIGUSR1 comes before
# the time is up: the run stops with a checkpoint, and the task goes back into the queue. A worker
# that is ended by anything else costs time alone: the next one resumes its run.
exec {program()} sweep work {quote(str(sweep.path.absolute()))} --requeue
"""
    try:
        if not folder.is_dir():
            make_folder(folder)
        write_atomically(folder / SCRIPT, script.encode())
    except OSError as error:
        raise SweepError(f"cannot write {folder / SCRIPT}: {reason(error)}") from error
    return folder / SCRIPT


def submit(sweep: Sweep, script: Path) -> str:
    """Submit the array; its id goes into the journal. Raises SweepError."""
    said, fault = slurm_says("sbatch", "--parsable", str(script))
    job = said.strip().partition(";")[0]  # the name of a cluster may follow
    if fault or not job.isdecimal():
        raise SweepError(
            f"Slurm has not taken the job ({fault or said.strip() or 'no answer'}); the script is "
            f"{script}: submit it by hand with sbatch, or train here with rnn-tui sweep resume "
            f"{sweep.label}"
        )
    sweep.journal.append(Submitted(jobs=[job]))
    return job
