"""What to try next: values for each key of the space, from the number of the trial.

`grid` and `random` are plain functions of the seed and the number: whoever asks, and whenever,
gets the same. So a sweep that is interrupted anywhere tries the same values, and several workers
try those that one would have.
"""

from collections.abc import Iterator
from typing import Any

from rnn_tui.experiment.space import Space
from rnn_tui.experiment.sweep import USUAL_TRIALS, SweepSpec
from rnn_tui.sweeps.samplers import grid, random_values


def sampler_of(spec: SweepSpec, space: Space) -> str:
    """The sampler by name: what `auto` means for the space."""
    if spec.sampler != "auto":
        return spec.sampler
    return "grid" if all(each.points is not None for each in space.values()) else "random"


def trials_of(spec: SweepSpec, space: Space) -> int:
    """The number of trials that the sampler asks for."""
    if sampler_of(spec, space) == "grid":
        return grid.size(space)
    return spec.trials or USUAL_TRIALS


def values_of(spec: SweepSpec, space: Space, number: int) -> dict[str, Any]:
    """The values of the sampler's trial of this number, from 0."""
    if sampler_of(spec, space) == "grid":
        return grid.values(space, number)
    return random_values.values(space, spec.seed, number)


def first_values(spec: SweepSpec, space: Space) -> Iterator[dict[str, Any]]:
    """The values of all trials that depend on no result, in order."""
    for number in range(trials_of(spec, space)):
        yield values_of(spec, space, number)
