"""The current values of curves, to be written beside their last points."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import log10

import numpy as np

from rnn_tui.results.plot.axes import Axis
from rnn_tui.results.plot.canvas import Value
from rnn_tui.results.plot.curves import Curves, Role
from rnn_tui.results.plot.layers import PlotLayer
from rnn_tui.results.plot.markers import ink_of
from rnn_tui.results.plot.view import View
from rnn_tui.wording.numbers import figure, measured

GAP = 2
"""Columns from a point to the end of the blank before its value."""

TRAINED = (Role.PARTIAL, Role.TRAINING)
"""Where the training stands: in the epoch that has begun, else at the end of the last one."""

LEADS = ((Role.MEASURE,), (Role.VALIDATION,), TRAINED)


def current_values(curves: Curves, shown: Sequence[PlotLayer], view: View) -> list[Value]:
    """One for the validation and one for the training; of runs that are compared one for each."""
    values = []
    for run in range(max(len(curves.runs), 1)):
        own = [layer for layer in shown if layer.series.run == run and layer.top is None]
        leads = [layer for roles in LEADS for layer in _first(own, roles)]
        values += [_value(layer, view) for layer in (leads[:1] if curves.several else leads)]
    return [value for value in values if value is not None]


def with_room(
    x_axis: Axis, values: Sequence[Value], whole: tuple[float, float], columns: int
) -> Axis:
    """The axis with so many columns at its right end that each value has room beside its point.

    They are counted on the `whole` of the curves: zooming does not move what is looked at.
    """
    left, right = whole
    high = right
    for value in values:
        room = len(value.text) + GAP
        if columns - 1 > 2 * room:
            high = max(high, (value.x * (columns - 1) - left * room) / (columns - 1 - room))
    span = (x_axis.high - x_axis.low) * (high - left) / (right - left)
    return replace(x_axis, high=x_axis.low + span)


def _first(layers: Sequence[PlotLayer], roles: Sequence[Role]) -> Iterator[PlotLayer]:
    """A layer of the first of the roles that has one."""
    for role in roles:
        for layer in layers:
            if layer.series.role == role and layer.seen:
                yield layer
                return


def _value(layer: PlotLayer, view: View) -> Value | None:
    """None where there is no finite one, or the scale does not show it."""
    x, y = layer.series.x, layer.series.y
    finite = np.flatnonzero(np.isfinite(y))
    if not finite.size:
        return None
    last = float(y[finite[-1]])
    if view.log and last <= 0:
        return None
    words = measured(last) if layer.series.role == Role.MEASURE else figure(last)
    at = log10(last) if view.log else last
    return Value(float(x[finite[-1]]), at, words, ink_of(layer))
