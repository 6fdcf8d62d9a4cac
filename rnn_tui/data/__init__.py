"""Data: from a file of texts to padded arrays, in one straight line.

    data.path --> source --> examples --> words --> numbers --> ids --> padded arrays

    text/locating.py    finds out what lies at the path: tables, class folders, an archive
    text/sources/       give the texts of it one by one, each with its label and part
    words/              split a text into words
    text/numbering.py   numbers the words of all texts, into an entry of the cache
    text/ids.py         ranks the words of the training part, and turns numbers into ids
    loading.py          holds out the validation part
    padding.py          makes rectangles of `data.maxlen` timesteps

Keras's IMDB reviews (imdb/) are ranks of words already: they join the line at the ids.

`load` gives the encoded sequences of a source (`Corpus`), `arrays` what training takes of them.
Everything that can be wrong with data is a `DataError`. Stands on numpy and the experiment.
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
