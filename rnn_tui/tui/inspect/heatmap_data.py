"""The contents of a heatmap: numbers, the names of their rows, and the full scale."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnn_tui.cells.base import Array
from rnn_tui.tui.widgets.palette import LEVELS


@dataclass(frozen=True, slots=True, eq=False)
class HeatmapData:
    """`values` (rows, columns); row r is drawn from 0 to `scales[r]`, or to `scale`.

    `labels` stand left of the rows: a name, tinted by `tints` (levels) where there are some,
    and a number on the right. `widest` is the width in cells that both have together.
    """

    values: Array
    labels: Sequence[tuple[str, str]] = ()
    scale: float = 1.0
    scales: Sequence[float] = ()
    tints: Sequence[int] = ()
    widest: int = 4

    @property
    def rows(self) -> int:
        return int(self.values.shape[0])

    @property
    def columns(self) -> int:
        return int(self.values.shape[1])

    def levels(self, row: int, columns: slice) -> list[int]:
        scale = (self.scales[row] if self.scales else self.scale) or 1.0
        with np.errstate(invalid="ignore"):
            share = np.nan_to_num(self.values[row, columns] / scale, nan=0.0)
        found: list[int] = np.rint(np.clip(share, -1, 1) * LEVELS).astype(int).tolist()
        return found


NOTHING = HeatmapData(np.zeros((0, 0), np.float32))
