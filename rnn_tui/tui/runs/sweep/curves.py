"""The curves of a sweep: its trials as one band, the ends of the pruned ones, one trial beside it.

No Textual.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from rnn_tui.results.plot.bands import grouped
from rnn_tui.results.plot.curves import Curves, Role, Series
from rnn_tui.runs.state.run_state import RunState
from rnn_tui.tui.runs.sweep.trials import TrialRow
from rnn_tui.wording.language import told, tr
from rnn_tui.wording.numbers import counted

States = Mapping[str, RunState]
"""The states of runs by their names."""


def curves_of(
    rows: Sequence[TrialRow], states: States, quantity: str, chosen: TrialRow | None
) -> Curves:
    """Mean, least and greatest of all trials at each epoch, and the trial that is `chosen`.

    What was pruned is not in the mean, which would rise or fall only because it ends: its last
    value is a mark of its own.
    """
    together = [state for row in rows if row.state != "pruned" for state in _states(row, states)]
    groups = {}
    if together:
        several = told(counted(len(together), "run"))
        groups[several if len(together) == 1 else tr("mean of {runs}", runs=several)] = together
    own = _states(chosen, states) if chosen is not None else []
    if own and chosen is not None and len(together) > 1:
        name = tr("trial {name}", name=chosen.name) if chosen.name.isdigit() else chosen.name
        groups[name] = own
    found = grouped(groups, quantity)
    pruned = pruned_series(rows, states, quantity)
    if pruned is None:
        return found
    return replace(found, series=(*found.series, pruned), note="")


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
