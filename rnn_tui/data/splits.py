"""The split of sequences into parts, and the order in which they are fed."""

import math
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from rnn_tui.data.sequences import Ints, Longs

POOL_BATCHES = 50
"""Batches in a pool that is sorted by length: the more, the more alike, and the less random."""


def order(
    size: int,
    seed: int,
    epoch: int,
    shuffle: bool,
    *,
    lengths: Longs | None = None,
    batch: int = 1,
) -> Longs:
    """The order of `size` sequences in an epoch (counted from 0), shape (size,).

    A function of its arguments alone, so that a resumed run feeds the same batches. With the
    `lengths` of the sequences, shape (size,), each batch holds sequences of similar length.
    """
    random = np.random.default_rng([seed, epoch]) if shuffle else None
    places = np.arange(size, dtype=np.int64) if random is None else random.permutation(size)
    places = places.astype(np.int64, copy=False)
    if lengths is None:
        return places
    return bucketed(places, lengths[places], batch, random)


def lengths_of(x: Ints) -> Longs:
    """The number of ids in each padded sequence (n, maxlen) that are not padding, shape (n,)."""
    lengths: Longs = np.count_nonzero(x, axis=1).astype(np.int64, copy=False)
    return lengths


def bucketed(places: Longs, lengths: Longs, batch: int, random: Generator | None) -> Longs:
    """`places` in another order, in which a batch holds sequences of similar length.

    `lengths` (the number of ids without padding) belong to the places, shape (size,) both.
    Within a pool of 50 batches the sequences are sorted; `random` then shuffles all batches, so
    that short ones do not come together. The sequences of a last, short batch stay at the end.
    """
    whole = len(places) // batch * batch
    pool = POOL_BATCHES * batch
    sorted_pools = [
        start + np.argsort(lengths[start : min(start + pool, whole)], kind="stable")
        for start in range(0, whole, pool)
    ]
    batches = np.concatenate([*sorted_pools, np.empty(0, np.int64)]).reshape(-1, batch)
    if random is not None:
        batches = random.permutation(batches)
    return np.concatenate([places[batches.reshape(-1)], places[whole:]])


def last_share(size: int, share: float) -> tuple[Longs, Longs]:
    """(kept, held out): the last ones are held out, as in Keras's `fit`."""
    at = math.floor(size * (1.0 - share))
    places = np.arange(size, dtype=np.int64)
    return places[:at], places[at:]


def stratified(labels: NDArray[Any], share: float, seed: int, purpose: str) -> tuple[Longs, Longs]:
    """(kept, held out): the same share of every class, drawn at random; both ascending.

    At least one sequence of each class is kept and, where there are two or more and the share is
    above zero, at least one is held out. The draw depends on the seed and on the purpose, so that
    two splits with one seed are independent.
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
