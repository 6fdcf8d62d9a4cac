"""The vectors of a vocabulary's words, out of a file that may hold millions."""

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Progress, Report
from rnn_tui.data.sequences import Ints, Longs
from rnn_tui.data.vectors.files import Floats, Rows, length_in, open_rows
from rnn_tui.data.vocabulary import Vocabulary
from rnn_tui.experiment import DataFacts, Experiment
from rnn_tui.experiment.layers.embedding import Embedding
from rnn_tui.io.places import with_home
from rnn_tui.wording.numbers import percent

PREFIX = "vectors: "
"""The start of the sentence about vectors among the notes of a run."""

_REPORT_EVERY = 20_000
_NONE, _OTHER_CASE, _EXACT = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """Vectors `rows` (n, length) for the rows `ids` (n,) of the Embedding's table.

    The file has the words of `other_case` of them only in another case; `wanted` words were
    looked for. `odd` lines of the file are not vectors, `missing` rows are announced but absent.
    """

    path: Path
    ids: Longs
    rows: Floats
    other_case: int
    wanted: int
    odd: int = 0
    missing: int = 0

    def sentence(self, tokens: Ints) -> str:
        """The share of words that was found, `tokens` being the ids of all words to train on."""
        found = len(self.ids)
        share = f"{found:,} of {self.wanted:,} words ({percent(found / max(self.wanted, 1))})"
        counts = np.bincount(tokens, minlength=int(self.ids.max(initial=0)) + 1)
        of_text = counts[self.ids].sum() / max(len(tokens), 1)
        name = self.path.name
        text = f"{PREFIX}{share} have one in {name}, {percent(of_text)} of the training texts"
        if self.other_case:
            text += f"; {self.other_case:,} only in another case"
        if self.odd:
            text += f"; {self.odd:,} lines of the file hold no vector of the usual length"
        if self.missing:
            text += f"; {self.missing:,} vectors that the file announces are missing"
        return f"{text}; the other rows start at random, as in Keras"


def informed(experiment: Experiment, facts: DataFacts | None) -> DataFacts | None:
    """The facts with the length of the vectors that the stack names, if it names any."""
    first = experiment.begins_with
    if first is None:
        return facts
    length = length_in(_path(first))
    return replace(facts or DataFacts.expected(experiment.data), vector_length=length)


def find(layer: Embedding, vocabulary: Vocabulary | None, report: Report) -> Vectors:
    """The vectors of the file that the layer names.

    Words match as they are, else without regard to case, the first in the file then. DataError
    where the file cannot be used, or where there are no words to look for.
    """
    if vocabulary is None:
        raise DataError(
            f"the vectors {layer.embeddings} cannot be matched: the words of the ids are not "
            "known. Put imdb_word_index.json next to imdb.npz, or remove embeddings"
        )
    path = _path(layer)
    ids = _ids(vocabulary, layer.input_dim)
    words = [vocabulary.words[i - vocabulary.index_from - 1] for i in ids.tolist()]
    with open_rows(path) as rows:
        if rows.layout.length != layer.output_dim:
            raise DataError(
                f"the vectors of {path} have {rows.layout.length:,} numbers, but the Embedding has "
                f"output_dim = {layer.output_dim:,}: set it to {rows.layout.length}"
            )
        table, state, read, wrong = _match(rows, words, report)
        missing = max(0, (rows.layout.announced or 0) - read - rows.odd)
    found = np.flatnonzero(state)
    if not len(found):
        raise DataError(
            f"{path} has no vector for any of the {len(words):,} words: is it for another language?"
        )
    other_case = int((state == _OTHER_CASE).sum())
    odd = rows.odd + wrong
    return Vectors(path, ids[found], table[found], other_case, len(words), odd, missing)


def _path(layer: Embedding) -> Path:
    assert layer.embeddings is not None
    return with_home(layer.embeddings)


def _ids(vocabulary: Vocabulary, rows: int) -> Longs:
    """The ids of all words that may occur and have a row."""
    first = vocabulary.index_from + 1
    ids = np.arange(first, first + len(vocabulary.words), dtype=np.int64)
    kept: Longs = ids[vocabulary.numbering.keeps(ids) & (ids < rows)]
    return kept


def _match(
    rows: Rows, words: Sequence[str], report: Report
) -> tuple[Floats, "np.ndarray[tuple[int], np.dtype[np.uint8]]", int, int]:
    """(vectors, how each word was found, rows read, those that are not numbers).

    The vectors of words that are not found are undefined.
    """
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        places[_folded(word)].append(place)
    table = np.empty((len(words), rows.layout.length), np.float32)
    state = np.zeros(len(words), np.uint8)
    read = wrong = 0
    for read, (raw, written) in enumerate(rows, 1):
        if read % _REPORT_EVERY == 0:
            report(Progress(f"reading {rows.path.name}", rows.done(), rows.total, "bytes"))
        word = raw.decode("utf-8", "replace")
        for place in places.get(_folded(word), ()):
            how = _EXACT if _composed(word) == words[place] else _OTHER_CASE
            if how <= state[place]:
                continue
            numbers = rows.numbers(written)
            if numbers is None:
                wrong += 1
                break
            if not np.isfinite(numbers).all():
                raise DataError(f"the vector of {word[:40]!r} in {rows.path} is not finite")
            table[place], state[place] = numbers, how
    return table, state, read, wrong


def _composed(word: str) -> str:
    return word if word.isascii() else unicodedata.normalize("NFC", word)


def _folded(word: str) -> str:
    return _composed(word).lower()
