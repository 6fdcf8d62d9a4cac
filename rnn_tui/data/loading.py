"""Loads data as it is described, and makes the arrays that training takes."""

import contextlib
from collections.abc import Callable
from typing import Any

from rnn_tui.data import imdb, text
from rnn_tui.data.corpus import Arrays, Corpus
from rnn_tui.data.errors import DataError
from rnn_tui.data.padding import pad
from rnn_tui.data.progress import Progress, Report, ignore
from rnn_tui.data.sequences import Ints, Longs, Sequences
from rnn_tui.data.splits import last_share, stratified
from rnn_tui.experiment.data import DataSpec
from rnn_tui.experiment.facts import DataFacts
from rnn_tui.wording.numbers import byte_size

LOADERS: dict[str, Callable[[Any, int, Report], Corpus]] = {
    "imdb": imdb.load,
    "text": text.load,
    "sample": text.load_sample,
}
"""The loader of each source, which takes its model, the seed and a report of progress."""

_KEEPERS: dict[str, Callable[[Any], None]] = {"imdb": imdb.remember, "text": text.remember}
"""The functions that keep the place of a source's data, where it has one."""


def load(data: DataSpec, seed: int, progress: Report = ignore) -> Corpus:
    """The encoded sequences, from the cache or built; DataError where they cannot be had.

    The seed decides which texts are held out to test on where the data has no test part.
    An exception of `progress` is passed on, and leaves no files behind.
    """
    return LOADERS[data.source](data, seed, progress)


def remember(data: DataSpec) -> None:
    """Keep the place of data that has been loaded, for the next time."""
    keep = _KEEPERS.get(data.source)
    if keep is not None:
        with contextlib.suppress(DataError):
            keep(data)


def validation_places(corpus: Corpus, data: DataSpec, seed: int) -> tuple[Longs, Longs]:
    """Places in the training part to (train on, validate on).

    IMDB gives its last share to validation, as Keras's `fit(validation_split=...)` does;
    elsewhere the share is drawn from every class alike. Nothing is held out of the training
    part of data with a validation part of its own. DataError where one side is empty.
    """
    own = corpus.validation is not None
    split, n = 0.0 if own else data.validation_split, len(corpus.train)
    if data.in_keras or split == 0:
        kept, held_out = last_share(n, split)
    else:
        kept, held_out = stratified(corpus.train.labels, split, seed, "validation")
    if not len(kept) or (split > 0 and not len(held_out)):
        side = "validate on: raise it or set it to 0" if len(kept) else "train on: lower it"
        raise DataError(f"data.validation_split = {split} leaves none of {n:,} sequences to {side}")
    return kept, held_out


def part_sizes(corpus: Corpus, data: DataSpec, seed: int) -> tuple[int, int]:
    """Sequences to (train on, validate on); DataError where a side is left empty."""
    kept, held_out = validation_places(corpus, data, seed)
    own = own_validation(corpus, data)
    return len(kept), len(held_out) if own is None else len(own)


def notes(corpus: Corpus, data: DataSpec) -> tuple[str, ...]:
    """The notes of the corpus, and what the settings do to a validation part of its own."""
    if corpus.validation is None:
        return corpus.notes
    size = f"{len(corpus.validation):,} texts"
    if data.validates:
        return (
            *corpus.notes,
            f"the data has its own validation part ({size}): data.validation_split does not apply",
        )
    return (
        *corpus.notes,
        f"the validation part ({size}) is not used, because data.validation_split is 0",
    )


def arrays(corpus: Corpus, data: DataSpec, seed: int, progress: Report = ignore) -> Arrays:
    """Hold out the validation part and pad everything to `data.maxlen` timesteps."""
    kept, held_out = validation_places(corpus, data, seed)
    own = own_validation(corpus, data)
    try:
        progress(Progress("padding", 0, 2, "parts"))
        x, y = _padded(corpus.train, data), corpus.train.labels
        progress(Progress("padding", 1, 2, "parts"))
        x_test = _padded(corpus.test, data)
        progress(Progress("padding", 2, 2, "parts"))
        if own is not None:
            return Arrays(x, y, _padded(own, data), own.labels, x_test, corpus.test.labels)
        if data.in_keras or not len(held_out):
            at = len(kept)  # both are stretches: no copies
            return Arrays(x[:at], y[:at], x[at:], y[at:], x_test, corpus.test.labels)
        return Arrays(x[kept], y[kept], x[held_out], y[held_out], x_test, corpus.test.labels)
    except MemoryError as error:
        n = sum(len(part) for part in (corpus.train, corpus.test, own) if part is not None)
        raise DataError(
            f"{n:,} sequences of data.maxlen = {data.maxlen:,} timesteps take "
            f"{byte_size(n * data.maxlen * 4)} of memory, more than is available: lower maxlen"
        ) from error


def facts(corpus: Corpus, data: DataSpec | None = None, seed: int = 0) -> DataFacts:
    """Facts that the stack must fit: classes, the largest id, the number of sequences, empty ones.

    Without the description of the data, the whole training part counts as trained on.
    """
    largest = corpus.vocabulary.largest_id if corpus.vocabulary is not None else 0
    for part in (corpus.train, corpus.validation, corpus.test):
        if part is not None and len(part.tokens):
            largest = max(largest, int(part.tokens.max()))
    size = len(corpus.train)
    if data is not None:
        size = len(validation_places(corpus, data, seed)[0])
    lengths = corpus.train.lengths
    return DataFacts(
        len(corpus.classes),
        largest,
        size,
        corpus.classes,
        blank=int((lengths == 0).sum()),
        longest=int(lengths.max(initial=0)),
    )


def blank_sequences(padded: Arrays) -> int:
    """The sequences of all parts that hold nothing but padding."""
    parts = (padded.x_train, padded.x_val, padded.x_test)
    return sum(len(part) - int(part.any(axis=1).sum()) for part in parts)


def own_validation(corpus: Corpus, data: DataSpec) -> Sequences | None:
    """The validation part that the data has, where the settings let it validate."""
    return corpus.validation if data.validates else None


def _padded(part: Sequences, data: DataSpec) -> Ints:
    return pad(part, data.maxlen, data.padding, data.truncating)
