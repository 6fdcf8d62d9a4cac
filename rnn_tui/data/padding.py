"""Sequences of unequal length to one rectangular array, as Keras's `pad_sequences` does."""

import numpy as np

from rnn_tui.data.sequences import Ints, Sequences, offsets_of
from rnn_tui.experiment.source import Side

_BLOCK = 1_024  # rows at a time: the temporary indices of a block stay in the cache


def pad(sequences: Sequences, maxlen: int, padding: Side, truncating: Side) -> Ints:
    """An int32 array of shape (n, maxlen).

    A short sequence gets zeros on the `padding` side, a long one is cut on the
    `truncating` side. Equal to `keras.utils.pad_sequences(..., value=0)`.
    """
    padded = np.zeros((len(sequences), maxlen), np.int32)
    tokens = np.asarray(sequences.tokens)
    for first in range(0, len(sequences), _BLOCK):
        block = padded[first : first + _BLOCK]
        offsets = sequences.offsets[first : first + len(block) + 1]
        kept = np.minimum(np.diff(offsets), maxlen)
        sources = offsets[1:] - kept if truncating == "pre" else offsets[:-1]
        rows = np.arange(len(block)) * maxlen
        targets = rows + (maxlen - kept) if padding == "pre" else rows
        # Token k of all that are kept lies at k plus a constant of its row, on both sides.
        before = offsets_of(kept)[:-1]
        k = np.arange(kept.sum())
        values = tokens[k + np.repeat(sources - before, kept)]
        block.reshape(-1)[k + np.repeat(targets - before, kept)] = values
    return padded
