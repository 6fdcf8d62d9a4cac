"""The sizes that the files of a run can have, by its experiment.

A file can claim a size that it does not have, and a small one can unpack into gigabytes. So
one that is larger than the experiment allows is refused as damaged before it is read.
"""

from rnn_tui.experiment import Experiment, infer
from rnn_tui.experiment.layers.embedding import Embedding

MB = 1_000_000
COPIES = 6
"""The weights, at most three slots of an optimizer, averages, gradients."""

WORD_BYTES = 400
"""The largest word in a vocabulary, as JSON writes it; few have a tenth of that."""

LOG_BYTES = 1_000_000_000
"""The largest event log or trace that is copied; both grow with the time of training."""

EPOCHS_BEYOND = 1_000
"""Epochs that a log may hold beyond those of its experiment, which may be about to change."""


def checkpoint_bytes(experiment: Experiment) -> int:
    """Bytes of a checkpoint: weights, state of the optimizer, history, confusion matrix."""
    stack = infer(experiment.layers, experiment.data.maxlen)
    history = experiment.train.epochs * (4 + len(experiment.columns)) * 8
    return 2 * MB + COPIES * stack.size_bytes + history + _confusion_bytes(experiment)


def model_bytes(experiment: Experiment) -> int:
    """Bytes of the Keras model, also unpacked."""
    return 8 * MB + checkpoint_bytes(experiment)


def vocabulary_bytes(experiment: Experiment) -> int:
    """Bytes of the vocabulary: words whose ids can occur, and names of classes."""
    words = experiment.data.num_words
    if words is None:
        tables = [layer.input_dim for layer in experiment.layers if isinstance(layer, Embedding)]
        words = max(tables, default=0)
        words = max(words, experiment.data.known_words or 0)
    return 4 * MB + WORD_BYTES * words


def trace_records(experiment: Experiment, steps: int) -> int:
    """Records of a trace whose epochs have `steps` steps."""
    return (experiment.train.epochs + EPOCHS_BEYOND) * max(1, steps)


def most_epochs(experiment: Experiment) -> int:
    """Epochs that a log can hold."""
    return experiment.train.epochs + EPOCHS_BEYOND


def _confusion_bytes(experiment: Experiment) -> int:
    """Bytes of the counts in JSON: rows and columns are the classes."""
    shape = infer(experiment.layers, experiment.data.maxlen).output_shape
    classes = max(2, (shape[-1] if shape else None) or 0)
    return classes * classes * 12
