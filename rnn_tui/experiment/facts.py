"""What is known of the data: from the spec alone, or once it has been loaded."""

from dataclasses import dataclass

from rnn_tui.experiment.data import ImdbData, SampleData, TextData

IMDB_WORDS = 88_584


@dataclass(frozen=True, slots=True)
class DataFacts:
    """Figures that the stack must fit; None where they are not known yet.

    `largest_id` is the largest word id that may occur, `train_size` the number of
    sequences left to train on, `class_names` what the classes are called, in their order,
    `vector_length` the length of the vectors that the Embedding is to begin with, `blank` the
    number of sequences that hold nothing but padding, of the training part at least.
    """

    classes: int | None = None
    largest_id: int | None = None
    train_size: int | None = None
    class_names: tuple[str, ...] | None = None
    vector_length: int | None = None
    blank: int = 0

    @staticmethod
    def expected(data: ImdbData | TextData | SampleData) -> "DataFacts":
        """What the configuration alone tells, before any file is opened."""
        classes = None if isinstance(data, TextData) else 2
        if isinstance(data, ImdbData):
            return DataFacts(classes, _largest_imdb_id(data))
        if data.num_words is not None:
            return DataFacts(classes, data.num_words - 1)
        return DataFacts(classes)


def _largest_imdb_id(data: ImdbData) -> int:
    """Keras puts `oov_char` in as it is, even where it lies beyond `num_words`."""
    if data.num_words is not None:
        return max(data.num_words - 1, data.oov_char or 0)
    return max(IMDB_WORDS + data.index_from, data.start_char or 0, data.oov_char or 0)
