"""From RunState to points: epochs, the unfinished one, trace, best; smoothing and thinning."""

import math
from dataclasses import replace

import numpy as np
import pytest
from curve_runs import STEPS, live, run_of
from hypothesis import example, given
from hypothesis import strategies as st

from rnn_tui.results.plot import axes, thinning
from rnn_tui.results.plot.curves import Role, Series, curves_of, nearest, overlay, quantities
from rnn_tui.results.plot.layers import plot_layers
from rnn_tui.results.plot.view import Show, View
from rnn_tui.runs.position import Phase, Position, State
from rnn_tui.runs.state.run_state import RunState


def series(run: RunState, role: Role, quantity: str = "loss") -> Series:
    found = curves_of(run, quantity).of(role)
    assert found is not None
    return found


def test_training_and_validation_lie_at_whole_epochs() -> None:
    run = run_of(3)
    assert series(run, Role.TRAINING).x.tolist() == [1, 2, 3]
    assert series(run, Role.TRAINING).y.tolist() == run.column("loss")
    assert series(run, Role.VALIDATION, "acc").y.tolist() == run.column("val_acc")


def test_a_stopped_epoch_lies_where_it_was_stopped() -> None:
    partial = series(run_of(1, partial=0.54), Role.PARTIAL)
    assert partial.x.tolist() == [1.54]
    assert partial.name == "epoch 2 at 54%"


def test_an_epoch_stopped_in_its_validation_is_wholly_trained() -> None:
    run = run_of(1, partial=0.54)
    run = replace(run, position=Position(1, 7, Phase.VALIDATE))
    assert series(run, Role.PARTIAL).x.tolist() == [2.0]


