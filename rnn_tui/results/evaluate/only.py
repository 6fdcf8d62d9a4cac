"""A part of the texts: those of a class, those that were given one, those of some length."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnn_tui.data.sequences import Ints, Longs


@dataclass(frozen=True, slots=True)
class Only:
    """The texts that meet every condition: None asks for nothing.

    `true` and `predicted` are numbers of classes, `shortest` and `longest` counts of tokens, both
    of which are still taken.
    """

    true: int | None = None
    predicted: int | None = None
    shortest: int | None = None
    longest: int | None = None

    def among(self, labels: Ints, predicted: Longs, lengths: Longs) -> NDArray[np.bool_]:
        """Whether each text is one of them. All arrays are of shape (n,)."""
        found = np.ones(len(labels), bool)
        if self.true is not None:
            found &= labels == self.true
        if self.predicted is not None:
            found &= predicted == self.predicted
        if self.shortest is not None:
            found &= lengths >= self.shortest
        if self.longest is not None:
            found &= lengths <= self.longest
        return found


EVERY = Only()
"""All texts."""
