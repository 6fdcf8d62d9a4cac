"""What the app does with sweeps: start, stop, hold and resume one. No Textual.

Workers outlive the app, as those of the command line do.
"""

import time
from pathlib import Path

from rnn_tui.experiment import Experiment
from rnn_tui.experiment.loading import resolve
from rnn_tui.sweeps import control
from rnn_tui.sweeps.create import create_sweep
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.launch import start_workers
from rnn_tui.sweeps.places import usual_workers_of
from rnn_tui.sweeps.workers import running_workers
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import counted

BY = "app"

START_SECONDS = 15.0
"""Seconds that workers have to show themselves before others are started."""

_started: dict[Path, float] = {}
"""When workers of a sweep were started here last, by the monotonic clock."""


def start(experiment: Experiment, runs_dir: Path, workers: int) -> tuple[Path, str]:
    """Make the sweep of the experiment and start its workers; its folder, and what was done.

    Raises UserError.
    """
    sweep = create_sweep(runs_dir, resolve(experiment))
    _start_workers(sweep, workers)
    return sweep.path, tr(
        "started {name} with {workers}", name=sweep.label, workers=told(counted(workers, "worker"))
    )


def stop(path: Path, *, after_runs: bool) -> str:
    """Ask the workers of a sweep to end, at once or after their runs; what was done.

    Raises SweepError.
    """
    sweep = Sweep(path)
    if after_runs:
        control.hold(sweep, BY)
        return tr("{name} begins nothing new; r resumes it", name=sweep.label)
    control.stop(sweep, BY)
    return tr("{name} is stopping: its runs keep a checkpoint; r resumes it", name=sweep.label)


def resume(path: Path) -> str:
    """Let the workers of a sweep go on, and start those that are missing here; what was done.

    Raises SweepError.
    """
    sweep = Sweep(path)
    control.let_go_on(sweep, BY)
    missing = max(0, usual_workers_of(sweep.base) - len(running_workers(sweep)))
    if are_starting(path):
        return tr("the workers of {name} are starting", name=sweep.label)
    _start_workers(sweep, missing)
    if not missing:
        return tr("resumed {name}", name=sweep.label)
    more = told(counted(missing, "worker"))
    return tr("resumed {name} and started {workers}", name=sweep.label, workers=more)


def are_starting(path: Path) -> bool:
    """Check whether workers were started here a moment ago, which may not be seen yet."""
    return time.monotonic() - _started.get(path, -START_SECONDS) < START_SECONDS


def _start_workers(sweep: Sweep, count: int) -> None:
    start_workers(sweep, count)
    _started[sweep.path] = time.monotonic()
