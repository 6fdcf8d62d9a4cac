"""The facts known of the data: from the experiment alone, or once it has been loaded."""

from dataclasses import dataclass

from rnn_tui.experiment.source import DataSource


@dataclass(frozen=True, slots=True)
class DataFacts:
    """Figures that the stack must fit; None where they are not known yet.

    `largest_id` is the largest word id that may occur, of which the texts may fall short where
    it is `estimated`, `train_size` the number of
    sequences left to train on, `class_names` what the classes are called, in their order,
    `vector_length` the length of the vectors that the Embedding is to begin with, `blank` the
    number of sequences that hold nothing but padding, of the training part at least, `longest`
    the timesteps of its longest one before padding and cutting.
    """

    classes: int | None = None
    largest_id: int | None = None
    train_size: int | None = None
    class_names: tuple[str, ...] | None = None
    vector_length: int | None = None
    blank: int = 0
    longest: int | None = None
    estimated: bool = False

    @staticmethod
    def expected(data: DataSource) -> "DataFacts":
        """The facts that the configuration alone tells, before any file is opened."""
        return DataFacts(data.expected_classes, data.largest_id, estimated=data.known_words is None)
