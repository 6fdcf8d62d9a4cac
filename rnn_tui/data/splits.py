"""Which sequences train, validate and test, and in which order they are fed."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnn_tui.data.sequences import Longs


def order(size: int, seed: int, epoch: int, shuffle: bool) -> Longs:
    """The order of `size` sequences in an epoch (counted from 0), shape (size,).

    A function of its arguments alone, so that a resumed run feeds the same batches.
    """
    if not shuffle:
        return np.arange(size, dtype=np.int64)
    return np.random.default_rng([seed, epoch]).permutation(size).astype(np.int64, copy=False)


def last_share(size: int, share: float) -> tuple[Longs, Longs]:
    """(kept, held out): the held out ones are the last, as in Keras's `fit`."""
    at = math.floor(size * (1.0 - share))
    places = np.arange(size, dtype=np.int64)
    return places[:at], places[at:]


def stratified(labels: NDArray[Any], share: float, seed: int, purpose: str) -> tuple[Longs, Longs]:
    """(kept, held out): of every class the same share, drawn at random; both ascending.

    Of a class with two sequences or more at least one is kept and, if the share is above
    zero, at least one held out; a single one is kept. The draw depends on the seed
    and on the purpose, so that two splits with one seed are independent.
    """
    random = np.random.default_rng([seed, *purpose.encode()])
    held_out = []
    for label in np.unique(labels):
        places = np.flatnonzero(labels == label)
        count = min(max(round(len(places) * share), int(share > 0)), len(places) - 1)
        held_out.append(random.permutation(places)[:count])
    out = np.sort(np.concatenate(held_out)) if held_out else np.empty(0, np.int64)
    kept = np.setdiff1d(np.arange(len(labels)), out, assume_unique=True)
    return kept.astype(np.int64, copy=False), out.astype(np.int64, copy=False)
