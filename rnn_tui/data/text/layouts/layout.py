"""Layouts of texts that are files, or lines of files."""

from dataclasses import dataclass

from rnn_tui.data.text.example import Part


@dataclass(frozen=True, slots=True)
class LabelledFile:
    """The part and the label of the file at `index` of the listing."""

    index: int
    part: Part | None
    label: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The files that count, in the order of the listing, and notes on the others.

    With `lines` each line of a file is a text, else each file is one.
    """

    files: tuple[LabelledFile, ...]
    notes: tuple[str, ...]
    lines: bool = False
