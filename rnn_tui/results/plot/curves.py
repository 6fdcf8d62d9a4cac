"""From RunState to series of points: what a plot, a table or a sparkline of a run draws.

x counts epochs: the mean over epoch n lies at x = n, as in the article's plots, and a batch
lies where the training stood after it, so that 1.54 is 54% of the way through epoch 2.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from rnn_tui.runs.files.history_csv import EpochRecord
from rnn_tui.runs.position import Phase
from rnn_tui.runs.state.ranking import best_epoch
from rnn_tui.runs.state.run_state import RunState

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.intp]

TITLES = {"acc": "accuracy", "auc": "area under the ROC curve"}


class Role(StrEnum):
    """The meaning of a series of points."""

    TRACE = "trace"
    VALIDATION = "validation"
    TRAINING = "training"
    PARTIAL = "partial"
    BEST = "best"
    MEASURE = "measure"
    PRUNED = "pruned"


OVER_EPOCHS = (Role.VALIDATION, Role.TRAINING)
"""The roles of series with a point for each epoch."""


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """The least and the greatest y at each point, and of how many runs, all of shape (points,)."""

    low: Floats
    high: Floats
    runs: Counts

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Spread):
            return NotImplemented
        return (
            _same(self.low, other.low)
            and _same(self.high, other.high)
            and np.array_equal(self.runs, other.runs)
        )

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Points in the order of x; a y that is not finite is a gap. `run` indexes `Curves.runs`.

    With a `spread` it stands for several runs, and y is their mean.
    """

    name: str
    role: Role
    x: Floats
    y: Floats
    run: int = 0
    spread: Spread | None = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Series):
            return NotImplemented
        return (
            (self.name, self.role, self.run, self.spread)
            == (other.name, other.role, other.run, other.spread)
            and _same(self.x, other.x)
            and _same(self.y, other.y)
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def drawable(self) -> bool:
        """True where there is a finite point."""
        return bool(np.isfinite(self.y).any())


@dataclass(frozen=True, slots=True)
class Curves:
    """One quantity of one run or several; `note` says why where there is nothing to draw."""

    quantity: str
    runs: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    note: str = ""

    __hash__ = None  # type: ignore[assignment]

    @property
    def title(self) -> str:
        return TITLES.get(self.quantity, self.quantity)

    @property
    def several(self) -> bool:
        """True where runs are compared."""
        return len(self.runs) > 1

    @property
    def young(self) -> bool:
        """True while no run has two epochs: the batches are all that there is to see."""
        sizes = [each.x.size for each in self.series if each.role in OVER_EPOCHS]
        return max(sizes, default=0) < 2 and any(each.role == Role.TRACE for each in self.series)

    @property
    def within_epochs(self) -> bool:
        """True where points between the epochs are shown without being asked for."""
        return self.young or any(each.role == Role.MEASURE for each in self.series)

    def of(self, role: Role, run: int = 0) -> Series | None:
        """The series of a run in that role, if it has one."""
        for series in self.series:
            if series.role == role and series.run == run:
                return series
        return None


def curves_of(state: RunState, quantity: str) -> Curves:
    """All there is to draw of `quantity` (loss, acc …): epochs, validation, trace, best."""
    return overlay((state,), quantity)


def overlay(states: Sequence[RunState], quantity: str) -> Curves:
    """The same quantity of several runs, one after the other in the order given."""
    series: list[Series] = []
    for run, state in enumerate(states):
        series += _series(state, quantity, run)
    note = "" if series else _why_nothing(states, quantity)
    return Curves(quantity, tuple(state.name for state in states), tuple(series), note)


def quantities(states: Iterable[RunState]) -> tuple[str, ...]:
    """Quantities to draw of the runs: loss and metrics, each once, without their val_ twins."""
    names = [name for state in states for name in state.columns]
    return tuple(dict.fromkeys(name for name in names if not name.startswith("val_")))


def _same(some: Floats, others: Floats) -> bool:
    return np.array_equal(some, others, equal_nan=True)


def nearest(x: Floats, y: Floats, at: float) -> tuple[float, float] | None:
    """x and y of the point nearest to `at` whose y is finite."""
    finite = np.flatnonzero(np.isfinite(y))
    if not finite.size:
        return None
    xs = x[finite]
    after = min(int(np.searchsorted(xs, at)), xs.size - 1)
    if after and at - xs[after - 1] <= xs[after] - at:
        after -= 1
    index = finite[after]
    return float(x[index]), float(y[index])


def _series(state: RunState, quantity: str, run: int) -> list[Series]:
    found = [
        _trace(state, quantity, run),
        _epochs(state, f"val_{quantity}", Role.VALIDATION, run),
        _epochs(state, quantity, Role.TRAINING, run),
        _partial(state, quantity, run),
        _best(state, quantity, run),
    ]
    return [series for series in found if series is not None and series.drawable]


def _epochs(state: RunState, column: str, role: Role, run: int) -> Series | None:
    if not any(column in record.logs for record in state.epochs):
        return None
    x = np.array([record.epoch + 1.0 for record in state.epochs])
    return Series(role.value, role, x, np.array(state.column(column), np.float64), run)


def _partial(state: RunState, quantity: str, run: int) -> Series | None:
    """The epoch that was cut short or is at work: what it has come to so far."""
    steps = _steps(state)
    if state.partial is not None:
        found = _cut_short(state, state.partial, quantity, steps)
    else:
        found = _running(state, quantity, steps) or _last_traced(state, quantity, steps)
    if found is None:
        return None
    epoch, share, value = found
    name = f"epoch {epoch + 1}" + (f" at {math.floor(share * 100)}%" if share < 1 else ", so far")
    return Series(name, Role.PARTIAL, np.array([epoch + share]), np.array([value]), run)


def _cut_short(
    state: RunState, record: EpochRecord, quantity: str, steps: int
) -> tuple[int, float, float] | None:
    """Epoch, share of it and value. A stop in the validation comes after all of the training."""
    if quantity not in record.logs:
        return None
    share = 1.0 if state.position.phase != Phase.TRAIN else _share(record.batches, steps)
    return record.epoch, share, record.logs[quantity]


def _running(state: RunState, quantity: str, steps: int) -> tuple[int, float, float] | None:
    """The same from the heartbeat of a run that trains."""
    status = state.status
    if status is None or not state.state.live or status.position.phase != Phase.TRAIN:
        return None
    at = status.position
    done = state.epochs[-1].epoch if state.epochs else -1
    if not at.batch or at.epoch <= done or quantity not in status.logs:
        return None
    return at.epoch, _share(at.batch, steps), status.logs[quantity]


def _last_traced(state: RunState, quantity: str, steps: int) -> tuple[int, float, float] | None:
    """The same from the trace: for a run that validates, or whose engine died on the way."""
    trace = state.trace
    if not trace.size or quantity not in (trace.dtype.names or ()):
        return None
    epoch = int(trace["epoch"][-1])
    if state.epochs and epoch <= state.epochs[-1].epoch:
        return None
    last = trace[int(np.searchsorted(trace["epoch"], epoch)) :]
    batches = last["batch"].astype(np.float64)
    value = np.average(last[quantity], weights=np.diff(batches, prepend=0.0))
    return epoch, _share(int(batches[-1]), steps), float(value)


def _share(batches: int, steps: int) -> float:
    return min(batches / steps, 1.0) if steps else 0.5


def _steps(state: RunState) -> int:
    """Batches of an epoch; 0 where nothing tells."""
    if state.sizes is not None and state.sizes.steps:
        return state.sizes.steps
    if state.trace.size and state.epochs:
        return int(state.trace["batch"].max())
    return 0


def _trace(state: RunState, quantity: str, run: int) -> Series | None:
    trace, steps = state.trace, _steps(state)
    if not trace.size or not steps or quantity not in (trace.dtype.names or ()):
        return None
    x = np.add(trace["step"], 1.0, dtype=np.float64)
    x /= steps
    return Series("batches", Role.TRACE, x, trace[quantity].astype(np.float64), run)


def _best(state: RunState, quantity: str, run: int) -> Series | None:
    """The best epoch, on the curve that is nearest to what it was chosen by."""
    index = best_epoch(state.column(state.monitor), state.monitor)
    if index is None:
        return None
    logs = state.epochs[index].logs
    twin = f"val_{quantity}"
    y = logs.get(twin if state.monitor.startswith("val_") and twin in logs else quantity)
    if y is None:
        return None
    epoch = state.epochs[index].epoch + 1
    name = f"best {state.monitor} @{epoch}"
    return Series(name, Role.BEST, np.array([float(epoch)]), np.array([y]), run)


def _why_nothing(states: Sequence[RunState], quantity: str) -> str:
    if not states:
        return "No run is selected."
    known = [state for state in states if state.columns]
    if known and not any(quantity in state.columns for state in known):
        return f"No run here measures {quantity}."
    if any(state.epochs or state.partial for state in states):
        return f"No value of {quantity} is a finite number."
    if any(state.state.live for state in states):
        return "No points yet: they appear after the first batches."
    return "No points: it ended before the first batch was done."
