"""Word ranks to ids, with the very semantics of `keras.datasets.imdb.load_data`."""

import numpy as np

from rnn_tui.data.errors import DataError
from rnn_tui.data.sequences import Longs, Sequences, offsets_of
from rnn_tui.experiment.data import ImdbData

_LOOK = 10_000  # tokens at a time: as a rule the first few hold a word


def orders(train: int, test: int, seed: int) -> tuple[Longs, Longs]:
    """The orders of both parts: one legacy generator shuffles train, then test."""
    random = np.random.RandomState(seed)
    both = np.arange(train), np.arange(test)
    for places in both:
        random.shuffle(places)
    return both


def id_limit(train: Sequences, test: Sequences, data: ImdbData) -> int:
    """Ids from here on are left out: num_words, or else the largest id that occurs.

    Without num_words Keras takes the largest id, and so leaves out its word.
    """
    if data.num_words is not None:
        return data.num_words
    largest = max((int(p.tokens.max()) for p in (train, test) if len(p.tokens)), default=0)
    return max(largest + data.index_from, data.start_char or 0)


def encode(ranks: Sequences, order: Longs, data: ImdbData, limit: int) -> Sequences:
    """Ids of one part in the given order.

    Every rank is shifted by `index_from` and `start_char` put first. What is then below
    `skip_top` or not below `limit` becomes `oov_char`, or is dropped where that is None.
    That includes the start marker, as in Keras.
    """
    taken = ranks.take(order, data.start_char)
    ids, offsets = taken.tokens, taken.offsets
    ids += np.int32(data.index_from)
    if data.start_char is not None:
        ids[offsets[:-1]] = data.start_char  # which is not shifted
    left_out = ids >= limit
    if data.skip_top:
        left_out |= ids < data.skip_top
    if data.oov_char is not None:
        np.putmask(ids, left_out, data.oov_char)
        return taken
    dropped_before = offsets_of(left_out)
    return Sequences(ids[~left_out], offsets - dropped_before[offsets], taken.labels)


def check_something_is_left(train: Sequences, data: ImdbData) -> None:
    """DataError where the settings leave no word in the training part."""
    markers = [one for one in (data.start_char, data.oov_char) if one is not None]
    for first in range(0, len(train.tokens), _LOOK):
        if not np.isin(train.tokens[first : first + _LOOK], markers).all():
            return
    raise DataError(
        f"data.num_words = {data.num_words} and data.skip_top = {data.skip_top} leave no "
        "word of the training part: raise num_words or lower skip_top"
    )