def test_a_live_epoch_has_a_point_from_the_heartbeat() -> None:
    partial = series(live(2, STEPS // 4), Role.PARTIAL)
    assert (partial.x.tolist(), partial.y.tolist()) == ([2.25], [0.5])


def test_the_point_of_a_live_epoch_outlasts_its_training() -> None:
    """While it validates, the heartbeat tells of the validation: the trace knows the mean."""
    run = live(0, 12, Phase.VALIDATE, trace=100)
    partial = series(run, Role.PARTIAL)
    assert partial.x.tolist() == [1.0]
    assert partial.y[0] == pytest.approx(run.trace["loss"].mean(), abs=1e-6)


def test_a_killed_first_epoch_still_has_its_point() -> None:
    """Nobody wrote `stopped`: no partial epoch in the state, only the trace."""
    run = replace(run_of(0, partial=0.3, trace=100), partial=None, state=State.LOST)
    assert series(run, Role.PARTIAL).x.tolist() == [0.3]


def test_the_mean_from_the_trace_weighs_records_by_their_batches() -> None:
    run = replace(run_of(0, partial=0.3, trace=100), partial=None)
    trace = run.trace[[0, 1, 2, 29]].copy()
    trace["loss"] = [1, 1, 1, 2]
    mean = (3 * 20 * 1 + 540 * 2) / 600  # three records of 20 batches, one of 540
    run = replace(run, trace=trace)
    assert series(run, Role.PARTIAL).y[0] == pytest.approx(mean)


def test_the_trace_is_counted_in_epochs() -> None:
    trace = series(run_of(2, trace=10), Role.TRACE)
    assert trace.x[[0, 9, -1]].tolist() == pytest.approx([0.1, 1.0, 2.0])


def test_the_best_epoch_lies_on_the_curve_that_chose_it() -> None:
    best = series(run_of(6), Role.BEST, "acc")
    assert best.name == "best val_loss @4"
    assert (best.x[0], best.y[0]) == (4, 0.84)
    alone = series(run_of(6, validation=False), Role.BEST)
    assert (alone.x[0], alone.name) == (6, "best loss @6")


def test_nan_is_a_gap_and_never_the_best() -> None:
    run = run_of(5, nan=(3,))
    loss = series(run, Role.TRAINING)
    assert math.isnan(loss.y[3])
    assert [loss.x[part].tolist() for part in thinning.stretches(loss.y)] == [[1, 2, 3], [5]]
    assert series(run, Role.BEST).x[0] != 4


@pytest.mark.parametrize(
    ("run", "quantity", "word"),
    [
        (run_of(0), "loss", "before the first batch"),
        (run_of(0, state=State.RUNNING), "loss", "they appear after"),
        (run_of(2), "auc", "No run here measures auc"),
        (run_of(2, nan=(0, 1)), "loss", "finite"),
    ],
)
def test_nothing_to_draw_is_said(run: RunState, quantity: str, word: str) -> None:
    curves = curves_of(run, quantity)
    assert not curves.series
    assert word in curves.note


def test_runs_lie_over_one_another() -> None:
    curves = overlay([run_of(2), run_of(4, name="imdb-lstm")], "acc")
    assert curves.runs == ("imdb-simple-rnn", "imdb-lstm")
    second = curves.of(Role.TRAINING, 1)
    assert second is not None
    assert second.x.size == 4
    assert overlay([], "acc").note == "No run is selected."
    assert quantities([run_of(1), run_of(1, validation=False)]) == ("loss", "acc")


def test_curves_are_equal_when_all_their_points_are() -> None:
    run = run_of(2, nan=(1,), trace=10)
    assert curves_of(run, "loss") == curves_of(run, "loss")
    assert curves_of(run, "loss") != curves_of(run, "acc")
    assert curves_of(run, "loss") != curves_of(run_of(3, nan=(1,), trace=10), "loss")


def test_reading_takes_the_nearest_finite_point() -> None:
    loss = series(run_of(4, nan=(2,)), Role.TRAINING)
    assert [nearest(loss.x, loss.y, at)[0] for at in (-5, 1.6, 2.9, 3.1, 9)] == [1, 2, 2, 4, 4]
    assert nearest(loss.x, loss.y * np.nan, 1.0) is None


ys = st.lists(st.one_of(st.floats(-1e3, 1e3), st.just(math.nan)), max_size=300)


@given(ys, st.sampled_from([0.6, 0.9, 0.99]))
def test_smoothing_is_the_weighted_mean_of_what_came_before(
    values: list[float], weight: float
) -> None:
    total = count = 0.0
    expected = []
    for value in values:
        finite = math.isfinite(value)
        total = weight * total + (value if finite else 0.0)
        count = weight * count + finite
        expected.append(total / count if finite else math.nan)
    smoothed = thinning.smooth(np.array(values), weight)
    np.testing.assert_allclose(smoothed, expected, rtol=1e-5, atol=1e-5)


def test_a_constant_stays_itself_under_smoothing() -> None:
    assert thinning.smooth(np.full(50, 0.5), 0.99).tolist() == pytest.approx([0.5] * 50)


@given(st.integers(1, 5_000), st.integers(1, 200))
def test_thinning_keeps_the_extremes_and_two_points_a_column(size: int, columns: int) -> None:
    x = np.linspace(0, 10, size)
    y = np.random.default_rng(size).normal(size=size)
    few_x, few_y = thinning.band(x, y, 0, 10, columns)
    assert few_x.size <= 2 * columns
    assert (few_y.min(), few_y.max()) == (y.min(), y.max())
    assert (np.diff(few_x) >= 0).all()
    mean_x, mean_y = thinning.means(x, y, 0, 10, columns)
    assert mean_x.size <= max(columns, 1)
    assert y.min() <= mean_y.min() <= mean_y.max() <= y.max()


def test_thinned_points_stay_left_of_what_comes_after_them() -> None:
    x = np.arange(1.0, 524.0)
    for thin in (thinning.band, thinning.means):
        thinned, _ = thin(x, np.ones_like(x), 1.0, 1000.0, 100)
        assert 1.0 <= thinned[0] <= thinned[-1] <= 523.0


def test_epochs_are_counted_from_one() -> None:
    for most in (2, 5, 9, 20):
        assert axes.epochs(0.0, 40.0, most).labels[0] == "1"
    assert axes.epochs(0.0, 0.9, 5).labels == ()


def test_thinning_keeps_long_gaps() -> None:
    y = np.ones(10_000)
    y[4_000:6_000] = np.nan
    _, few = thinning.band(np.linspace(0, 10, y.size), y, 0, 10, 100)
    assert np.isnan(few).sum() == 40
    assert len(list(thinning.stretches(few))) == 2


def test_a_line_is_cut_at_the_edges_of_the_window() -> None:
    x, y = np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0, 30.0])
    assert [part.tolist() for part in thinning.window(x, y, 1.5, 2.5)] == [
        [1.5, 2, 2.5],
        [15, 20, 25],
    ]
    assert [part.tolist() for part in thinning.window(x, y, 2.2, 2.5)] == [[2.2, 2.5], [22, 25]]
    assert [part.tolist() for part in thinning.window(x, y, 0, 9)] == [x.tolist(), y.tolist()]
    assert thinning.window(x, y, 4, 5)[0].size == 0


