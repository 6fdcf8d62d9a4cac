"""Lines that begin with their label: fastText's `__label__pos text`, and `LABEL:sub text`."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rnn_tui.data.errors import DataError
from rnn_tui.data.progress import Report
from rnn_tui.data.text.read_as import ReadAs
from rnn_tui.data.text.tables.table import Row, Sample, TextTable, Values

LabelStyle = Literal["fastText", "LABEL:sub"]

PREFIX = "__label__"
_FINE = re.compile(r"([A-Za-z][\w-]{0,30}):([\w-]{1,40})\s+(?=\S)")
_NEARLY_ALL = 0.98
_FEWEST = 4  # lines from which a habit can be told

TEXT, LABEL = "text", "label"


@dataclass(frozen=True)
class LabelledLines(TextTable):
    """One text a line, its label before it."""

    style: LabelStyle
    names = (TEXT, LABEL)

    @property
    def read_as(self) -> ReadAs:
        """The style and the encoding."""
        style = PREFIX if self.style == "fastText" else "LABEL:sub"
        return ReadAs(kind=f"lines with {style}", encoding=self.text.encoding.name)

    @cached_property
    def sample(self) -> list[Row]:
        """The first lines."""
        lines = enumerate(self.text.head(Sample.SIZE), 1)
        cut = (self._cut(line.strip(), number) for number, line in lines if line.strip())
        return [{TEXT: text, LABEL: label} for label, text in cut]

    def rows(self, columns: Sequence[str], report: Report) -> Iterator[Values]:
        """Label and text, in the order of the columns."""
        self.text.check_lines()
        with self.text.open(report) as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    label, text = self._cut(line.strip(), number)
                    yield tuple(label if name == LABEL else text for name in columns)

    def _cut(self, line: str, number: int) -> tuple[str, str]:
        """(label, text) of a line; DataError where it has several labels."""
        if self.style == "LABEL:sub":
            found = _FINE.match(line)
            return (found.group(1), line[found.end() :]) if found else ("", line)
        labels = [word for word in line.split() if word.startswith(PREFIX)]
        if len(labels) > 1:
            raise DataError(
                f"line {number:,} of {self.file} has {len(labels)} labels "
                f"({' '.join(labels)[:60]}): keep only one label per text"
            )
        if not labels:
            return "", line
        return labels[0].removeprefix(PREFIX), line.replace(labels[0], "", 1)


def label_style(lines: Sequence[str]) -> LabelStyle | None:
    """The style in which nearly all lines give their label; None where they do not."""
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
