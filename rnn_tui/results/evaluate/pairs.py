"""Two networks on the same test part: the texts on which they differ, and whether by chance."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rnn_tui.data.sequences import Longs
from rnn_tui.results.evaluate import Evaluation
from rnn_tui.results.evaluate.measures import Band
from rnn_tui.results.evaluate.only import EVERY, Only
from rnn_tui.results.predict.weights import PredictError
from rnn_tui.results.statistics import McNemar, mcnemar

Differing = Literal["either", "first", "second"]
"""The texts that only one of the two gets right: either of them, the first, or the second."""


@dataclass(frozen=True, eq=False)
class Pair:
    """Two evaluations of the same texts."""

    first: Evaluation
    second: Evaluation

    @cached_property
    def right(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether each text got its class, from either network."""
        first, second = self.first, self.second
        return first.predicted == first.labels, second.predicted == second.labels

    @cached_property
    def test(self) -> McNemar:
        """McNemar's test on the texts that only one of them gets right."""
        first, second = self.right
        return mcnemar(int((first & ~second).sum()), int((second & ~first).sum()))

    @property
    def bands(self) -> tuple[tuple[Band, Band], ...]:
        """Texts by their length, for the first network and for the second."""
        right, lengths = self.right[1], self.first.lengths
        inside = [
            (band, (lengths >= band.shortest) & (lengths <= band.longest))
            for band in self.first.bands
        ]
        return tuple((band, replace(band, right=int(right[at].sum()))) for band, at in inside)

    def places(self, which: Differing = "either", only: Only = EVERY) -> Longs:
        """The texts that only one gets right, those first on whose class they differ most.

        The class of `only` is that of the first network where it is a predicted one.
        """
        first, second = self.right
        differing = {
            "either": first != second,
            "first": first & ~second,
            "second": second & ~first,
        }[which]
        mine = self.first
        found = np.flatnonzero(differing & only.among(mine.labels, mine.predicted, mine.lengths))
        labels = self.first.labels[found]
        gap = self.first.probabilities[found, labels] - self.second.probabilities[found, labels]
        return found[np.argsort(-abs(gap), kind="stable")]


def pair(first: Evaluation, second: Evaluation) -> Pair:
    """Put two evaluations side by side. Raises PredictError where their texts are not the same.

    Networks may cut the vocabulary and the texts at different places: texts are the same where
    they have the same class and as many words, one by one.
    """
    if first.classes != second.classes:
        raise PredictError("the two runs have different classes: no text can be compared")
    if not _same(first.labels, second.labels) or not _same(first.lengths, second.lengths):
        raise PredictError(
            "the two runs have different test parts: only figures on the same texts can be compared"
        )
    return Pair(first, second)


def _same(first: NDArray[np.integer], second: NDArray[np.integer]) -> bool:
    return len(first) == len(second) and bool((np.asarray(first) == np.asarray(second)).all())
