"""The histogram of lengths with the line of maxlen drawn in."""

from textual.content import Content
from textual.widget import Widget

from rnn_tui.data.sequences import Longs
from rnn_tui.results.data.lengths import Histogram, histogram

BARS = " ▁▂▃▄▅▆▇█"
CUT = "│"
LEAST_ROWS = 2


class LengthsPlot(Widget):
    """Columns in two colours, left and right of the line; below them the axis."""

    def __init__(self) -> None:
        super().__init__()
        self._lengths: Longs | None = None
        self._maxlen = 1

    def show(self, lengths: Longs, maxlen: int) -> None:
        self._lengths, self._maxlen = lengths, maxlen
        self.refresh()

    def render(self) -> Content:
        width, height = self.size
        if self._lengths is None or width < 8 or height < LEAST_ROWS:
            return Content("")
        found = histogram(self._lengths, self._maxlen, width - 1)
        wide = max(1, (width - 1) // len(found.counts))  # cells of a column
        rows = [_row(found, wide, row, height - 1) for row in range(height - 1)]
        axis = Content(_axis(found, wide, width, self._maxlen)).stylize("$foreground 65%")
        return Content("\n").join([*rows, axis])


def _row(found: Histogram, wide: int, row: int, rows: int) -> Content:
    """One row of cells, from the top."""
    most, steps = max(found.counts) or 1, len(BARS) - 1
    cells = []
    for count in found.counts:
        height = round(count / most * rows * steps)
        level = max(height, int(count > 0)) - (rows - 1 - row) * steps
        cells.append(BARS[min(max(level, 0), steps)] * wide)
    cut = len(cells) if found.cut is None else found.cut
    line = "" if found.cut is None else CUT
    return Content.assemble(
        ("".join(cells[:cut]), "$primary"), (line, "bold"), ("".join(cells[cut:]), "$warning")
    )


def _axis(found: Histogram, wide: int, width: int, maxlen: int) -> str:
    """maxlen below its line; the ends where there is room left for them."""
    line = [" "] * width
    right = f"{found.edges[-1]:,}{'+' if found.longer else ''}"
    end = min(width, len(found.counts) * wide + (found.cut is not None))
    if found.cut is None:
        word = f"maxlen {maxlen:,} →"
        labels = [(width - len(word), word), (0, f"{found.edges[0]:,}"), (end - len(right), right)]
    else:
        word, at = f"maxlen {maxlen:,}", found.cut * wide
        labels = [(min(max(0, at - len(word) // 2), width - len(word)), word)]
        labels.append((0, f"{found.edges[0]:,}"))
        labels.append((end - len(right), right))
    for start, text in labels:
        place = slice(max(0, start), max(0, start) + len(text))
        beside = line[max(0, place.start - 2) : place.stop + 2]
        if start >= 0 and place.stop <= width and not "".join(beside).strip():
            line[place] = text
    return "".join(line)
