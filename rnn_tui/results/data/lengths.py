"""Lengths of sequences as a histogram in which maxlen is a line."""

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np

from rnn_tui.data.sequences import Longs

TAIL = 0.005
"""Share of the longest sequences that may be left beyond the right edge."""

FEWEST = 12
FAR = 2
"""A maxlen that is this many times as large as what is shown is not drawn in."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """Sequences by their length.

    Column i counts the lengths above `edges[i]` and up to `edges[i + 1]`, the last one
    also the `longer` ones. The line of maxlen stands before column `cut`, so that
    everything from there on is truncated; None where maxlen lies far beyond the right edge.
    """

    counts: tuple[int, ...]
    edges: tuple[int, ...]
    cut: int | None
    longer: int


def histogram(lengths: Longs, maxlen: int, columns: int) -> Histogram:
    """At most `columns` columns of equal width, fewer where there are few sequences; the
    first may be narrower.

    Their edges are laid so that maxlen is one of them: no column holds both what is
    truncated and what is not.
    """
    columns = min(columns, max(FEWEST, ceil(2 * sqrt(len(lengths)))))
    top = _top(lengths)
    drawn = maxlen <= FAR * top
    right = max(top, maxlen) if drawn else top
    anchor = maxlen if drawn else right
    width = max(1, ceil(right / columns))
    while _columns(anchor, width) + _columns(right - anchor, width) > columns:
        width += 1
    before = _columns(anchor, width)
    edges = [max(0, anchor - width * (before - i)) for i in range(before)]
    edges += [anchor + width * i for i in range(_columns(right - anchor, width) + 1)]
    places = np.searchsorted(np.array(edges[1:]), lengths, side="left")
    counts = np.bincount(np.minimum(places, len(edges) - 2), minlength=len(edges) - 1)
    longer = int((lengths > edges[-1]).sum())
    return Histogram(tuple(counts.tolist()), tuple(edges), before if drawn else None, longer)


def _columns(span: int, width: int) -> int:
    """Columns that a span takes."""
    return ceil(span / width)


def _top(lengths: Longs) -> int:
    """The longest, unless a few are so long that nothing could be seen of the others."""
    if not len(lengths):
        return 1
    longest, most = int(lengths.max()), int(np.quantile(lengths, 1 - TAIL))
    return max(1, longest if longest <= FAR * most else most)
