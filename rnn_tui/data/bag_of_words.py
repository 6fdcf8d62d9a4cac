"""What simple rules get on the same split as a network: a bag of words, one answer for all.

The bag of words is multinomial naive Bayes on word counts (McCallum and Nigam, "A Comparison of
Event Models for Naive Bayes Text Classification", 1998) with Laplace's smoothing:

    log P(class | text) = log(n_class / n) + sum over its words of
                          log((count of the word in the class + 1) /
                              (words in the class + words known)) + constant

It knows the words of the vocabulary that occur in the training part; it counts whole texts, what
`data.maxlen` cuts off included. It is exact and draws nothing at random.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnn_tui.data.corpus import Corpus
from rnn_tui.data.loading import validation_places
from rnn_tui.data.sequences import Longs, Sequences
from rnn_tui.spec.data import OOV, PAD, START, DataSpec, ImdbData

CHUNK = 250_000
"""Tokens that are looked at in one go: a few milliseconds and megabytes."""

MOST_COUNTS = 5_000_000
"""Classes times ids from which no bag of words is made, for memory."""

MOST_WORK = 250_000_000
"""Tokens to count, and tokens times classes to predict, from which none is made, for time."""

Floats = NDArray[np.float64]
Confusion = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Baselines:
    """`confusion[true][predicted]` of the validation part and of the test part.

    `most_frequent` is the class that is always answered by `constant`; `words` is what the bag
    of words answers, None where the data is too large for it. A part without texts has None.
    """

    most_frequent: int
    constant: "Judged"
    words: "Judged | None"


@dataclass(frozen=True, slots=True)
class Judged:
    validation: Confusion | None
    test: Confusion | None
