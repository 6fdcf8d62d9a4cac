"""The running prediction as a curve: what the network would have said after each word."""

from collections.abc import Sequence
from itertools import groupby
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from rnn_tui.cells.base import Array
from rnn_tui.data.sequences import Longs

Bits = NDArray[np.int64]

LABEL = 5
DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""The bits of a braille character, by column and row from the top."""

BLANK = 0x2800


class PredictionCurve(Widget):
    """From 0 to 1 upwards, the words from left to right; a second run's curve is dotted."""

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    PredictionCurve {
        height: 1fr;
        min-height: 3;
        & > .running--text { color: $foreground 60%; }
        & > .running--first { color: $primary; text-style: bold; }
        & > .running--second { color: $accent; }
        & > .running--cursor { color: $foreground 60%; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "running--text",
        "running--first",
        "running--second",
        "running--cursor",
    }

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._curves: Sequence[tuple[Longs, Array]] = ()
        self._steps = 1
        self._at = 0
        self._rows: list[list[tuple[str, str]]] = []

    def show(self, curves: Sequence[tuple[Longs, Array]], steps: int, at: int) -> None:
        """Each curve is (places, probabilities) with places in 0 … steps - 1."""
        self._curves, self._steps, self._at = curves, max(1, steps), at
        self._draw()

    def go(self, at: int) -> None:
        if at != self._at:
            self._at = at
            self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        """Only lines that have changed are painted."""
        width, height = self.size.width - LABEL, self.size.height
        before, self._rows = self._rows, []
        if width >= 4 and height >= 1:
            first, second = (self._bits(number, width, height) for number in (0, 1))
            cursor = round(self._at / max(1, self._steps - 1) * (width - 1))
            self._rows = [
                self._line(row, first[row], second[row], cursor, height) for row in range(height)
            ]
        if len(before) != len(self._rows):
            self.refresh()
        for y, (old, new) in enumerate(zip(before, self._rows, strict=False)):
            if old != new:
                self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        if y >= len(self._rows):
            return Strip.blank(self.size.width, self.rich_style)
        runs = groupby(self._rows[y], key=lambda cell: cell[1])
        segments = [
            Segment(
                "".join(character for character, _ in run),
                self.get_component_rich_style(f"running--{name}"),
            )
            for name, run in runs
        ]
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def _line(
        self, row: int, first: Bits, second: Bits, cursor: int, height: int
    ) -> list[tuple[str, str]]:
        """(character, ink) of each cell."""
        label = "1.0" if row == 0 else "0.0" if row == height - 1 else ""
        cells = [(character, "text") for character in f"{label:>{LABEL - 1}} "]
        middle = row == height // 2
        for column, (one, two) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
            bits = one | two
            if bits:
                cells.append((chr(BLANK | bits), "first" if one else "second"))
            elif column == cursor:
                cells.append(("│", "cursor"))
            else:
                cells.append(("·" if middle and column % 2 else " ", "text"))
        return cells

    def _bits(self, number: int, width: int, height: int) -> Bits:
        """(height, width) braille bits of one curve."""
        bits = np.zeros((height, width), np.int64)
        if number >= len(self._curves):
            return bits
        places, values = self._curves[number]
        if not len(places):
            return bits
        across = np.arange(2 * width) / max(1, 2 * width - 1) * max(1, self._steps - 1)
        reached = across >= places[0]
        levels = np.interp(across, places, values)
        rows = np.rint((1 - np.clip(np.nan_to_num(levels), 0, 1)) * (4 * height - 1)).astype(int)
        before = rows[0]
        for x, y in enumerate(rows.tolist()):
            if reached[x] and (number == 0 or x % 2 == 0):
                low, high = (min(before, y), max(before, y)) if number == 0 and x else (y, y)
                for dot in range(low, high + 1):
                    bits[dot // 4, x // 2] |= DOTS[x % 2][dot % 4]
            before = y
        return bits
