"""Where the sequences come from and how they are encoded and padded."""

from typing import Annotated, Literal

from pydantic import Field

from rnn_tui.spec.base import Spec

Side = Literal["pre", "post"]

PAD, START, OOV, INDEX_FROM = 0, 1, 2, 3
"""Keras's conventions: padding, start of sequence, out of vocabulary; rank r is id r + 3."""


class Sequences(Spec):
    """What every source has: the vocabulary's size, the padded length, the validation part."""

    num_words: int | None = Field(
        10_000,
        ge=4,
        le=10_000_000,
        description="Ids run from 0 to num_words - 1; rarer words become out of vocabulary. "
        '"none" keeps every word.',
    )
    maxlen: int = Field(
        500,
        ge=1,
        le=100_000,
        description="Timesteps of every sequence: shorter ones are padded, longer ones cut.",
    )
    padding: Side = Field("pre", description="The side on which zeros are added.")
    truncating: Side = Field("pre", description="The side from which a long sequence is cut.")
    validation_split: float = Field(
        0.2,
        ge=0.0,
        lt=1.0,
        description="Share of the training part that is held out to validate on, where the data "
        "has no validation part of its own; 0 for no validation.",
    )

    @property
    def validates(self) -> bool:
        """Whether an epoch ends with a validation."""
        return self.validation_split > 0


class ImdbData(Sequences):
    """The IMDB reviews in the encoding of `keras.datasets.imdb`, with its very semantics."""

    source: Literal["imdb"] = "imdb"
    path: str | None = Field(
        None, description="A copy on disk: imdb.npz or its folder. Keras's own is found by itself."
    )
    word_index: str | None = Field(None, description="imdb_word_index.json.")
    url: str | None = Field(None, description="A mirror: the folder's address, http(s) or file.")
    download: bool = Field(True, description="Download the files when no copy is found.")
    skip_top: int = Field(
        0, ge=0, le=100_000, description="Leave out this many of the most frequent words."
    )
    start_char: int | None = Field(
        1, ge=0, le=10_000_000, description="Id that marks the start of a review."
    )
    oov_char: int | None = Field(
        2, ge=0, le=10_000_000, description='Id of words left out; "none" drops them instead.'
    )
    index_from: int = Field(3, ge=0, le=1_000, description="Word ranks are shifted by this.")
    shuffle_seed: int = Field(
        113, ge=0, le=2**32 - 1, description="Seed of the order of the reviews (Keras: 113)."
    )


class TextData(Sequences):
    """The user's own texts: CSV, TSV, JSONL, or a folder or tar.gz of class folders."""

    source: Literal["text"] = "text"
    path: str = Field(
        ..., min_length=1, description="A .csv, .tsv, .jsonl, .tar.gz file or a folder."
    )
    text_column: str | None = Field(None, description="Column of the texts; guessed if left out.")
    label_column: str | None = Field(None, description="Column of the labels; guessed if left out.")
    validation_path: str | None = Field(
        None, description="Where the texts to validate on are, if their names do not show it."
    )
    test_path: str | None = Field(
        None, description="Where the texts to test on are, if their names do not show it."
    )
    lowercase: bool = Field(True, description="Fold words to lower case.")
    test_split: float = Field(
        0.2,
        gt=0.0,
        lt=1.0,
        description="Share of the texts to test on, where the data has no test part of its own.",
    )

    @property
    def validates(self) -> bool:
        """A part that is named validates even where no share is held out."""
        return super().validates or self.validation_path is not None


class SampleData(Sequences):
    """The small synthetic corpus of reviews that ships with the program."""

    source: Literal["sample"] = "sample"


DataSpec = Annotated[ImdbData | TextData | SampleData, Field(discriminator="source")]

SOURCES: dict[str, type[ImdbData] | type[TextData] | type[SampleData]] = {
    "imdb": ImdbData,
    "text": TextData,
    "sample": SampleData,
}
