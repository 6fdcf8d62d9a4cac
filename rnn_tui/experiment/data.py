"""Where the sequences come from and how they are encoded and padded."""

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from rnn_tui.experiment.base import Spec
from rnn_tui.experiment.listed import listed_names

Side = Literal["pre", "post"]

Splitter = Literal["words-2", "jieba-1", "words-1"]
"""How texts are cut into words, the number included: what a name stands for never changes."""

NEWEST_SPLITTER: dict[str, Splitter] = {"words": "words-2", "jieba": "jieba-1"}
"""A name without its number."""

PAD, START, OOV, INDEX_FROM = 0, 1, 2, 3
"""Keras's conventions: padding, start of sequence, out of vocabulary; rank r is id r + 3."""


class Sequences(Spec):
    """What every source has: the vocabulary's size, the padded length, the validation part."""

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
            "Share of the training part held out for validation if the data has no validation "
            "part of its own; 0: no validation."
        ),
    )

    @property
    def validates(self) -> bool:
        """Whether an epoch ends with a validation."""
        return self.validation_split > 0


class ImdbData(Sequences):
    """The IMDB reviews in the encoding of `keras.datasets.imdb`, with its very semantics."""

    source: Literal["imdb"] = "imdb"
    path: str | None = Field(
        None, description="A copy on disk: imdb.npz or its folder; auto: the copy that Keras keeps."
    )
    word_index: str | None = Field(
        None, description="imdb_word_index.json; auto: found beside imdb.npz."
    )
    url: str | None = Field(
        None, description="Address of a mirror's folder, http(s) or file; auto: Keras's own."
    )
    download: bool = Field(True, description="Download the files when no copy is found.")
    skip_top: int = Field(
        0, ge=0, le=88_000, description="Drop this many of the most frequent words."
    )
    start_char: int | None = Field(
        1, ge=0, le=10_000_000, description="Id that marks the start of a review."
    )
    oov_char: int | None = Field(
        2, ge=0, le=10_000_000, description='Id of unknown words; "none" drops them instead.'
    )
    index_from: int = Field(
        3, ge=0, le=1_000, description="Added to the rank of a word to make its id."
    )
    shuffle_seed: int = Field(
        113, ge=0, le=2**32 - 1, description="Seed of the order of the reviews; Keras's is 113."
    )


Quotes = Literal["double", "single", "backslash", "off"]

TABLE_KEYS = ("text_column", "label_column", "heading", "separator", "quotes", "encoding")
"""Keys that say how one table is to be read: they mean nothing for another one."""


class TextData(Sequences):
    """The user's own texts: a table, a folder of tables or of class folders, or an archive."""

    source: Literal["text"] = "text"
    path: str = Field(
        ...,
        min_length=1,
        description="A table (.csv, .tsv, .jsonl, ...), a folder, or an archive of either.",
    )
    text_column: str | None = Field(
        None,
        description=(
            "Column of the texts, or several separated by commas; a number for a table without "
            "a heading. Auto: detected."
        ),
    )
    label_column: str | None = Field(None, description="Column of the labels; auto: detected.")
    heading: bool | None = Field(
        None, description="Whether the first row names the columns; auto: detected."
    )
    separator: str | None = Field(
        None,
        min_length=1,
        max_length=16,
        description=(
            "What separates the cells of a table: one or more characters, or tab, comma, "
            "semicolon, pipe, space; auto: detected."
        ),
    )
    quotes: Quotes | None = Field(
        None,
        description=(
            "What encloses cells: double or single quotes, double quotes escaped by a "
            "backslash, or nothing (off); auto: detected."
        ),
    )
    encoding: str | None = Field(
        None, description="Encoding of the texts, such as gb18030 or cp1252; auto: detected."
    )
    validation_path: str | None = Field(
        None, description="The validation texts, if file names do not tell which they are."
    )
    test_path: str | None = Field(
        None, description="The test texts, if file names do not tell which they are."
    )
    lowercase: bool = Field(True, description="Convert words to lower case.")
    splitter: Splitter = Field(
        "words-2",
        description="How texts become words: words-2; jieba-1, which also cuts Chinese into "
        "words; words-1, letters and digits alone.",
    )
    test_split: float = Field(
        0.2,
        gt=0.0,
        lt=1.0,
        description="Share of the texts held out for testing, if the data has no test part.",
    )

    @field_validator("text_column", "label_column", mode="before")
    @classmethod
    def _column_names(cls, value: Any) -> Any:
        """A number is the name of a column without a heading; a list is written with commas."""
        return listed_names(value)

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, name: str | None) -> str | None:
        """An encoding of text that Python knows."""
        try:
            if name is not None:
                "".encode(name)
        except (LookupError, UnicodeError, ValueError) as error:
            raise ValueError(
                "is not a known encoding; use a name such as utf-8, gb18030, big5, shift_jis, "
                'cp1252, latin-1, or "none"'
            ) from error
        return name

    @property
    def validates(self) -> bool:
        """A part that is named validates even where no share is held out."""
        return super().validates or self.validation_path is not None

    @field_validator("splitter", mode="before")
    @classmethod
    def _newest(cls, name: object) -> object:
        return NEWEST_SPLITTER.get(name, name) if isinstance(name, str) else name


class SampleData(Sequences):
    """The small synthetic corpus of reviews that ships with the program."""

    source: Literal["sample"] = "sample"


DataSpec = Annotated[ImdbData | TextData | SampleData, Field(discriminator="source")]

SOURCES: dict[str, type[ImdbData] | type[TextData] | type[SampleData]] = {
    "imdb": ImdbData,
    "text": TextData,
    "sample": SampleData,
}
