"""The settings of `[data]` that tell how a table is read."""

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
"""Names that `data.separator` takes for characters that are hard to type."""


@dataclass(frozen=True, slots=True)
class TableOptions:
    """The settings that concern tables; what is None or empty is found out."""

    text_column: tuple[str, ...] = ()
    label_column: str | None = None
    heading: bool | None = None
    separator: str | None = None
    quotes: str | None = None
    encoding: str | None = None

    @classmethod
    def of(cls, data: TextData) -> "TableOptions":
        """The options of a source."""
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
        """The settings as a hash takes them.

        Where nothing but columns is named it is the pair of their names, as the fingerprints of
        the first runs have it.
        """
        text: Any = self.text_column
        if len(self.text_column) < 2:
            text = self.text_column[0] if self.text_column else None
        rest = (self.heading, self.separator, self.quotes, self.encoding)
        named = (text, self.label_column)
        return named if rest == (None,) * len(rest) else (*named, *rest)
