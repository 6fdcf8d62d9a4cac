"""What people ask of a sweep: to stop, to hold, to go on. Workers read it in the journal."""

from rnn_tui.runs import RunError, read_state
from rnn_tui.runs.process.slurm import slurm_says
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.lines import Requested
from rnn_tui.sweeps.state import Unit
from rnn_tui.sweeps.training import ask_to_stop
from rnn_tui.sweeps.workers import running_workers


def hold(sweep: Sweep, by: str) -> None:
    """Begin nothing new: what is running is finished, what waits at Slurm is cancelled.

    Raises SweepError.
    """
    sweep.check_usable()
    sweep.journal.append(Requested(request="hold", by=by))
    cancel_queued(sweep)


def stop(sweep: Sweep, by: str) -> None:
    """Ask all workers to stop their runs, with a checkpoint, and to end. Raises SweepError."""
    sweep.check_usable()
    sweep.journal.append(Requested(request="stop", by=by))
    cancel_queued(sweep)
    _stop_orphans(sweep)


def let_go_on(sweep: Sweep, by: str) -> None:
    """Let workers take runs again. Raises SweepError where nobody may work on it here."""
    sweep.check_usable()
    sweep.check_unchanged()
    if sweep.state.request.request != "run":
        sweep.journal.append(Requested(request="run", by=by))


def cancel_queued(sweep: Sweep) -> None:
    """Take what waits in the queue of Slurm out of it. Raises SweepError.

    Tasks that run hear of a stop through the journal, and save their runs.
    """
    for job in sweep.refresh().jobs:
        slurm_says("scancel", "--state=PENDING", job)


def _stop_orphans(sweep: Sweep) -> None:
    """Stop the runs whose workers were killed, while their engines train on."""
    running = running_workers(sweep)
    for unit in _begun(sweep):
        run = sweep.run_of(unit)
        try:
            orphaned = unit.worker not in running and read_state(run).state.live
        except RunError:
            continue
        if orphaned:
            ask_to_stop(run, 1)


def _begun(sweep: Sweep) -> list[Unit]:
    trials = sweep.refresh().trials.values()
    return [unit for trial in trials for unit in trial.units if unit.takes and unit.told is None]
