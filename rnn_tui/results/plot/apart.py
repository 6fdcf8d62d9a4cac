"""Marks of several runs that fall on one another, drawn apart so that each run is seen."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from rnn_tui.results.plot.layers import PlotLayer
from rnn_tui.results.plot.raster import Mark

Drawn = tuple[PlotLayer, list[Mark]]
Cell = tuple[int, int]

DASH = 2
"""Columns that each of several equal lines has before the next has its turn."""


def lines_apart(drawn: Sequence[Drawn]) -> list[Drawn]:
    """Equal lines take turns, in dashes."""
    claims: defaultdict[Mark, list[int]] = defaultdict(list)
    for layer, marks in drawn:
        for mark in marks:
            if layer.series.run not in claims[mark]:
                claims[mark].append(layer.series.run)

    def has_turn(run: int, mark: Mark) -> bool:
        runs = claims[mark]
        return runs[mark.column // DASH % len(runs)] == run

    return [
        (layer, [mark for mark in marks if has_turn(layer.series.run, mark)])
        for layer, marks in drawn
    ]


def dots_apart(drawn: Sequence[Drawn], columns: int) -> list[Drawn]:
    """Dots of several runs in one cell stand side by side; where there is no room, in turns."""
    claims: defaultdict[Cell, list[int]] = defaultdict(list)
    for layer, marks in drawn:
        for column, row, _ in marks:
            if layer.series.run not in claims[column, row]:
                claims[column, row].append(layer.series.run)
    seats, turns = {}, Counter[tuple[int, ...]]()
    taken = set(claims)
    for cell, runs in claims.items():
        seats[cell] = _side_by_side(cell, runs, taken, columns)
        if not seats[cell]:
            seats[cell] = {runs[turns[*runs] % len(runs)]: cell[0]}
            turns[*runs] += 1
        taken.update((column, cell[1]) for column in seats[cell].values())
    return [(layer, _seated(layer.series.run, marks, seats)) for layer, marks in drawn]


def _side_by_side(
    cell: Cell, runs: Sequence[int], taken: set[Cell], columns: int
) -> dict[int, int]:
    """The column of each run, around that of the cell; none where others stand in the way."""
    column, row = cell
    first = min(column - (len(runs) - 1) // 2, columns - len(runs))
    seats = range(first, first + len(runs))
    free = all(seat == column or (seat, row) not in taken for seat in seats)
    return dict(zip(runs, seats, strict=True)) if free and first >= 0 else {}


def _seated(run: int, marks: list[Mark], seats: dict[Cell, dict[int, int]]) -> list[Mark]:
    return [mark._replace(column=seats[mark[:2]][run]) for mark in marks if run in seats[mark[:2]]]
