"""What the app does with sweeps: start, stop, hold and resume one. No Textual.

Workers outlive the app, as those of the command line do.
"""

import subprocess
from pathlib import Path

from rnn_tui.experiment import Experiment
from rnn_tui.experiment.loading import resolve
from rnn_tui.sweeps import control
from rnn_tui.sweeps.create import create_sweep
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.launch import start_workers
from rnn_tui.sweeps.places import usual_workers_of
from rnn_tui.sweeps.workers import running_files
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import counted

BY = "app"


class Sweeping:
    """Remembers the workers of each sweep that were started here."""

    def __init__(self) -> None:
        self._started: dict[Path, list[subprocess.Popen[bytes]]] = {}

    def start(self, experiment: Experiment, runs_dir: Path, workers: int) -> tuple[Path, str]:
        """Make the sweep of the experiment and start its workers; its folder, and what was done.

        Raises UserError.
        """
        sweep = create_sweep(runs_dir, resolve(experiment))
        self._start_workers(sweep, workers)
        return sweep.path, tr(
            "started {name} with {workers}",
            name=sweep.label,
            workers=told(counted(workers, "worker")),
        )

    def stop(self, path: Path, *, after_runs: bool) -> str:
        """Ask the workers of a sweep to end, at once or after their runs; what was done.

        Raises SweepError.
        """
        sweep = Sweep(path)
        if after_runs:
            control.hold(sweep, BY)
            return tr("{name} begins nothing new; r resumes it", name=sweep.label)
        control.stop(sweep, BY)
        return tr("{name} is stopping: its runs keep a checkpoint; r resumes it", name=sweep.label)

    def resume(self, path: Path) -> str:
        """Let the workers of a sweep go on, and start those that are missing here; what was done.

        Raises SweepError.
        """
        sweep = Sweep(path)
        control.let_go_on(sweep, BY)
        starting = self._starting(sweep)
        missing = usual_workers_of(sweep.base) - len(running_files(sweep)) - starting
        if missing <= 0:
            if starting:
                return tr("the workers of {name} are starting", name=sweep.label)
            return tr("resumed {name}", name=sweep.label)
        self._start_workers(sweep, missing)
        more = told(counted(missing, "worker"))
        return tr("resumed {name} and started {workers}", name=sweep.label, workers=more)

    def are_starting(self, path: Path) -> bool:
        """Check whether workers that were started here have yet to show themselves."""
        return self._starting(Sweep(path)) > 0

    def _starting(self, sweep: Sweep) -> int:
        """The workers that were started here, have not ended and have no file yet."""
        alive = [each.pid for each in self._started.get(sweep.path, ()) if each.poll() is None]
        if not alive:
            return 0
        found = [each.identity for each in running_files(sweep)]
        shown = {identity.pid for identity in found if identity and identity.on_this_boot}
        return len({*alive} - shown)

    def _start_workers(self, sweep: Sweep, count: int) -> None:
        self._started.setdefault(sweep.path, []).extend(start_workers(sweep, count))
