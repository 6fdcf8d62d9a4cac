"""Moving a whole sweep, its runs and its journal, into the trash of its runs folder."""

from rnn_tui.runs import list_runs
from rnn_tui.runs.changes.moving import Discarded, discard_folder, live_state
from rnn_tui.sweeps.control import cancel_queued
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.journal import SweepError
from rnn_tui.sweeps.workers import running_workers


def discard_sweep(sweep: Sweep) -> Discarded:
    """Move the sweep into the trash, while nobody works on it; its tasks that wait at Slurm are
    cancelled. `rnn_tui.runs.changes.moving.restore` brings it back.

    Raises SweepError, and RunError where its folder cannot be moved.
    """
    if sweep.refresh().created.beside:
        raise SweepError("the queue cannot be deleted: rnn-tui queue remove takes runs out of it")
    with sweep.journal.locked():  # a worker registers under this lock: none can begin meanwhile
        if running_workers(sweep) or any(live_state(run) for run in list_runs(sweep.path)):
            raise SweepError(f"sweep {sweep.label} is running: stop it first")
        cancel_queued(sweep)
        return discard_folder(sweep.path)
