"""The vectors that an Embedding begins with: read before the first step of a run, never again.

From its first checkpoint on, a run needs the file no more: the weights are in there.
"""

from typing import Any

import numpy as np

from rnn_tui.data import Corpus, Report, Vocabulary
from rnn_tui.data.vectors import PREFIX, Vectors, find
from rnn_tui.engine.record import Record
from rnn_tui.experiment import Experiment


def first_vectors(
    experiment: Experiment, corpus: Corpus, record: Record, report: Report
) -> tuple[Vectors | None, tuple[str, ...]]:
    """The vectors of the file for the words of the corpus, and a note on them; DataError.

    A run that goes on from a checkpoint needs no vectors, and has its note from before.
    """
    if record.before.checkpoint is not None:
        known = record.before.data_notes
        return None, tuple(note for note in known if note.startswith(PREFIX))
    first = experiment.begins_with
    if first is None:
        return None, ()
    found = find(first, corpus.vocabulary, report)
    tokens = corpus.train.tokens
    words = tokens[tokens != corpus.vocabulary.start_char] if corpus.vocabulary else tokens
    return found, (found.sentence(words),)


def vectors_again(experiment: Experiment, record: Record, report: Report) -> Vectors | None:
    """The same for a run of which no checkpoint can be read; DataError."""
    first = experiment.begins_with
    if first is None:
        return None
    return find(first, Vocabulary.load(record.run.vocabulary), report)


def put_vectors(model: Any, vectors: Vectors) -> None:
    """Into the rows of their words; the others stay as they were drawn."""
    (table,) = model.layers[0].weights
    values = np.array(table.numpy())
    values[vectors.ids] = vectors.rows
    table.assign(values)
