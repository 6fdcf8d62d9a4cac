"""What is wrong with the space of a sweep: a key that there is not, a value that it cannot have."""

from collections.abc import Callable, Iterator
from math import prod
from typing import Any

from rnn_tui.experiment.errors import ConfigError, Fault, shown
from rnn_tui.experiment.experiment import Experiment
from rnn_tui.experiment.space import Choices, Dimension, Range

Edit = Callable[[Experiment, list[tuple[str, Any]]], Experiment]
"""`loading.edited`: the experiment with keys set to values, or a ConfigError."""

FORBIDDEN = {
    "seed": "sweep.seeds gives each combination several seeds",
    "name": "a sweep numbers its runs",
    "description": "it changes nothing that is trained",
    "sweep": "a sweep cannot try its own options",
}


def space_faults(experiment: Experiment, edited: Edit) -> Iterator[Fault]:
    """The faults of `[sweep]` beside the rest of the experiment, each at its key."""
    if (sweep := experiment.sweep) is None:
        return
    if sweep.objective is not None and sweep.objective not in experiment.columns:
        columns = ", ".join(experiment.columns)
        yield Fault(
            "sweep.objective", f"{shown(sweep.objective)} is not measured; it takes {columns}"
        )
    epochs, after = experiment.train.epochs, sweep.prune_after
    judged = after == 1 or after < epochs or "train.epochs" in sweep.space
    if sweep.prune is not None and not judged:
        yield Fault(
            "sweep.prune_after",
            f"{after:,} is not below train.epochs, {epochs:,}: no run would be pruned",
        )
    for key, dimension in sweep.dimensions.items():
        yield from faults_of_key(experiment.alone, key, dimension, edited)
    points = [each.points for each in sweep.dimensions.values()]
    size = prod(len(each) for each in points if each is not None)
    is_grid = sweep.sampler == "grid" or (sweep.sampler == "auto" and None not in points)
    if is_grid and sweep.trials is not None and sweep.trials < size:
        yield Fault(
            "sweep.trials",
            f"a grid tries all of its {size:,} combinations, and {sweep.trials:,} would leave some "
            "untried: set sweep.sampler to random, or do without trials",
        )
    endless = [key for key, each in sweep.dimensions.items() if each.points is None]
    if sweep.sampler == "grid" and endless:
        yield Fault(
            _place(endless[0]),
            "a grid needs a list of values or a range with a step; or set sweep.sampler to random",
        )


def resolved(experiment: Experiment, key: str, dimension: Dimension, edited: Edit) -> Dimension:
    """The dimension with numbers of the field's own type: 1..5 of a field for any number."""
    if not isinstance(dimension, Range) or not dimension.whole:
        return dimension
    try:
        edited(experiment, [(key, dimension.low + 0.5)])
    except ConfigError:
        return dimension
    step = None if dimension.step is None else float(dimension.step)
    return Range(float(dimension.low), float(dimension.high), dimension.log, step)


def faults_of_key(
    experiment: Experiment, key: str, dimension: Dimension, edited: Edit
) -> Iterator[Fault]:
    """The fault of a key that cannot be tried, or of the first value that it does not take."""
    if (why := FORBIDDEN.get(key.split(".")[0])) is not None:
        yield Fault(_place(key), f"cannot be part of a space: {why}")
        return
    ends = dimension.values if isinstance(dimension, Choices) else (dimension.low, dimension.high)
    for value in ends:
        try:
            edited(experiment, [(key, value)])
        except ConfigError as error:
            fault = error.faults[0]
            elsewhere = "" if fault.key == key or not fault.key else f"{fault.key}: "
            yield Fault(_place(key), f"{elsewhere}{fault.message}")
            return


def _place(key: str) -> str:
    return f'sweep.space."{key}"'
