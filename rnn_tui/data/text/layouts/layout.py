"""Where each file of a source belongs."""

from dataclasses import dataclass

from rnn_tui.data.text.example import Part


@dataclass(frozen=True, slots=True)
class LabelledFile:
    """Where the file at `index` of the listing belongs."""

    index: int
    part: Part | None
    label: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The files that count, in the order of the listing, and what is said about the others.

    With `lines` each line of a file is a text, else each file is one.
    """

    files: tuple[LabelledFile, ...]
    notes: tuple[str, ...]
    lines: bool = False
