"""How a table is to be read, where a person has said so."""

from dataclasses import dataclass
from typing import Any

from rnn_tui.experiment.data import TextData

SEPARATORS = {
    "tab": "\t",
    "\\t": "\t",
    "comma": ",",
    "semicolon": ";",
    "pipe": "|",
    "bar": "|",
    "space": " ",
}
"""How `data.separator` may name characters that are hard to type."""


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
        named, separator = data.text_column, data.separator
        return cls(
            text_column=() if named is None else (named,),
            label_column=data.label_column,
            heading=data.heading,
            separator=None if separator is None else SEPARATORS.get(separator, separator),
            quotes=data.quotes,
            encoding=data.encoding,
        )

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
