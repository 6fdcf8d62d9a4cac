"""What a run tells of its training besides loss and metrics: learning rate, gradients, speed."""

from collections.abc import Callable

import numpy as np

from rnn_tui.results.plot.curves import Curves, Floats, Role, Series
from rnn_tui.runs.files.trace import GRADIENT, layer_of_gradient
from rnn_tui.runs.state.run_state import RunState

GRADIENTS, LEARNING_RATE, SPEED = "gradient norm", "learning rate", "samples/s"

LOGARITHMIC = frozenset({GRADIENTS})
"""Quantities that are looked at on a log scale: the norms of layers differ by powers of ten."""


def technical(state: RunState) -> tuple[str, ...]:
    """Those that there are, the most telling first: what never changes comes last."""
    found = [GRADIENTS] if gradient_columns(state) else []
    rates = {record.learning_rate for record in state.epochs}
    return (*found, *([LEARNING_RATE, SPEED] if len(rates) > 1 else [SPEED, LEARNING_RATE]))


def technical_curves(state: RunState, name: str) -> Curves:
    """The curves of one of them; `runs` are the layers where it is the norm of their gradients."""
    return _CURVES[name](state)


def gradient_columns(state: RunState) -> tuple[str, ...]:
    """The columns of the trace that hold the norms of gradients, in the order of the layers."""
    names = state.trace.dtype.names or ()
    return tuple(name for name in names if name.startswith(GRADIENT))


def _gradients(state: RunState) -> Curves:
    columns, x = gradient_columns(state), _epochs_of_trace(state)
    names = tuple(map(layer_of_gradient, columns))
    series = tuple(
        Series(name, Role.MEASURE, x, state.trace[column].astype(np.float64), run)
        for run, (name, column) in enumerate(zip(names, columns, strict=True))
    )
    return _found(GRADIENTS, names, series)


def _learning_rate(state: RunState) -> Curves:
    x = np.array([record.epoch + 1.0 for record in state.epochs])
    y = np.array([record.learning_rate for record in state.epochs])
    return _found(LEARNING_RATE, (state.name,), (Series(LEARNING_RATE, Role.MEASURE, x, y),))


def _speed(state: RunState) -> Curves:
    """From record to record of the trace, within an epoch: between two lies the validation."""
    trace = state.trace
    batch = state.experiment.train.batch_size if state.experiment else 0
    if trace.size > 1 and batch:
        seconds, batches = np.diff(trace["time"]), np.diff(trace["batch"].astype(np.float64))
        ahead = (np.diff(trace["epoch"]) == 0) & (seconds > 0) & (batches > 0)
        x = _epochs_of_trace(state)[1:][ahead]
        y = batches[ahead] * batch / seconds[ahead]
    else:
        x = np.array([record.epoch + 1.0 for record in state.epochs])
        y = np.array([record.samples_per_second for record in state.epochs])
    return _found(SPEED, (state.name,), (Series(SPEED, Role.MEASURE, x, y),))


_CURVES: dict[str, Callable[[RunState], Curves]] = {
    GRADIENTS: _gradients,
    LEARNING_RATE: _learning_rate,
    SPEED: _speed,
}


def _epochs_of_trace(state: RunState) -> Floats:
    """Where the training stood at each record, in epochs."""
    steps = state.sizes.steps if state.sizes is not None else 0
    if not steps:
        steps = int(state.trace["batch"].max()) if state.trace.size else 1
    found: Floats = np.add(state.trace["step"], 1.0, dtype=np.float64) / steps
    return found


def _found(quantity: str, names: tuple[str, ...], series: tuple[Series, ...]) -> Curves:
    drawable = tuple(each for each in series if each.drawable)
    note = "" if drawable else "Nothing yet: it appears with the first epochs."
    return Curves(quantity, names, drawable, note)
