"""The base of every source of sequences: vocabulary, encoding, padding, validation part."""

from typing import ClassVar, Literal, Self

from pydantic import Field

from rnn_tui.experiment.base import Spec
from rnn_tui.experiment.numbering import INDEX_FROM, Numbering

Side = Literal["pre", "post"]

Splitter = Literal["words-2", "jieba-1", "words-1"]
"""Names of ways to cut texts into words, with a number: what a name stands for never changes."""

NEWEST_SPLITTER: dict[str, Splitter] = {"words": "words-2", "jieba": "jieba-1"}
"""A name without its number."""


class DataSource(Spec):
    """The base of every source: the vocabulary's size, the padded length, the validation part.

    The class also tells what sets its source apart; the defaults are those of texts.
    """

    about: ClassVar[str] = ""
    """One line for people who choose a source."""
    usual_sizes: ClassVar[tuple[int, int]] = (10_000, 500)
    """`num_words` and `maxlen` that suit its texts."""
    expected_classes: ClassVar[int | None] = 2
    """Known before any file is opened; None where only the files tell."""
    known_words: ClassVar[int | None] = None
    """Words of its vocabulary; None where only the files tell."""
    in_keras: ClassVar[bool] = False
    """True if `keras.datasets` has it: a script loads it by itself, and the last share of the
    training part validates, as in Keras's `fit(validation_split=...)`."""
    is_shipped: ClassVar[bool] = False
    """True if it ships with the program, so that loading takes no time."""
    draws_test_part: ClassVar[bool] = False
    """True if the seed may decide which texts are held out to test on."""
    path_keys: ClassVar[tuple[str, ...]] = ()
    """Fields that name files."""

    source: str
    num_words: int | None = Field(
        10_000,
        ge=INDEX_FROM + 2,
        le=10_000_000,
        description=(
            'Ids run from 0 to num_words - 1; rarer words are unknown. "none" keeps every word.'
        ),
    )
    maxlen: int = Field(
        500,
        ge=1,
        le=100_000,
        description="Timesteps of every sequence: shorter ones are padded, longer ones cut.",
    )
    padding: Side = Field("pre", description="The side where zeros are added.")
    truncating: Side = Field("pre", description="The side from which a long sequence is cut.")
    validation_split: float = Field(
        0.2,
        ge=0.0,
        lt=1.0,
        description=(
            "Share of the training part held out for validation, unless the data has its own "
            "validation part; 0: no validation."
        ),
    )

    @property
    def validates(self) -> bool:
        """True if an epoch ends with a validation."""
        return self.validation_split > 0

    @property
    def label(self) -> str:
        """A short name for people."""
        return self.source

    @property
    def title(self) -> str:
        """A name for people that says where it lies."""
        return self.about

    @property
    def largest_id(self) -> int | None:
        """The largest id that may occur, as far as the configuration tells: where the source
        does not know its words, they may be fewer than `num_words` allows."""
        if self.known_words is not None:
            return self.numbering(self.known_words).largest_id(self.known_words)
        return None if self.num_words is None else self.num_words - 1

    @property
    def missing_words_hint(self) -> str:
        """Advice for a run without a vocabulary; empty where nothing helps."""
        return ""

    def numbering(self, words: int) -> Numbering:
        """The ids of words where the largest rank that occurs is `words`."""
        return Numbering.of_texts(self.num_words, words)

    def offline(self) -> Self:
        """The same source, loaded without the network."""
        return self
