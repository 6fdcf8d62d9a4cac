"""Many sequences of unequal length as one flat array and the places where they begin."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Sequences:
    """`n` labelled sequences; sequence i is `tokens[offsets[i]:offsets[i + 1]]`.

    `tokens` is int32, `offsets` int64 of shape (n + 1,), `labels` int32 of shape (n,).
    The arrays may be memory-mapped and read-only: nobody writes into them.
    """

    tokens: Ints
    offsets: Longs
    labels: Ints

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, i: int) -> Ints:
        """The ids of sequence i (a view); a negative i counts from the end."""
        n = len(self)
        if not -n <= i < n:
            raise IndexError(f"sequence {i} of {n}")
        i %= n
        return np.asarray(self.tokens[self.offsets[i] : self.offsets[i + 1]])

    @property
    def lengths(self) -> Longs:
        """Tokens of every sequence, shape (n,)."""
        return np.diff(self.offsets)

    def take(self, indices: NDArray[Any], start: int | None = None) -> "Sequences":
        """The sequences at these places, in this order; each begins with `start` if given.

        The arrays are new, and the caller's to change.
        """
        indices = np.asarray(indices, np.int64)
        lengths = self.lengths[indices]
        tokens = np.asarray(self.tokens)
        # Copying slice by slice beats a gather with 64-bit indices, and needs no room for them.
        firsts = self.offsets[indices].tolist()
        pieces = [tokens[a : a + n] for a, n in zip(firsts, lengths.tolist(), strict=True)]
        if start is not None:
            marker = np.array([start], np.int32)
            pieces = [piece for own in pieces for piece in (marker, own)]
            lengths += 1
        flat = np.concatenate(pieces) if pieces else np.empty(0, np.int32)
        return Sequences(flat, offsets_of(lengths), np.asarray(self.labels)[indices])

    def check(self) -> None:
        """Raise ValueError where the three arrays do not fit together."""
        for name, array, dtype in (
            ("tokens", self.tokens, np.int32),
            ("offsets", self.offsets, np.int64),
            ("labels", self.labels, np.int32),
        ):
            if array.ndim != 1 or array.dtype != dtype:
                raise ValueError(f"{name} are {array.dtype} of shape {array.shape}")
        if len(self.offsets) != len(self.labels) + 1:
            raise ValueError(f"{len(self.offsets)} offsets for {len(self.labels)} labels")
        if self.offsets[0] != 0 or self.offsets[-1] != len(self.tokens):
            raise ValueError(f"the offsets do not span the {len(self.tokens)} tokens")
        if (self.lengths < 0).any():
            raise ValueError("the offsets go down")


def offsets_of(lengths: NDArray[Any]) -> Longs:
    """Offsets of shape (n + 1,) for sequences of these n lengths."""
    offsets = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return offsets
