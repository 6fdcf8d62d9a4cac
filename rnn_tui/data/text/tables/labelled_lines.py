"""Lines that begin with their label: fastText's `__label__pos text`, and `LABEL:sub text`."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Report
from rnn_tui.data.text.example import Notes
from rnn_tui.data.text.files.opening import TableFile
from rnn_tui.data.text.read_as import ReadAs
from rnn_tui.data.text.tables.table import REPORT_EVERY, Picked, Row, TextFile

LabelStyle = Literal["fastText", "LABEL:sub"]

PREFIX = "__label__"
_FINE = re.compile(r"([A-Za-z][\w-]{0,30}):([\w-]{1,40})\s+(?=\S)")
_NEARLY_ALL = 0.98
_FEWEST = 4  # lines from which a habit can be told
_SAMPLE = 2_000

TEXT, LABEL = "text", "label"


@dataclass(frozen=True)
class LabelledLines:
    """One text a line, its label before it."""

    text: TextFile
    way: LabelStyle
    names = (TEXT, LABEL)

    @property
    def file(self) -> TableFile:
        return self.text.file

    @property
    def damaged(self) -> bool:
        return self.text.encoding.damaged

    @property
    def how(self) -> ReadAs:
        kind = f"lines with {PREFIX}" if self.way == "fastText" else "lines with LABEL:sub"
        return ReadAs(kind=kind, encoding=self.text.encoding.name)

    @cached_property
    def sample(self) -> list[Row]:
        lines = self.text.head(_SAMPLE)
        cut = (
            self._cut(line.strip(), number) for number, line in enumerate(lines, 1) if line.strip()
        )
        return [{TEXT: text, LABEL: label} for label, text in cut]

    def rows(self, columns: Sequence[str], report: Report) -> Iterator[Picked]:
        self.text.check_lines()
        with self.text.open() as (lines, progress):
            for number, line in enumerate(lines, 1):
                if number % REPORT_EVERY == 1:
                    report(progress())
                if line.strip():
                    label, text = self._cut(line.strip(), number)
                    yield tuple(label if name == LABEL else text for name in columns)

    def tell(self, notes: Notes) -> None:
        """Nothing is left out."""

    def _cut(self, line: str, number: int) -> tuple[str, str]:
        """(label, text) of a line; DataError where it has several labels."""
        if self.way == "LABEL:sub":
            found = _FINE.match(line)
            return (found.group(1), line[found.end() :]) if found else ("", line)
        words = line.split()
        labels = [word for word in words if word.startswith(PREFIX)]
        if len(labels) > 1:
            raise DataError(
                f"line {number:,} of {self.file} has {len(labels)} labels "
                f"({' '.join(labels)[:60]}): one class a text is what a network here can learn"
            )
        rest = line.replace(labels[0], "", 1) if labels else line
        return (labels[0].removeprefix(PREFIX) if labels else ""), rest


def label_style(lines: Sequence[str]) -> LabelStyle | None:
    """How the lines say their label, where nearly all of them do."""
    filled = [line for line in lines if line.strip()]
    if not filled:
        return None
    if sum(PREFIX in line.split(None, 1)[0] for line in filled) > _NEARLY_ALL * len(filled) - 1:
        return "fastText" if filled[0].startswith(PREFIX) else None
    found = [_FINE.match(line) for line in filled]
    labels = Counter(match.group(1) for match in found if match)
    if labels.total() < max(_NEARLY_ALL * len(filled), _FEWEST) or len(labels) * 2 > len(filled):
        return None
    return None if any("\t" in line for line in filled) else "LABEL:sub"
