"""Numbered words to ids: the parts, the vocabulary of the training part, the encoding."""

import numpy as np

from rnn_tui.data.cache import Entry
from rnn_tui.data.corpus import Corpus
from rnn_tui.data.errors import DataError
from rnn_tui.data.sequences import Longs, Sequences, offsets_of
from rnn_tui.data.splits import stratified
from rnn_tui.data.text.class_checks import class_notes, part_notes
from rnn_tui.data.text.example import Part
from rnn_tui.data.text.leakage import leakage_notes
from rnn_tui.data.text.numbering import PART_CODES
from rnn_tui.data.text.read_as import ReadAs
from rnn_tui.data.vocabulary import Vocabulary
from rnn_tui.data.words import WordSplitter
from rnn_tui.experiment.numbering import INDEX_FROM, OOV, START, Numbering

HELD_OUT: tuple[Part, ...] = ("validation", "test")


def encode(
    entry: Entry,
    where: str,
    num_words: int | None,
    splitter: WordSplitter,
    test_split: float,
    seed: int,
    fingerprint: str,
) -> Corpus:
    """The corpus of an entry: 1 starts a text, 2 is out of vocabulary, rank r has id r + 3.

    Words rank by their count in the training part alone, ties alphabetically. A share of it
    that is held out for validation counts too, so that the share does not renumber the words; a
    validation part and the test part do not. All ids lie below `num_words`, as for IMDB. DataError
    where no word is left, or nothing to test on.
    """
    arrays = entry.arrays
    texts = Sequences(arrays["tokens"], offsets_of(arrays["lengths"]), arrays["labels"])
    texts.check()
    places = _places(entry, test_split, seed, where)
    words = entry.texts["words"].split("\n")
    start = len(words)  # the start marker counts as one more word
    train, validation, test = (texts.take(part, start) for part in places)
    leaks = leakage_notes(train, {"validation": validation, "test": test})
    counts = np.bincount(train.tokens)[:start]
    ranking = np.argsort(-counts, kind="stable")
    seen = int((counts > 0).sum())
    numbering = Numbering.of_texts(num_words, seen)
    known = ranking[: min(seen, max(numbering.rank_limit - 1, 0))]
    if not len(known):
        raise DataError(
            f"data.num_words = {numbering.limit} leaves no words of {where}: ids 0 to {INDEX_FROM} "
            "are reserved, so raise it well above that"
        )
    ids = np.full(len(words) + 1, OOV, np.int32)
    ids[start] = START
    ids[known] = np.arange(len(known)) + 1 + INDEX_FROM
    train, validation, test = (
        Sequences(ids[part.tokens], part.offsets, part.labels) for part in (train, validation, test)
    )
    classes = tuple(entry.facts["classes"])
    vocabulary = Vocabulary.numbered(
        (words[place] for place in known.tolist()),
        numbering,
        lowercase=splitter.lowercase,
        splitting=splitter.name,
        classes=classes,
    )
    return Corpus(
        train,
        test,
        classes,
        vocabulary,
        (*entry.facts["notes"], *_class_notes(entry, classes), *leaks),
        fingerprint,
        validation if len(validation) else None,
        ReadAs.from_dict(entry.facts["taken"]) if entry.facts.get("taken") else None,
    )


def _class_notes(entry: Entry, classes: tuple[str, ...]) -> list[str]:
    """Notes on the classes of all parts, and on those that a part of its own lacks."""
    labels, parts = entry.arrays["labels"], entry.arrays["parts"]
    counts = {
        name: np.bincount(labels[parts == PART_CODES[name]], minlength=len(classes)).tolist()
        for name in HELD_OUT
    }
    return [
        *class_notes(classes, np.bincount(labels, minlength=len(classes)).tolist()),
        *(note for name in HELD_OUT for note in part_notes(name, classes, counts[name])),
    ]


def _places(entry: Entry, test_split: float, seed: int, where: str) -> tuple[Longs, Longs, Longs]:
    """Places of the texts to (train on, validate on, test on).

    A test part that the data lacks is drawn from every class of the training part.
    """
    parts, labels = entry.arrays["parts"], entry.arrays["labels"]
    is_test, is_validation = (parts == PART_CODES[part] for part in ("test", "validation"))
    validation = np.flatnonzero(is_validation)
    if is_test.any():
        return np.flatnonzero(~is_test & ~is_validation), validation, np.flatnonzero(is_test)
    others = np.flatnonzero(~is_validation)
    kept, held_out = stratified(labels[others], test_split, seed, "test")
    if not len(held_out):
        raise DataError(f"{where} has one text per class, which leaves none to test on: add texts")
    return others[kept], validation, others[held_out]
