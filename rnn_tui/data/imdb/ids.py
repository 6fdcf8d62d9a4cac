"""Word ranks to ids, exactly as `keras.datasets.imdb.load_data` makes them."""

import numpy as np

from rnn_tui.data.errors import DataError
from rnn_tui.data.sequences import Longs, Sequences, offsets_of
from rnn_tui.experiment.data import ImdbData
from rnn_tui.experiment.numbering import Numbering

_LOOK = 10_000  # tokens at a time: the first few usually hold a word


def orders(train: int, test: int, seed: int) -> tuple[Longs, Longs]:
    """The orders of both parts, from one legacy generator, as in Keras: first train, then test."""
    random = np.random.RandomState(seed)
    both = np.arange(train), np.arange(test)
    for places in both:
        random.shuffle(places)
    return both


def numbering_of(train: Sequences, test: Sequences, data: ImdbData) -> Numbering:
    """The numbering of the words that occur in either part."""
    largest = max((int(p.tokens.max()) for p in (train, test) if len(p.tokens)), default=0)
    return data.numbering(largest)


def encode(ranks: Sequences, order: Longs, numbering: Numbering) -> Sequences:
    """Ids of one part in the given order; the start marker may be left out too, as in Keras."""
    taken = ranks.take(order, numbering.start_char)
    ids, offsets = taken.tokens, taken.offsets
    ids += np.int32(numbering.index_from)
    if numbering.start_char is not None:
        ids[offsets[:-1]] = numbering.start_char  # which is not shifted
    left_out = ~numbering.keeps(ids)
    if numbering.oov_char is not None:
        np.putmask(ids, left_out, numbering.oov_char)
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
        f"data.num_words = {data.num_words} and data.skip_top = {data.skip_top} leave no words "
        "in the training part: raise num_words or lower skip_top"
    )
