"""Reports of the objective after each epoch, and what the pruner makes of them.

A report and the decision about it are one line of the journal. So a run that falls behind stays
so, whatever is killed before it has stopped, and is never judged twice by the same epoch.
"""

import math
from typing import Any

from rnn_tui.runs import RunState
from rnn_tui.runs.files.history_csv import EpochRecord
from rnn_tui.runs.state.ranking import best_epoch
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.lines import Reported, Told, finite
from rnn_tui.sweeps.state import Unit


def reports(sweep: Sweep, unit: Unit) -> bool:
    """Check whether the run is judged: the first one of a trial, where the sweep prunes."""
    trial = sweep.state.trials[unit.trial]
    return sweep.spec.prune is not None and trial.units[0].seed == unit.seed


def report(sweep: Sweep, unit: Unit, state: RunState) -> Unit:
    """Report the epochs that were not, until the run falls behind. Returns the unit as it is then.

    The last epoch is not judged: nothing would be saved. Raises SweepError.
    """
    for record in state.epochs:
        if record.epoch not in unit.reports and not unit.falls_behind:
            unit = _reported(sweep, unit, record, record.epoch + 1 >= state.total_epochs)
    return unit


def pruned(unit: Unit, state: RunState, objective: str) -> Told:
    """The outcome of a run that falls behind: what was reported, whatever it computed since."""
    epochs = sorted(unit.reports)
    column = [unit.reports[epoch] for epoch in epochs]
    best = best_epoch(column, objective)
    return Told(
        trial=unit.trial,
        seed=unit.seed,
        outcome="pruned",
        value=None if best is None else finite(column[best]),
        epoch=None if best is None else epochs[best],
        epochs=len(epochs),
        seconds=round(state.worked_so_far, 3),
    )


def _reported(sweep: Sweep, unit: Unit, record: EpochRecord, is_last: bool) -> Unit:
    from rnn_tui.sweeps.samplers.optuna_study import judge  # late: importing Optuna takes its time

    objective, pruner = sweep.objective, sweep.spec.prune
    assert pruner is not None
    value = record.logs.get(objective, math.nan)
    with sweep.journal.locked() as journal:
        known = sweep.refresh()
        prune, marks = False, dict[str, Any]()
        if not is_last:
            prune, marks = judge(
                known, sweep.space, pruner, unit.trial, objective, (record.epoch, value)
            )
        journal.append(
            Reported(
                trial=unit.trial,
                seed=unit.seed,
                epoch=record.epoch,
                value=finite(value),
                marks=marks,
                prune=prune,
            )
        )
        found = sweep.refresh().unit(unit.trial, unit.seed)
    assert found is not None
    return found
