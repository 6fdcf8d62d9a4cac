"""What to try next: values for each key of the space, from the number of the trial.

grid, random and qmc are plain functions of the seed and the number: whoever asks, and whenever,
gets the same. So a sweep that is interrupted anywhere tries the same values, and several workers
try those that one would have. tpe is a function of these and of the results so far: it tries the
same with one worker, however often that is interrupted; with several, what it knows depends on
which of them is faster.
"""

from collections.abc import Iterator
from typing import Any

from rnn_tui.experiment.space import Space
from rnn_tui.experiment.sweep import MOST_TRIALS, USUAL_TRIALS, SweepSpec
from rnn_tui.sweeps.samplers import grid, random_values
from rnn_tui.sweeps.state import SweepState


def sampler_of(spec: SweepSpec, space: Space) -> str:
    """The sampler by name: what `auto` means for the space."""
    if spec.sampler != "auto":
        return spec.sampler
    return "grid" if all(each.points is not None for each in space.values()) else "random"


def trials_of(spec: SweepSpec, space: Space) -> int:
    """The number of trials that the sampler asks for, at most."""
    if sampler_of(spec, space) == "grid":
        return grid.size(space)
    return spec.trials or (USUAL_TRIALS if spec.minutes is None else MOST_TRIALS)


def values_of(spec: SweepSpec, space: Space, number: int) -> dict[str, Any] | None:
    """The values of the sampler's trial of this number, from 0; None where results decide."""
    match sampler_of(spec, space):
        case "grid":
            return grid.values(space, number)
        case "random":
            return random_values.values(space, spec.seed, number)
        case "qmc" if space:
            from rnn_tui.sweeps.samplers.optuna_study import qmc_values

            return qmc_values(space, spec.seed, number)
    return None if space else {}


def next_values(spec: SweepSpec, space: Space, state: SweepState, objective: str) -> dict[str, Any]:
    """The values of the next trial, from the results so far where the sampler learns."""
    number = state.sampled
    if (found := values_of(spec, space, number)) is not None:
        return found
    from rnn_tui.sweeps.samplers.optuna_study import tpe_values

    return tpe_values(state, space, spec.seed, number, objective)


def first_values(spec: SweepSpec, space: Space) -> Iterator[dict[str, Any]]:
    """The values of the first trials, as far as no result decides, in order."""
    for number in range(trials_of(spec, space)):
        if (found := values_of(spec, space, number)) is None:
            return
        yield found
