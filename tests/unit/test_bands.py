"""Bands: the mean, the least and the greatest of a group of runs, and how they are drawn."""

import math
from dataclasses import replace

import numpy as np
import pytest
from curve_runs import run_of

from rnn_tui.results.plot import raster
from rnn_tui.results.plot.bands import grouped, merged
from rnn_tui.results.plot.curves import Curves, Role, Series
from rnn_tui.results.plot.layers import plot_layers
from rnn_tui.results.plot.markers import ASCII
from rnn_tui.results.plot.picture import draw, paint
from rnn_tui.results.plot.raster import Cells
from rnn_tui.results.plot.view import Show, View
from rnn_tui.runs.state.run_state import RunState

NAN = math.nan


def seeds(*losses: tuple[float, ...], column: str = "val_loss") -> list[RunState]:
    """A run for each of the curves."""
    return [_with(run_of(len(each)), column, each) for each in losses]


def _with(run: RunState, column: str, values: tuple[float, ...]) -> RunState:
    pairs = zip(run.epochs, values, strict=True)
    epochs = tuple(replace(each, logs={**each.logs, column: value}) for each, value in pairs)
    return replace(run, epochs=epochs)


def series(*values: float) -> Series:
    return Series("validation", Role.VALIDATION, np.arange(1.0, len(values) + 1), np.array(values))


def test_a_band_is_the_mean_the_least_and_the_greatest_of_those_that_went_so_far() -> None:
    band = merged([series(1, 2, 3), series(3, 6), series(2, NAN, 5, 7)])
    assert band.spread is not None
    assert band.x.tolist() == [1, 2, 3, 4]
    assert band.y.tolist() == [2, 4, 4, 7]
    assert band.spread.low.tolist() == [1, 2, 3, 7]
    assert band.spread.high.tolist() == [3, 6, 5, 7]
    assert band.spread.runs.tolist() == [3, 2, 2, 1]


def test_where_no_run_has_a_number_a_band_has_a_gap() -> None:
    band = merged([series(1, NAN, 3), series(2, math.inf, 4)])
    assert band.spread is not None
    for ys in (band.y, band.spread.low, band.spread.high):
        assert np.isnan(ys).tolist() == [False, True, False]
    assert band.spread.runs.tolist() == [2, 0, 2]


def test_each_group_has_its_name_and_one_run_is_drawn_as_it_is() -> None:
    curves = grouped({"three": seeds((1, 2), (3, 4), (5, 6)), "one": [run_of(2)]}, "loss")
    assert curves.runs == ("three", "one")
    three, one = curves.of(Role.VALIDATION, 0), curves.of(Role.VALIDATION, 1)
    assert three is not None
    assert three.y.tolist() == [3, 4]
    assert one is not None
    assert one.spread is None
    assert curves.of(Role.BEST, 0) is None
    assert curves.of(Role.BEST, 1) is not None


def test_nothing_in_any_group_is_said() -> None:
    assert "measures auc" in grouped({"a": seeds((1, 2), (3, 4))}, "auc").note


def test_bands_are_equal_when_all_their_ends_are() -> None:
    some = grouped({"a": seeds((1, 2), (3, 4))}, "loss")
    assert some == grouped({"a": seeds((1, 2), (3, 4))}, "loss")
    assert some != grouped({"a": seeds((0, 2), (4, 4))}, "loss")  # the same mean
    assert some != grouped({"a": seeds((1, 2), (3, 4), (2, 3))}, "loss")


def banded(curves: Curves, view: View) -> list[str]:
    return [layer.series.role for layer in plot_layers(curves, view, 80) if layer.top is not None]


@pytest.mark.parametrize(
    ("show", "role"),
    [(Show.BOTH, "validation"), (Show.VALIDATION, "validation"), (Show.TRAINING, "training")],
)
def test_a_group_has_one_band(show: Show, role: str) -> None:
    curves = grouped({"a": seeds((1, 2), (3, 4))}, "loss")
    assert banded(curves, View(show=show)) == [role]


def test_a_group_without_validation_has_the_band_of_its_training() -> None:
    runs = [run_of(3, validation=False), run_of(2, validation=False)]
    assert banded(grouped({"a": runs}, "loss"), View()) == ["training"]


def test_the_axis_holds_the_band() -> None:
    picture = draw(grouped({"a": seeds((1, 1), (9, 9))}, "loss"), 60, 20)
    labels = [float(line.split("┤")[0]) for line in picture.splitlines() if "┤" in line]
    assert max(labels) >= 8


def test_a_log_scale_cuts_a_band_where_it_reaches_zero() -> None:
    curves = grouped({"a": seeds((1, 1), (-9, 9))}, "loss")
    (band,) = (each for each in plot_layers(curves, View(log=True), 80) if each.top is not None)
    assert band.y.tolist() == [1, 1]


def test_many_epochs_keep_the_ends_of_their_band() -> None:
    low = tuple(1 + (epoch == 700) * -1.0 for epoch in range(1000))
    high = tuple(2 + (epoch == 300) * 5.0 for epoch in range(1000))
    (band,) = (
        each
        for each in plot_layers(grouped({"a": seeds(low, high)}, "loss"), View(), 80)
        if each.top is not None
    )
    assert band.top is not None
    assert band.x.size <= 80
    assert (band.y.min(), band.top.max()) == (0, 7)


CELLS = Cells(8, 4, 1, 4, 0, 1)


def drawn(*pieces: tuple[list[float], list[float], list[float]]) -> str:
    arrays = (tuple(np.array(part, float) for part in piece) for piece in pieces)
    grid = [[" "] * CELLS.columns for _ in range(CELLS.rows)]
    for column, row, mark in raster.band(arrays, CELLS, ":"):  # type: ignore[arg-type]
        grid[row][column] = mark
    return "\n".join("".join(row).rstrip() for row in reversed(grid))


def test_a_band_is_filled_from_end_to_end() -> None:
    assert drawn(([1, 4], [0, 0], [1, 0])) == "::\n::::\n::::::\n::::::::"
    assert drawn(([1, 4], [0, 1], [1, 1])).startswith("::::::::\n::::::")


def test_a_band_of_one_epoch_is_a_bar_and_a_gap_stays_empty() -> None:
    assert drawn(([2.3], [0], [0.5])) == "\n  :::\n  :::\n  :::"
    assert drawn(([1, 1.5], [0, 0], [1, 1]), ([3.5, 4], [0, 0], [1, 1])).count(" ") == 4 * 4


def test_a_band_leaves_the_lines_and_dots_on_top() -> None:
    runs = seeds((0.2, 0.3, 0.4), (0.6, 0.7, 0.8))
    with_band = draw(grouped({"a": runs, "b": runs[:1]}, "loss"), 60, 16, markers=ASCII)
    plain = draw(grouped({"a": runs[:1], "b": runs[:1]}, "loss"), 60, 16, markers=ASCII)
    assert with_band.count("a") >= 3
    assert ":" in with_band
    assert ":" not in plain


def test_the_cursor_reads_the_ends_and_the_number_of_runs() -> None:
    curves = grouped({"a": seeds((0.2, 0.3, 0.4), (0.6, 0.7))}, "loss")
    legend = "".join(run.text for run in paint(curves, 120, 20, View(cursor=2.0)).rows[0])
    assert "validation mean 0.5000 (0.3000 to 0.7000, n 2)" in legend
    legend = "".join(run.text for run in paint(curves, 120, 20, View(cursor=3.0)).rows[0])
    assert "0.4000 (0.4000 to 0.4000, n 1)" in legend
