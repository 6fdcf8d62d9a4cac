"""Reports of the objective after each epoch, and what the pruner makes of them.

A report and the decision about it are one line of the journal. So a run that does poorly stays
so, whatever is killed before it has stopped, and is never judged twice by the same epoch.
"""

import math
from typing import Any

from rnn_tui.runs import RunState, State
from rnn_tui.runs.files.history_csv import EpochRecord
from rnn_tui.runs.state.ranking import best_epoch
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.lines import Reported, Told, finite
from rnn_tui.sweeps.state import Unit


class Judging:
    """One run as the pruner sees it: the first one of a trial, where the sweep prunes."""

    def __init__(self, sweep: Sweep, unit: Unit) -> None:
        self.unit = unit
        """The unit as the journal has it now."""

        self._sweep = sweep
        trial = sweep.state.trials[unit.trial]
        self._judges = sweep.spec.prune is not None and trial.units[0].seed == unit.seed

    def needs_engine(self, state: RunState) -> bool:
        """Check whether the run is to be trained any further."""
        return needs_engine(state) and not self.unit.does_poorly

    def does_poorly(self, state: RunState) -> bool:
        """Report the epochs that were not, until the run does poorly, and say whether it does.

        The last epoch is not judged: nothing would be saved. Raises SweepError.
        """
        for record in state.epochs if self._judges else ():
            if record.epoch not in self.unit.reports and not self.unit.does_poorly:
                is_last = record.epoch + 1 >= state.total_epochs
                self.unit = _reported(self._sweep, self.unit, record, is_last)
        return self.unit.does_poorly


def needs_engine(state: RunState) -> bool:
    """Check whether an engine has to be started: nothing runs, and something is left to do.

    What failed for a reason that may have gone, such as a full disk, is tried again. A run is
    queued from its first moment, whether or not an engine was started.
    """
    if state.state == State.QUEUED:
        return state.status is None or state.status.process is None
    if state.state == State.FAILED:
        return state.failure is None or state.failure.kind == "engine"
    return not state.state.live and state.state != State.FINISHED


def pruned(unit: Unit, state: RunState, objective: str) -> Told:
    """The outcome of a run that does poorly: what was reported, whatever it computed since."""
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
        data=state.fingerprint,
    )


def _reported(sweep: Sweep, unit: Unit, record: EpochRecord, is_last: bool) -> Unit:
    from rnn_tui.sweeps.samplers.optuna_study import judge  # late: importing Optuna takes its time

    objective = sweep.objective
    value = record.logs.get(objective, math.nan)
    with sweep.journal.locked() as journal:
        known = sweep.refresh()
        prune, marks = False, dict[str, Any]()
        if not is_last:
            prune, marks = judge(
                known, sweep.space, sweep.spec, unit.trial, objective, (record.epoch, value)
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
