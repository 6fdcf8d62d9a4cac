"""The way a source was read: told before training, and kept with the data."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ReadAs:
    """The way a source was read; a property that its kind does not have is None or empty.

    `separator` is the character itself, `quotes` one of the words that `data.quotes` takes.
    Columns have the names of the heading, or numbers from "1" on where there is none. `files_aside`
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
        """Its fields, fit for JSON; `from_dict` is the inverse."""
        return asdict(self)

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> "ReadAs":
        """The inverse of `to_dict`, also after JSON; unknown fields are ignored."""
        known: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in content.items()
            if name in cls.__dataclass_fields__
        }
        return cls(**known)
