"""What was taken of a source, and how it was read: said before training, kept with the data."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ReadAs:
    """How a source was read; what a kind of source does not have is None or empty.

    `separator` is the character itself, `quotes` one of the words that `data.quotes` takes.
    Columns have the names of the heading, or numbers from "1" where there is none. `files_aside`
    are files that were not used, each with the reason: "test.csv (it has no column 'label')".
    """

    kind: str
    encoding: str | None = None
    separator: str | None = None
    quotes: str | None = None
    heading: bool | None = None
    text_columns: tuple[str, ...] = ()
    label_column: str | None = None
    unused_columns: tuple[str, ...] = ()
    files_aside: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON takes it; `from_dict` gives the same back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> "ReadAs":
        """From what `to_dict` gave, lists for tuples; names that are not known are passed over."""
        known: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in content.items()
            if name in cls.__dataclass_fields__
        }
        return cls(**known)
