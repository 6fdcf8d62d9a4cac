"""What a run tells besides its metrics: learning rate, gradients by layer, samples a second."""

from dataclasses import replace

import numpy as np
import pytest
from curve_runs import STEPS, run_of

from rnn_tui.results.plot.curves import Role
from rnn_tui.results.plot.picture import draw
from rnn_tui.results.plot.technical import (
    GRADIENTS,
    LEARNING_RATE,
    SPEED,
    technical,
    technical_curves,
)
from rnn_tui.results.plot.view import View
from rnn_tui.runs.files.trace import gradient_column, record_type
from rnn_tui.runs.state.run_state import RunState

LAYERS = ("Embedding", "GRU", "Dense")


def watched(epochs: int = 3) -> RunState:
    """A run whose gradients grow tenfold from layer to layer."""
    run = run_of(epochs, trace=50)
    columns = [gradient_column(number, kind) for number, kind in enumerate(LAYERS)]
    trace = np.zeros(run.trace.size, record_type(("loss", "acc", *columns)))
    for name in run.trace.dtype.names or ():
        trace[name] = run.trace[name]
    for number, column in enumerate(columns):
        trace[column] = 0.001 * 10**number * (1 + 0.1 * np.sin(np.arange(trace.size)))
    return replace(run, trace=trace)


def changing(rates: list[float]) -> RunState:
    run = run_of(len(rates))
    pairs = zip(run.epochs, rates, strict=True)
    return replace(run, epochs=tuple(replace(each, learning_rate=rate) for each, rate in pairs))


def test_what_changes_is_shown_first_and_gradients_before_all() -> None:
    assert technical(run_of(3)) == (SPEED, LEARNING_RATE)
    assert technical(changing([0.1, 0.1, 0.05])) == (LEARNING_RATE, SPEED)
    assert technical(watched())[0] == GRADIENTS


def test_gradients_have_a_line_for_each_layer() -> None:
    curves = technical_curves(watched(), GRADIENTS)
    assert curves.runs == ("0 Embedding", "1 GRU", "2 Dense")
    assert [each.role for each in curves.series] == [Role.MEASURE] * 3
    assert curves.series[1].x[[0, -1]].tolist() == pytest.approx([1 / 50, 3.0])
    text = draw(curves, 80, 20, view=View(log=True))
    assert "● 0 Embedding  ■ 1 GRU  ▲ 2 Dense" in text
    rows = [next(i for i, row in enumerate(text.splitlines()[2:]) if m in row) for m in "●■▲"]
    assert rows == sorted(rows, reverse=True)  # the last layer has the largest


def test_the_learning_rate_is_that_of_each_epoch() -> None:
    (rate,) = technical_curves(changing([0.1, 0.1, 0.05]), LEARNING_RATE).series
    assert (rate.x.tolist(), rate.y.tolist()) == ([1, 2, 3], [0.1, 0.1, 0.05])
    text = draw(technical_curves(changing([0.1, 0.1, 3e-5]), LEARNING_RATE), 80, 20)
    assert "3e-05" in text


def test_the_speed_is_that_between_records_of_one_epoch() -> None:
    run = run_of(2, trace=10)
    trace = run.trace.copy()
    trace["time"] = np.arange(trace.size) * 4.0
    trace["time"][10:] += 100  # the validation between the epochs
    (speed,) = technical_curves(replace(run, trace=trace), SPEED).series
    assert run.experiment is not None
    batch = run.experiment.train.batch_size
    assert speed.y.tolist() == pytest.approx([STEPS / 10 * batch / 4.0] * 18)
    assert "1,600" in draw(technical_curves(replace(run, trace=trace), SPEED), 80, 20)


def test_in_the_first_epoch_the_speed_has_the_width_of_the_plot() -> None:
    run = run_of(0, partial=0.15, trace=100)
    trace = run.trace.copy()
    trace["time"] = np.arange(trace.size) * 2.0
    curves = technical_curves(replace(run, trace=trace), SPEED)
    assert View().whole(curves)[1] < 0.25
    assert draw(curves, 80, 20).splitlines()[-2].count("┬") >= 4


def test_without_a_trace_the_speed_is_that_of_the_epochs() -> None:
    run = run_of(2)
    records = tuple(replace(each, samples_per_second=500.0) for each in run.epochs)
    (speed,) = technical_curves(replace(run, epochs=records), SPEED).series
    assert speed.y.tolist() == [500, 500]


@pytest.mark.parametrize("name", [SPEED, LEARNING_RATE])
def test_before_the_first_epoch_it_is_said_that_there_is_nothing_yet(name: str) -> None:
    assert "first epochs" in draw(technical_curves(run_of(0), name), 80, 20)
