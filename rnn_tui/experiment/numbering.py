"""The ids of words, as `keras.datasets.imdb.load_data` gives them."""

from dataclasses import dataclass
from typing import Any

PAD, START, OOV, INDEX_FROM = 0, 1, 2, 3
"""Keras's conventions: padding, start of sequence, out of vocabulary; rank r is id r + 3."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """The word of rank r, the most frequent being 1, has the id r + `index_from`.

    Ids below `skip_top` and from `limit` on do not survive: `oov_char` stands in their place, or
    nothing where that is None. `start_char` begins a sequence, None for no such marker; it is not
    shifted, and like any id it may not survive.
    """

    limit: int
    skip_top: int = 0
    start_char: int | None = START
    oov_char: int | None = OOV
    index_from: int = INDEX_FROM

    @staticmethod
    def of_texts(num_words: int | None, words: int) -> "Numbering":
        """That of texts with so many words, of which `num_words` leaves out the rarer ones."""
        everything = words + INDEX_FROM + 1
        return Numbering(everything if num_words is None else num_words)

    def keeps(self, ids: Any) -> Any:
        """True if an id survives; for an array of ids an array of bools."""
        return (ids >= self.skip_top) & (ids < self.limit)

    @property
    def keeps_start(self) -> bool:
        return self.start_char is not None and bool(self.keeps(self.start_char))

    @property
    def first_rank(self) -> int:
        """The most frequent word that survives."""
        return max(self.skip_top - self.index_from, 1)

    @property
    def rank_limit(self) -> int:
        """Ranks from here on do not survive; at most `first_rank` where no word does."""
        return self.limit - self.index_from

    def largest_id(self, words: int) -> int:
        """The largest id that texts of so many known words may hold."""
        markers = (self.start_char if self.keeps_start else None, self.oov_char)
        return max(min(self.limit - 1, words + self.index_from), *(each or 0 for each in markers))
