"""Text to padded arrays: sources, vocabulary, cache, padding, splits.

`load` gives the encoded sequences of a source, `arrays` what training takes of them;
everything that can be wrong with data is a `DataError`. Stands on numpy and the spec.
"""

from rnn_tui.data.corpus import Arrays, Corpus
from rnn_tui.data.errors import DataError
from rnn_tui.data.loading import (
    arrays,
    blank_sequences,
    facts,
    load,
    notes,
    part_sizes,
    remember,
    validation_places,
)
from rnn_tui.data.padding import pad
from rnn_tui.data.progress import Progress, Report, ignore
from rnn_tui.data.sequences import Sequences
from rnn_tui.data.splits import lengths_of, order
from rnn_tui.data.vocabulary import OOV_WORD, PAD_WORD, START_WORD, Vocabulary

__all__ = [
    "OOV_WORD",
    "PAD_WORD",
    "START_WORD",
    "Arrays",
    "Corpus",
    "DataError",
    "Progress",
    "Report",
    "Sequences",
    "Vocabulary",
    "arrays",
    "blank_sequences",
    "facts",
    "ignore",
    "lengths_of",
    "load",
    "notes",
    "order",
    "pad",
    "part_sizes",
    "remember",
    "validation_places",
]
