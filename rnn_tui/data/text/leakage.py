"""Leakage: texts that are held out, but are in the training part as well."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from rnn_tui.data.sequences import Ints, Longs, Sequences

MANY = 0.1
"""Share of a part above which a note tells: a few short texts are alike everywhere."""

_BLOCK = 1 << 22  # words
_FACTORS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)


def leakage_notes(train: Sequences, held_out: Mapping[str, Sequences]) -> list[str]:
    """A note for each part of which many texts are in the training part word for word."""
    if not any(len(part) for part in held_out.values()):
        return []
    known = np.sort(_hashes(train))
    notes = []
    for name, part in held_out.items():
        again = _count_in(known, _hashes(part))
        if again > MANY * len(part):
            notes.append(
                f"{again:,} of the {len(part):,} texts of the {name} part are also in the "
                "training part: remove them, or the network is tested on texts that it has seen"
            )
    return notes


def _count_in(known: NDArray[np.uint64], hashes: NDArray[np.uint64]) -> int:
    """The number of hashes that are among the known ones, which are sorted."""
    if not len(known):
        return 0
    hashes = np.sort(hashes)  # in order they are found ten times as fast
    places = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    return int(np.count_nonzero(known[places] == hashes))


def _hashes(texts: Sequences) -> NDArray[np.uint64]:
    """A number for each text, shape (n,): equal for equal words in equal order.

    It is computed in blocks: all texts at once would take six times the memory of the words.
    """
    hashes = np.empty(len(texts), np.uint64)
    first, offsets = 0, texts.offsets
    while first < len(texts):
        end = int(np.searchsorted(offsets, offsets[first] + _BLOCK, "right")) - 1
        last = max(end, first + 1)
        words = texts.tokens[offsets[first] : offsets[last]]
        hashes[first:last] = _of_block(words, offsets[first : last + 1] - offsets[first])
        first = last
    return hashes


def _of_block(words: Ints, offsets: Longs) -> NDArray[np.uint64]:
    """A sum over the words of a text, each mixed with its place, as splitmix64 mixes."""
    places = np.arange(len(words), dtype=np.uint64)
    places -= np.repeat(offsets[:-1], np.diff(offsets)).astype(np.uint64)
    mixed = words.astype(np.uint64) * np.uint64(_FACTORS[0]) + places
    for shift, factor in zip((30, 27), _FACTORS, strict=True):
        mixed ^= mixed >> np.uint64(shift)
        mixed *= np.uint64(factor)
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(mixed, dtype=np.uint64)])
    hashes: NDArray[np.uint64] = sums[offsets[1:]] - sums[offsets[:-1]]
    return hashes
