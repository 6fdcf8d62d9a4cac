"""How large the files of a run can be, going by its experiment.

A file can claim a size that it does not have, and a small one can unfold into gigabytes. So
what is larger than the experiment allows is told as damaged before it is read.
"""

from rnn_tui.experiment import Experiment, infer
from rnn_tui.experiment.layers.embedding import Embedding

MB = 1_000_000
COPIES = 6
"""Of the weights: themselves, at most three slots of an optimizer, averages, gradients."""

WORD_BYTES = 400
"""Of a word in the vocabulary, as JSON writes it; few have a tenth of that."""

EPOCHS_BEYOND = 1_000
"""Epochs that a log may tell of beyond those of its experiment, which may be about to change."""


def checkpoint_bytes(experiment: Experiment) -> int:
    """A checkpoint: weights, state of the optimizer, history, confusion matrix."""
    stack = infer(experiment.layers, experiment.data.maxlen)
    history = experiment.train.epochs * (4 + len(experiment.columns)) * 8
    return 2 * MB + COPIES * stack.size_bytes + history + _confusion_bytes(experiment)


def model_bytes(experiment: Experiment) -> int:
    """The Keras model, also unpacked."""
    return 8 * MB + checkpoint_bytes(experiment)


def vocabulary_bytes(experiment: Experiment) -> int:
    """The vocabulary: words whose ids can be given, and names of classes."""
    words = experiment.data.num_words
    if words is None:
        tables = [layer.input_dim for layer in experiment.layers if isinstance(layer, Embedding)]
        words = max(tables, default=0)
        words = max(words, experiment.data.known_words or 0)
    return 4 * MB + WORD_BYTES * words


def trace_records(experiment: Experiment, steps: int) -> int:
    """Records of a trace where an epoch has so many steps."""
    return (experiment.train.epochs + EPOCHS_BEYOND) * max(1, steps)


def most_epochs(experiment: Experiment) -> int:
    """Epochs that a log can tell of."""
    return experiment.train.epochs + EPOCHS_BEYOND


def _confusion_bytes(experiment: Experiment) -> int:
    """The counts in JSON: rows and columns are the classes."""
    shape = infer(experiment.layers, experiment.data.maxlen).output_shape
    classes = max(2, (shape[-1] if shape else None) or 0)
    return classes * classes * 12
