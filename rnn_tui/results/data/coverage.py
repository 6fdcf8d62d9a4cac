"""Effects of the data settings on its sequences: lengths, words left out, examples.

`measure` reads a corpus once, loaded with `every_word(data)`; `figures` and `example` then
follow for any num_words, skip_top, maxlen, padding and so on in milliseconds, without
loading again: what is left out follows from how often each rank occurs.
"""

from dataclasses import dataclass, replace

import numpy as np

from rnn_tui.data import START_WORD, Corpus, DataError, notes, part_sizes
from rnn_tui.data.sequences import Ints, Longs, Sequences
from rnn_tui.experiment import DataFacts, DataSpec
from rnn_tui.experiment.numbering import INDEX_FROM, OOV, START, Numbering
from rnn_tui.results.tokens import TokenKind

MOST_WORDS = 10_000_000
"""The spec's bound of num_words: nothing is left out."""

SETTINGS = {
    *("num_words", "maxlen", "padding", "truncating", "validation_split"),
    *("skip_top", "start_char", "oov_char", "index_from"),
}
"""Fields whose effect is computed here; a change of any other one takes loading again."""

SHOWN_WORDS = 2_000
MANY = 100_000


def every_word(data: DataSpec) -> DataSpec:
    """The same texts with every word kept, encoded as Keras does by default.

    Equal results mean the same texts in the same order: nothing has to be loaded again.
    """
    origin = {name: value for name, value in dict(data).items() if name not in SETTINGS}
    return type(data).model_validate({**origin, "num_words": MOST_WORDS})


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A corpus with every word kept, and how often each word occurs.

    Of the test part only the figures are kept. The counts of a part's words are cumulative:
    entry r is the number of words of a rank below r; rank 0 stands for words that have none,
    because no training text holds them. Those of the classes are one number for each.
    """

    corpus: Corpus
    test_size: int
    train_counts: Longs
    validation_counts: Longs
    test_counts: Longs
    class_counts: tuple[int, ...]
    validation_classes: tuple[int, ...]
    test_classes: tuple[int, ...]

    @property
    def largest_rank(self) -> int:
        """The largest that occurs in either part."""
        return max(len(self.train_counts), len(self.test_counts)) - 2


def measure(corpus: Corpus) -> Measured:
    """Count the words of a corpus that was loaded with `every_word`."""
    empty = corpus.test.take(np.empty(0, np.int64))
    parts = (corpus.train, corpus.validation or empty, corpus.test)
    without_test = replace(corpus, test=empty)
    train, validation, test = map(_cumulative, parts)
    of_train, of_validation, of_test = (
        tuple(np.bincount(part.labels, minlength=len(corpus.classes)).tolist()) for part in parts
    )
    return Measured(
        without_test,
        len(corpus.test),
        train,
        validation,
        test,
        of_train,
        of_validation,
        of_test,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """Figures of a corpus at some settings.

    `lengths`, of shape (n,), are those of the training part with its validation share,
    start marker included, before padding; `padded` and `truncated` are shares of these
    sequences, `unknown` and so on shares of the words of a part; that of a validation part is
    None where the data has none of its own. `notes` are those of the corpus, and what follows
    from the settings. `trouble` says what keeps these from being used, "" where nothing does.
    """

    train_size: int
    validation_size: int
    test_size: int
    maxlen: int
    lengths: Longs
    padded: float
    truncated: float
    unknown: float
    validation_unknown: float | None
    test_unknown: float
    facts: DataFacts
    notes: tuple[str, ...]
    trouble: str = ""


def figures(measured: Measured, data: DataSpec, seed: int) -> Figures:
    """The figures of the measured corpus at the settings of `data`."""
    code = _numbering(data, measured)
    lengths, n = _lengths(measured, code), max(len(measured.corpus.train), 1)
    kept = _kept(measured.train_counts, code)
    trouble = "" if kept else _nothing_left(data)
    try:
        sizes = part_sizes(measured.corpus, data, seed)
    except DataError as error:
        trouble = trouble or str(error)
        sizes = len(measured.corpus.train), 0
    classes = measured.corpus.classes
    facts = DataFacts(
        len(classes),
        _largest_id(measured, code),
        sizes[0],
        classes,
        blank=int((lengths == 0).sum()),
        longest=int(lengths.max(initial=0)),
    )
    return Figures(
        *sizes,
        measured.test_size,
        data.maxlen,
        lengths,
        int((lengths < data.maxlen).sum()) / n,
        int((lengths > data.maxlen).sum()) / n,
        _share_left_out(measured.train_counts, code),
        None
        if measured.corpus.validation is None
        else _share_left_out(measured.validation_counts, code),
        _share_left_out(measured.test_counts, code),
        facts,
        notes(measured.corpus, data),
        trouble,
    )


def slow(measured: Measured, data: DataSpec) -> bool:
    """True where `figures` takes longer than anybody waits between two keystrokes."""
    train = measured.corpus.train
    drops = data.numbering(0).oov_char is None
    return len(train) > MANY or (drops and len(train.tokens) > 10 * MANY)


@dataclass(frozen=True, slots=True)
class Example:
    """One sequence as training sees it, in words.

    `steps` are (text, kind); an unknown word is given as it was, though the network sees
    only that it is unknown. `cut` timesteps are left out by maxlen, `padding` are added;
    `more` are not among the `steps` because the text is very long.
    """

    label: str
    length: int
    steps: tuple[tuple[str, TokenKind], ...]
    padding: int
    cut: int
    more: int


def example(measured: Measured, place: int, data: DataSpec) -> Example:
    """Sequence `place` of the training part (from 0) at the settings of `data`."""
    corpus, code = measured.corpus, _numbering(data, measured)
    ids = corpus.train[place]
    known = _keeps(code, ids - INDEX_FROM)
    known[:1] = code.keeps_start
    present = known if code.oov_char is None else np.ones(len(ids), bool)
    if code.start_char is None:
        present[:1] = False
    ids, known = ids[present], known[present]
    length, cut = len(ids), max(0, len(ids) - data.maxlen)
    window = slice(cut, None) if data.truncating == "pre" else slice(0, length - cut)
    ids, known = ids[window], known[window]
    more = max(0, len(ids) - SHOWN_WORDS)
    ids, known = ids[:SHOWN_WORDS], known[:SHOWN_WORDS]
    if corpus.vocabulary is None:
        words = [START_WORD if i == START else str(i - INDEX_FROM + code.index_from) for i in ids]
    else:
        words = corpus.vocabulary.decode(ids)
    steps = tuple(
        (
            word,
            TokenKind.UNKNOWN
            if not is_known
            else TokenKind.START
            if i == START
            else TokenKind.WORD,
        )
        for word, i, is_known in zip(words, ids.tolist(), known.tolist(), strict=True)
    )
    label = corpus.classes[int(corpus.train.labels[place])]
    return Example(label, length, steps, max(0, data.maxlen - length), cut, more)


def _numbering(data: DataSpec, measured: Measured) -> Numbering:
    """The ids at these settings: texts rank the words of their training part alone."""
    vocabulary = measured.corpus.vocabulary
    return data.numbering(
        measured.largest_rank if data.in_keras else len(vocabulary.words if vocabulary else ())
    )


def _keeps(code: Numbering, ranks: Ints) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    """True where the words of these ranks keep their ids; rank 0 and less are not words."""
    kept: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    kept = (ranks >= code.first_rank) & (ranks < code.rank_limit)
    return kept


def _cumulative(part: Sequences) -> Longs:
    counts = np.bincount(part.tokens, minlength=INDEX_FROM + 1)[OOV:]
    # Ids 2 and 3 are both no word of a rank: unknown in every case, and rank 0.
    counts = np.concatenate([[0, counts[0] + counts[1]], counts[2:]])
    return np.cumsum(counts)


def _between(cumulative: Longs, low: int, high: int) -> int:
    """Words of the ranks from `low` on and below `high`."""
    last = len(cumulative) - 1
    return max(0, int(cumulative[min(max(high, 0), last)] - cumulative[min(low, last)]))


def _kept(cumulative: Longs, code: Numbering) -> int:
    return _between(cumulative, code.first_rank, code.rank_limit)


def _share_left_out(cumulative: Longs, code: Numbering) -> float:
    words = int(cumulative[-1])
    return 1 - _kept(cumulative, code) / words if words else 0.0


def _lengths(measured: Measured, code: Numbering) -> Longs:
    """Those of the training part; where words are dropped, they are counted one by one."""
    train = measured.corpus.train
    if code.oov_char is not None:
        return train.lengths - (code.start_char is None)
    dropped = np.zeros(len(train.tokens) + 1, np.int64)
    np.cumsum(~_keeps(code, train.tokens - INDEX_FROM), out=dropped[1:])
    # The start marker of the corpus has no rank, so that it is among the dropped.
    return train.lengths - np.diff(dropped[train.offsets]) + code.keeps_start


def _largest_id(measured: Measured, code: Numbering) -> int:
    """As `data.facts` finds it: the largest id that is, or by the vocabulary may be, given."""
    ids = [code.start_char or 0] if code.keeps_start else []
    vocabulary = measured.corpus.vocabulary
    last = code.rank_limit - 1
    if vocabulary is not None:
        ids += [min(len(vocabulary.words), last) + code.index_from, code.oov_char or 0]
    for counts in (measured.train_counts, measured.test_counts):
        if _kept(counts, code) < int(counts[-1]):
            ids.append(code.oov_char or 0)
        if _kept(counts, code):
            # The first entry that has all words of ranks up to `last` is one past the largest.
            upto = counts[min(code.rank_limit, len(counts) - 1)]
            ids.append(int(np.searchsorted(counts, upto)) - 1 + code.index_from)
    return max(ids, default=0)


def _nothing_left(data: DataSpec) -> str:
    if skip_top := data.numbering(0).skip_top:
        both = f"num_words = {data.num_words} and skip_top = {skip_top} leave"
        return f"{both} no words: raise num_words or lower skip_top"
    return f"num_words = {data.num_words} leaves no words: raise it"
