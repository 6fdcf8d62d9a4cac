"""Values drawn independently for each key and each trial."""

from random import Random
from typing import Any

from rnn_tui.experiment.space import Space


def values(space: Space, seed: int, number: int) -> dict[str, Any]:
    """The values of a trial.

    Each key has a generator of its own, seeded by the sweep's seed, the trial's number and the
    key: the others stay as they are when one is added or removed.
    """
    return {
        key: dimension.at(Random(f"{seed}/{number}/{key}").random())
        for key, dimension in space.items()
    }
