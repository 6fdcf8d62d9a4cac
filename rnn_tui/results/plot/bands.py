"""Bands: a quantity of groups of runs, each group as its mean between its least and its greatest.

A group is what was trained several times, with other seeds or as the trials of a sweep.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from rnn_tui.results.plot.curves import OVER_EPOCHS, Curves, Series, Spread, overlay
from rnn_tui.runs.state.run_state import RunState


def grouped(groups: Mapping[str, Sequence[RunState]], quantity: str) -> Curves:
    """The curves of each group under its name; those of a single run are drawn as they are.

    `Curves.runs` are then the names of the groups, and `Series.run` indexes them.
    """
    found = [
        series
        for number, states in enumerate(groups.values())
        for series in _series(overlay(states, quantity), number)
    ]
    note = (
        "" if found else overlay([one for each in groups.values() for one in each], quantity).note
    )
    return Curves(quantity, tuple(groups), tuple(found), note)


def beside(first: Curves, second: Curves) -> Curves:
    """The groups of both, those of the second one after those of the first; of one quantity."""
    moved = (replace(each, run=len(first.runs) + each.run) for each in second.series)
    series = (*first.series, *moved)
    return replace(
        first, runs=(*first.runs, *second.runs), series=series, note="" if series else first.note
    )


def merged(runs: Sequence[Series], number: int = 0) -> Series:
    """One series of the mean, the least and the greatest y at each x that any of the runs has.

    A run that is shorter than the others counts as far as it goes, and one without a finite y
    at an x does not count there; where that leaves none, there is a gap.
    """
    x = np.unique(np.concatenate([each.x for each in runs]))
    table = np.full((len(runs), x.size), np.nan)
    for row, each in zip(table, runs, strict=True):
        row[np.searchsorted(x, each.x)] = each.y
    finite = np.isfinite(table)
    counts = finite.sum(axis=0)
    some = counts > 0
    low = np.where(some, np.where(finite, table, np.inf).min(axis=0), np.nan)
    high = np.where(some, np.where(finite, table, -np.inf).max(axis=0), np.nan)
    mean = np.where(some, np.where(finite, table, 0.0).sum(axis=0) / np.maximum(counts, 1), np.nan)
    name = f"{runs[0].name} mean"
    return Series(name, runs[0].role, x, mean, number, Spread(low, high, counts))


def _series(curves: Curves, number: int) -> list[Series]:
    if not curves.several:
        return [replace(each, run=number) for each in curves.series]
    of_role = ([each for each in curves.series if each.role == role] for role in OVER_EPOCHS)
    return [merged(runs, number) for runs in of_role if runs]
