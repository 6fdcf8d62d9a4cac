"""Baselines on the same split as the network: a bag of words, and one answer for all texts.

The bag of words is multinomial naive Bayes on word counts (McCallum and Nigam, "A Comparison of
Event Models for Naive Bayes Text Classification", 1998) with Laplace's smoothing:

    log P(class | text) = log(n_class / n) + constant + the sum over the text's words of
                          log((times the word stands in the class + 1) /
                              (words in the class + different words))

It knows the words of the vocabulary that occur in the training part, and reads whole texts,
also what `data.maxlen` cuts off. Nothing is random.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnn_tui.data.corpus import Corpus
from rnn_tui.data.loading import own_validation, validation_places
from rnn_tui.data.sequences import Ints, Longs, Sequences
from rnn_tui.experiment.data import DataSpec
from rnn_tui.experiment.numbering import PAD

CHUNK, ROWS = 250_000, 10_000
"""Tokens and texts that are looked at in one go: some milliseconds and megabytes."""

MOST_COUNTS = 5_000_000
"""Classes times ids above which no bag of words is made, for memory."""

MOST_WORK = 150_000_000
"""Tokens to train on, plus tokens to predict times classes, above which none is made, for time."""

Confusion = tuple[tuple[int, ...], ...]
"""`confusion[true][answered]` counts texts."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to the texts of two parts; all zeros where a part has no text."""

    validation: Confusion
    test: Confusion


@dataclass(frozen=True, slots=True)
class Baselines:
    """`constant` always answers the class `most_frequent` of the training part; `words` is None
    where the data is too large for a bag of words."""

    most_frequent: int
    constant: Answers
    words: Answers | None


def baselines(corpus: Corpus, data: DataSpec, seed: int) -> Baselines:
    """The baselines on the split that `arrays` makes. Raises DataError where that does."""
    kept, held_out = validation_places(corpus, data, seed)
    own = own_validation(corpus, data)
    validation = (corpus.train, held_out) if own is None else (own, np.arange(len(own)))
    parts = validation, (corpus.test, np.arange(len(corpus.test)))
    classes = len(corpus.classes)
    most_frequent = int(np.bincount(corpus.train.labels[kept], minlength=classes).argmax())
    constant = [_confusion(p.labels[rows], most_frequent, classes) for p, rows in parts]
    words = None
    if _is_small(corpus, classes):
        model = NaiveBayes.fit(corpus.train, kept, classes, _no_words(data))
        found = (_confusion(p.labels[rows], model.predict(p, rows), classes) for p, rows in parts)
        words = Answers(*found)
    return Baselines(most_frequent, Answers(*constant), words)


@dataclass(frozen=True, slots=True, eq=False)
class NaiveBayes:
    """`prior` (classes,) and `words` (classes, ids) are logarithms of probabilities; those of
    ids that it does not know are 0 for all classes, so that they decide nothing."""

    prior: NDArray[np.float64]
    words: NDArray[np.float64]

    @staticmethod
    def fit(part: Sequences, rows: Longs, classes: int, no_words: tuple[int, ...]) -> "NaiveBayes":
        """Fit the texts in `rows`; the ids `no_words` do not count."""
        labels = part.labels.astype(np.int64)
        size = _largest_id(part) + 1
        flat = np.zeros(classes * size, np.int64)
        for first, _, of_row, tokens in _pieces(part, rows, max(CHUNK, flat.size)):
            flat += np.bincount(labels[first + of_row] * size + tokens, minlength=flat.size)
        counts = flat.reshape(classes, size)
        counts[:, [i for i in no_words if i < size]] = 0
        known = counts.any(axis=0)
        with np.errstate(divide="ignore"):  # a class without a text is never the likeliest
            prior = np.log(np.bincount(labels[rows], minlength=classes) / max(1, len(rows)))
        total = counts.sum(axis=1, keepdims=True) + known.sum()
        words = np.where(known, np.log(counts + 1) - np.log(np.maximum(total, 1)), 0.0)
        return NaiveBayes(prior, words)

    def predict(self, part: Sequences, rows: Longs) -> Longs:
        """The likeliest class of the texts in `rows`, shape (rows,)."""
        answers = np.empty(len(part), np.int64)
        for first, end, of_row, tokens in _pieces(part, rows, CHUNK):
            known = tokens < self.words.shape[1]
            of_row, tokens = of_row[known], tokens[known]
            scores = [
                prior + np.bincount(of_row, words[tokens], minlength=end - first)
                for prior, words in zip(self.prior, self.words, strict=True)
            ]
            answers[first:end] = np.argmax(scores, axis=0)
        return answers[rows]


def _pieces(part: Sequences, rows: Longs, chunk: int) -> Iterator[tuple[int, int, Longs, Ints]]:
    """About `chunk` tokens of the part at a time: its texts from `first` to `end`, and of each
    token of those in `rows` the number of its text, counted from the first, and the id."""
    wanted = np.zeros(len(part), bool)
    wanted[rows] = True
    offsets, first = part.offsets, 0
    while first < len(part):
        end = int(np.searchsorted(offsets, offsets[first] + chunk, side="right")) - 1
        end = max(min(end, first + ROWS), first + 1)
        lengths = np.diff(offsets[first : end + 1])
        of_row = np.repeat(np.arange(end - first), lengths)
        tokens = np.asarray(part.tokens[offsets[first] : offsets[end]])
        used = wanted[first:end][of_row]
        yield first, end, of_row[used], tokens[used]
        first = end


def _confusion(labels: NDArray[Any], answers: NDArray[Any] | int, classes: int) -> Confusion:
    places = labels.astype(np.int64) * classes + answers
    counts = np.bincount(places, minlength=classes**2)
    return tuple(tuple(row) for row in counts.reshape(classes, classes).tolist())


def _is_small(corpus: Corpus, classes: int) -> bool:
    parts = [part for part in (corpus.test, corpus.validation) if part is not None]
    work = len(corpus.train.tokens) + classes * sum(len(part.tokens) for part in parts)
    return work <= MOST_WORK and classes * (_largest_id(corpus.train) + 1) <= MOST_COUNTS


def _largest_id(part: Sequences) -> int:
    return int(part.tokens.max()) if len(part.tokens) else 0


def _no_words(data: DataSpec) -> tuple[int, ...]:
    """The ids of padding, of the start of a text, and of words out of the vocabulary."""
    numbering = data.numbering(0)
    return tuple(i for i in (PAD, numbering.start_char, numbering.oov_char) if i is not None)
