"""A sweep as it was seen last: its trials, and the histories of those whose curves are drawn.

No Textual.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rnn_tui.experiment.space import Space
from rnn_tui.io.faults import UserError
from rnn_tui.runs import RunDirectory, RunError, RunState
from rnn_tui.runs.lists.overview import readable_state
from rnn_tui.runs.state.run_state import no_trace
from rnn_tui.sweeps.folder import Sweep
from rnn_tui.sweeps.launch import last_error
from rnn_tui.sweeps.overview import SweepView, look
from rnn_tui.sweeps.samplers.extra import check_importances
from rnn_tui.tui.runs.sweep.trials import OVER, TrialRow, rows_of
from rnn_tui.wording.numbers import counted

MOST_READ = 100
"""Runs whose curves are drawn, those of the best trials first."""

READ_SECONDS = 0.3
"""The time that one look spends on reading histories; the next look continues."""

LEAST_TRIALS = 20
"""Finished trials from which on an importance means something: the best tenth is looked at."""


@dataclass(frozen=True, slots=True)
class Seen:
    """`states` are those of the runs that have been read; `whole`: all that are wanted.

    `trouble` says why the last worker has ended, where nobody works on it.
    """

    view: SweepView
    rows: tuple[TrialRow, ...]
    space: Space
    states: dict[str, RunState] = field(default_factory=dict)
    whole: bool = True
    trouble: str = ""

    @property
    def values(self) -> list[float | None]:
        """The objective of each row's trial."""
        return [row.trial.value for row in self.rows]


class Looking:
    """Keeps what is known of a sweep between two looks. Not thread-safe."""

    def __init__(self, path: Path) -> None:
        self._sweep = Sweep(path)
        self._states: dict[str, RunState] = {}

    @property
    def path(self) -> Path:
        """The folder of the sweep."""
        return self._sweep.path

    def run_of(self, name: str) -> RunDirectory:
        """The directory of a run of the sweep."""
        return RunDirectory(self._sweep.runs / name)

    def look(self, seconds: float = READ_SECONDS) -> Seen:
        """The sweep as it is now. Raises UserError."""
        view = look(self._sweep)
        rows = rows_of(view)
        whole = self._read(rows, time.monotonic() + seconds)
        trouble = last_error(self._sweep) if view.state == "waiting" else ""
        return Seen(view, rows, self._sweep.space, dict(self._states), whole, trouble)

    def importances(self, view: SweepView) -> dict[str, float]:
        """The share of each key in what the trials have come to. Raises UserError."""
        if not view.keys:
            raise UserError("one combination is tried, so no key can be weighed")
        finished = sum(trial.value is not None for trial in view.trials)
        if finished < LEAST_TRIALS:
            raise UserError(
                f"{counted(finished, 'trial')} finished: the importance of keys can be told from "
                f"{LEAST_TRIALS} on"
            )
        check_importances()
        from rnn_tui.sweeps.samplers.optuna_study import importances  # late: it takes its time

        sweep = Sweep(self._sweep.path)  # the other one may be looking
        return importances(sweep.refresh(), sweep.space, sweep.objective)

    def _read(self, rows: Sequence[TrialRow], end: float) -> bool:
        """Read histories, those that are over once; whether there was time for all."""
        units = [unit for row in rows for unit in row.runs if unit.epochs][:MOST_READ]
        names = {unit.run for unit in units}
        self._states = {name: state for name, state in self._states.items() if name in names}
        for unit in units:
            known = self._states.get(unit.run)
            if known is not None and unit.state in OVER and len(known.epochs) >= unit.epochs:
                continue
            if time.monotonic() > end:
                return False
            try:
                state = readable_state(self.run_of(unit.run))
            except RunError:
                continue
            self._states[unit.run] = replace(state, trace=no_trace())
        return True
