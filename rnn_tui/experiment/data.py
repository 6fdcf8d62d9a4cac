"""The sources of sequences, with their encoding and padding: a new one is a class and a line in
`SOURCES` here, and its loader in `rnn_tui/data/`."""

from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, field_validator

from rnn_tui.experiment.base import model_choice
from rnn_tui.experiment.column_names import joined_names
from rnn_tui.experiment.numbering import Numbering
from rnn_tui.experiment.source import NEWEST_SPLITTER, DataSource, Splitter


class ImdbData(DataSource):
    """The IMDB reviews in the encoding of `keras.datasets.imdb`, with its very semantics."""

    about: ClassVar[str] = "50,000 film reviews, good or bad, as Keras encodes them"
    known_words: ClassVar[int | None] = 88_584
    in_keras: ClassVar[bool] = True
    path_keys: ClassVar[tuple[str, ...]] = ("path", "word_index")

    source: Literal["imdb"] = "imdb"
    path: str | None = Field(
        None, description="A copy on disk: imdb.npz or its folder; auto: the copy that Keras keeps."
    )
    word_index: str | None = Field(
        None, description="imdb_word_index.json; auto: the one next to imdb.npz."
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

    @property
    def title(self) -> str:
        return "IMDB reviews"

    @property
    def largest_id(self) -> int:
        """Keras puts `oov_char` in as it is, even where it lies beyond `num_words`."""
        if self.num_words is not None:
            return max(self.num_words - 1, self.oov_char or 0)
        most = (self.known_words or 0) + self.index_from
        return max(most, self.start_char or 0, self.oov_char or 0)

    @property
    def missing_words_hint(self) -> str:
        return "train with imdb_word_index.json next to imdb.npz"

    def numbering(self, words: int) -> Numbering:
        """As Keras has it: without `num_words` the largest id is the limit, and so is left out."""
        everything = max(words + self.index_from, self.start_char or 0)
        return Numbering(
            everything if self.num_words is None else self.num_words,
            self.skip_top,
            self.start_char,
            self.oov_char,
            self.index_from,
        )

    def offline(self) -> Self:
        """A mirror that is a folder stays: it needs no network, and has messages of its own."""
        if (self.url or "").startswith("file:"):
            return self
        return self.model_copy(update={"download": False})


Quotes = Literal["double", "single", "backslash", "off"]

COLUMN_KEYS = ("text_column", "label_column")
"""Keys that name columns of a table."""

TABLE_KEYS = ("text_column", "label_column", "heading", "separator", "quotes", "encoding")
"""Keys that say how one table is to be read: they mean nothing for another one."""


class TextData(DataSource):
    """The user's own texts: a table, a folder of tables or of class folders, or an archive."""

    about: ClassVar[str] = (
        "your own texts: a table, a folder with one folder per class, an archive of these"
    )
    expected_classes: ClassVar[int | None] = None
    draws_test_part: ClassVar[bool] = True
    path_keys: ClassVar[tuple[str, ...]] = ("path", "validation_path", "test_path")

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
        "words; words-1, letters and digits only.",
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
        return joined_names(value)

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
    def label(self) -> str:
        """The name of the file."""
        return PurePath(self.path).name

    @property
    def title(self) -> str:
        return f"texts of {self.path}"

    @property
    def validates(self) -> bool:
        """A part that is named validates even where no share is held out."""
        return super().validates or self.validation_path is not None

    @field_validator("splitter", mode="before")
    @classmethod
    def _newest(cls, name: object) -> object:
        return NEWEST_SPLITTER.get(name, name) if isinstance(name, str) else name


class SampleData(DataSource):
    """The small synthetic corpus of reviews that ships with the program."""

    about: ClassVar[str] = "a small corpus of made-up reviews that ships with the program"
    usual_sizes: ClassVar[tuple[int, int]] = (500, 64)
    known_words: ClassVar[int | None] = 450
    is_shipped: ClassVar[bool] = True

    source: Literal["sample"] = "sample"

    @property
    def title(self) -> str:
        return "the sample shipped with the program"


SOURCES: dict[str, type[DataSource]] = {
    source.model_fields["source"].default: source
    for source in (
        ImdbData,
        TextData,
        SampleData,
    )
}
"""The classes by name, in the order in which the app offers them."""

if TYPE_CHECKING:
    DataSpec = DataSource
else:
    DataSpec = model_choice(SOURCES.values(), "source")