def test_the_window_runs_from_and_to_whole_epochs() -> None:
    curves = curves_of(run_of(3, partial=0.5, trace=100), "loss")
    assert View().bounds(curves) == pytest.approx((0.94, 4.06))
    assert View(trace=True).bounds(curves) == pytest.approx((-0.08, 4.08))
    assert View().bounds(curves_of(run_of(1), "loss")) == (0.5, 1.5)


def test_zoom_keeps_its_pivot_and_pan_stays_inside() -> None:
    curves = curves_of(run_of(11), "loss")
    view = View().zoomed(curves, 0.5, around=3.0)
    left, right = view.bounds(curves)
    assert right - left == pytest.approx(10.4 / 2)
    assert (3 - left) / (right - left) == pytest.approx((3 - 0.8) / 10.4)
    far = view.panned(curves, 100)
    assert far.bounds(curves)[1] == pytest.approx(11.2)
    assert far.zoomed(curves, 8) == View()
    for _ in range(60):
        view = view.zoomed(curves, 0.5, around=3.0)
    left, right = view.bounds(curves)
    assert left < right


def test_the_view_chooses_the_series() -> None:
    curves = curves_of(run_of(4, partial=0.5, trace=100), "loss")
    roles = [series.role for series in View(show=Show.VALIDATION).series(curves)]
    assert roles == [Role.VALIDATION, Role.BEST]
    assert View(trace=True).series(curves)[0].role == Role.TRACE
    alone = curves_of(run_of(4, validation=False), "loss")
    assert Role.TRAINING in [s.role for s in View(show=Show.VALIDATION).series(alone)]


def test_smoothing_in_a_window_is_smoothing_of_the_whole() -> None:
    curves = curves_of(run_of(4, trace=500), "loss")
    whole = thinning.smooth(curves.series[0].y, 0.9)
    drawn = plot_layers(curves, View(left=2.0, right=2.1, trace=True, smoothing=0.9), 100)
    line = next(layer for layer in drawn if layer.smoothed and layer.series.role == Role.TRACE)
    inside = (curves.series[0].x > 2.0) & (curves.series[0].x < 2.1)
    np.testing.assert_allclose(line.y[1:-1], whole[inside], rtol=1e-6)


@example(low=1.9609375, span=1e-6, most=2)  # of a curve that hardly moves any more
@given(st.floats(-1e6, 1e6), st.floats(0, 1e6), st.integers(2, 9))
def test_a_linear_axis_holds_its_data_between_round_ticks(
    low: float, span: float, most: int
) -> None:
    axis = axes.linear(low, low + span, most)
    assert axis.low <= low + 1e-6
    assert axis.high >= low + span - 1e-6
    assert len(axis.ticks) >= 2
    assert len(set(axis.labels)) == len(axis.labels)


@given(st.floats(1e-8, 1e4), st.floats(1, 1e6), st.integers(2, 9))
def test_a_log_axis_holds_its_data_too(low: float, factor: float, most: int) -> None:
    axis = axes.logarithmic(low, low * factor, most)
    assert axis.low <= math.log10(low) + 1e-6
    assert axis.high >= math.log10(low * factor) - 1e-6
    assert 1 <= len(axis.ticks) <= most


@pytest.mark.parametrize(
    ("left", "right", "labels"),
    [
        (0.94, 4.06, ("1", "2", "3", "4")),
        (0.5, 1.5, ("1",)),
        (0.8, 100.2, ("1", "20", "40", "60", "80", "100")),
        (2.2, 2.8, ()),
    ],
)
def test_epochs_are_numbered_in_whole_numbers(
    left: float, right: float, labels: tuple[str, ...]
) -> None:
    assert axes.epochs(left, right, 7).labels == labels


def test_numbers_are_written_as_the_program_writes_them() -> None:
    assert [axes.number(v, 2) for v in (0.85, 1.0, -0.5, 0.0, 12.3)] == [
        "0.85",
        "1.00",
        "-0.50",
        "0",
        "12.30",
    ]
    assert axes.number(2e-5) == "2e-05"
    assert axes.number(0.0004) == "0.0004"
