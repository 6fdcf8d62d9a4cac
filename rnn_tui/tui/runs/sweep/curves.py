"""The curves of a sweep: its trials as one band, the ends of the pruned ones, one trial beside it.

No Textual.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rnn_tui.results.plot.bands import beside, grouped
from rnn_tui.results.plot.curves import Curves, Role, Series, quantities
from rnn_tui.runs.state.run_state import RunState
from rnn_tui.tui.runs.sweep.trials import TrialRow
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import counted

States = Mapping[str, RunState]
"""The states of runs by their names."""


class SweepCurves:
    """The curves of the trials as they were seen, for one `chosen` trial after the other.

    What all trials have in common is computed once for each quantity: it takes longer than a key
    may where there are many.
    """

    def __init__(self, rows: Sequence[TrialRow], states: States) -> None:
        self.quantities = quantities(states.values())
        self._rows, self._states = rows, states
        self._backdrops: dict[str, Backdrop] = {}

    def of(self, quantity: str, chosen: TrialRow | None) -> Curves:
        """Mean, least and greatest of all trials at each epoch, and the trial that is `chosen`.

        What was pruned is not in the mean, which would rise or fall only because it ends: its
        last value is a mark of its own.
        """
        if quantity not in self._backdrops:
            self._backdrops[quantity] = _backdrop(self._rows, self._states, quantity)
        behind = self._backdrops[quantity]
        found = behind.curves
        own = _states(chosen, self._states) if chosen is not None and behind.runs > 1 else []
        if own and chosen is not None:
            name = tr("trial {name}", name=chosen.name) if chosen.name.isdigit() else chosen.name
            found = beside(found, grouped({name: own}, quantity))
        if behind.pruned is None:
            return found
        return replace(found, series=(*found.series, behind.pruned), note="")


@dataclass(frozen=True, slots=True)
class Backdrop:
    """What is drawn whatever the chosen trial: the mean of so many runs, and what was pruned."""

    curves: Curves
    runs: int
    pruned: Series | None


def _backdrop(rows: Sequence[TrialRow], states: States, quantity: str) -> Backdrop:
    together = [state for row in rows if row.state != "pruned" for state in _states(row, states)]
    groups = {}
    if together:
        several = told(counted(len(together), "run"))
        groups[several if len(together) == 1 else tr("mean of {runs}", runs=several)] = together
    pruned = pruned_series(rows, states, quantity)
    return Backdrop(grouped(groups, quantity), len(together), pruned)


def pruned_series(rows: Sequence[TrialRow], states: States, quantity: str) -> Series | None:
    """The last epoch of each run that was pruned, and what it had come to."""
    points = sorted(
        point
        for row in rows
        if row.state == "pruned"
        for state in _states(row, states)
        if (point := _end(state, quantity)) is not None
    )
    if not points:
        return None
    x, y = np.array(points).T
    return Series(tr("{points} pruned", points=len(points)), Role.PRUNED, x, y)


def _end(state: RunState, quantity: str) -> tuple[float, float] | None:
    if not state.epochs:
        return None
    last = state.epochs[-1]
    value = last.logs.get(f"val_{quantity}", last.logs.get(quantity))
    if value is None or not np.isfinite(value):
        return None
    return last.epoch + 1.0, value


def _states(row: TrialRow, states: States) -> list[RunState]:
    return [states[unit.run] for unit in row.runs if unit.run in states]
