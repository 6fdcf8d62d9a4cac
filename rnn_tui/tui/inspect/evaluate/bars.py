"""Bars and dots beside numbers, on an axis that begins where the numbers differ."""

from collections.abc import Iterable
from dataclasses import dataclass

from rnn_tui.results.plot import axes
from rnn_tui.wording.numbers import percent

PARTS = " ▏▎▍▌▋▊▉█"
RULE, MARK = "─", "│"
FIRST, SECOND, BOTH = "●", "○", "◉"
ROOM_BELOW = 0.15
"""Of the span of the values: the least one has a bar, too."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Shares from `low` to `high` over so many cells."""

    low: float
    high: float
    cells: int

    def position(self, share: float) -> float:
        """0 at the low end, 1 at the high one."""
        return max(0.0, min(1.0, (share - self.low) / (self.high - self.low)))

    def cell(self, share: float) -> int:
        """The cell in which the share lies."""
        return round(self.position(share) * max(0, self.cells - 1))

    def head(self) -> str:
        """The two ends, as far as they fit above the bars: `40%        56%`."""
        digits = 0 if _is_whole(self.low) and _is_whole(self.high) else 1
        ends = percent(self.low, digits), percent(self.high, digits)
        gap = self.cells - len(ends[0]) - len(ends[1])
        return f"{ends[0]}{' ' * gap}{ends[1]}" if gap > 0 else ""

    def bar(self, share: float) -> str:
        """From the low end to the share, in eighths of a cell."""
        eighths = round(self.position(share) * self.cells * 8)
        return "█" * (eighths // 8) + PARTS[eighths % 8].strip()

    def marked_bar(self, share: float, mark: float) -> tuple[str, str, str, bool]:
        """A bar of whole cells as it is cut by a mark: what is before it, the mark, the rest, and
        whether the mark lies on the bar."""
        length, at = round(self.position(share) * self.cells), self.cell(mark)
        cells = ["█" if cell < length else " " for cell in range(self.cells)]
        return "".join(cells[:at]), MARK, "".join(cells[at + 1 :]).rstrip(), at < length

    def dots(self, first: float, second: float) -> list[tuple[str, str]]:
        """Two dots and a line between them: pieces, and whose each is, `first` or `second`."""
        one, other = self.cell(first), self.cell(second)
        if one == other:
            return [(" " * one, ""), (BOTH, "first")]
        left, right = min(one, other), max(one, other)
        dot = {one: (FIRST, "first"), other: (SECOND, "second")}
        return [(" " * left, ""), dot[left], (RULE * (right - left - 1), ""), dot[right]]


def scale_of(shares: Iterable[float], cells: int) -> Scale:
    """The axis from a round number below the least of the shares to one above the greatest."""
    values = list(shares)
    least, greatest = min(values, default=0.0), max(values, default=1.0)
    axis = axes.linear(least - ROOM_BELOW * (greatest - least), greatest, 2)
    return Scale(max(0.0, axis.low), min(1.0, axis.high), max(0, cells))


def _is_whole(share: float) -> bool:
    return abs(share * 100 - round(share * 100)) < 1e-9
