"""The types, the trace of a layer and the errors that all forward passes share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
"""float32 throughout; numpy's types cannot tell that `1 + x` leaves it so."""

Mask = NDArray[np.bool_] | None
"""(batch, timesteps), True where a word stands and False where padding; None: no mask."""

Arrays = dict[str, Array]
Weights = Mapping[str, Array]
"""The weights of one layer by Keras's names: kernel, recurrent_kernel, bias …"""

Computed = tuple[Array, Arrays]
"""A layer's output and what it computed on the way there."""


class WeightsError(ValueError):
    """The weights do not fit the layers or cannot be read; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class Trace:
    """The work of one layer on one input.

    `output` and `mask` are what Keras hands to the next layer. `arrays` holds what was
    computed on the way, by name: "state", "cell", "input_gate", "pre_activation" … The arrays
    of a recurrent layer are (batch, timesteps, units) in the order of its input's timesteps,
    also where it reads backwards; those of a bidirectional pair are called "forward.state",
    "backward.state" …
    """

    output: Array
    mask: Mask = None
    arrays: Arrays = field(default_factory=dict)


def same_padding(steps: int, reach: int, strides: int) -> tuple[int, int]:
    """Timesteps to add before and after, so that windows of `reach` timesteps give
    ceil(steps / strides) results. An odd one goes to the end, as TensorFlow has it."""
    results = -(-steps // strides)
    missing = max((results - 1) * strides + reach - steps, 0)
    return missing // 2, missing - missing // 2
