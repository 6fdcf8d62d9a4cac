"""How a table is to be read, where a person has said so."""

from dataclasses import dataclass
from typing import Any

from rnn_tui.spec.data import TextData


@dataclass(frozen=True, slots=True)
class TableOptions:
    """The settings of `[data]` that a table knows; what is None or empty is found out."""

    text_column: tuple[str, ...] = ()
    label_column: str | None = None
    heading: bool | None = None
    separator: str | None = None
    quotes: str | None = None
    encoding: str | None = None

    @classmethod
    def of(cls, data: TextData) -> "TableOptions":
        """The options of a spec."""
        named = data.text_column
        return cls(() if named is None else (named,), data.label_column)

    @property
    def key(self) -> tuple[Any, ...]:
        """What tells apart readings of the same bytes, for hashes.

        Where the columns alone are named it is the pair of their names, as it has been since
        the first runs: their fingerprints stay.
        """
        text: Any = self.text_column
        if len(self.text_column) < 2:
            text = self.text_column[0] if self.text_column else None
        rest = (self.heading, self.separator, self.quotes, self.encoding)
        named = (text, self.label_column)
        return named if rest == (None,) * len(rest) else (*named, *rest)


AS_FOUND = TableOptions()
"""Nothing has been said: all of it is found out."""
