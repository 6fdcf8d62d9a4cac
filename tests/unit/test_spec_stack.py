"""Shapes and counts without Keras: the introduction's figures and odd stacks."""

import pytest

from rnn_tui.experiment import Experiment, Layer, infer, load, problems
from rnn_tui.experiment.layers.convolution import Conv1D
from rnn_tui.experiment.layers.dense import Dense
from rnn_tui.experiment.layers.embedding import Embedding
from rnn_tui.experiment.layers.normalisation import BatchNormalization, LayerNormalization
from rnn_tui.experiment.layers.pooling import MaxPooling1D
from rnn_tui.experiment.layers.recurrent import GRU, LSTM, SimpleRNN
from rnn_tui.experiment.layers.reshaping import Flatten

EMBEDDING = Embedding(input_dim=100, output_dim=8)


@pytest.mark.parametrize(
    ("preset", "rows", "total"),
    [
        (
            "embedding-simple-rnn",
            [((None, None, 32), 320_000), ((None, 32), 2_080)],
            322_080,
        ),
        (
            "simple-rnn-sequences",
            [((None, None, 32), 320_000), ((None, None, 32), 2_080)],
            322_080,
        ),
        (
            "stacked-simple-rnn",
            [
                ((None, None, 32), 320_000),
                *[((None, None, 32), 2_080)] * 3,
                ((None, 32), 2_080),
            ],
            328_320,
        ),
        (
            "imdb-simple-rnn",
            [((None, None, 32), 320_000), ((None, 32), 2_080), ((None, 1), 33)],
            322_113,
        ),
    ],
)
def test_the_figures_of_the_introduction(
    preset: str, rows: list[tuple[tuple[int | None, ...], int]], total: int
) -> None:
    experiment = load(preset)
    stack = infer(experiment.layers, experiment.data.maxlen)
    assert [(row.shape, row.params) for row in stack.rows] == rows
    assert (stack.total, stack.trainable, stack.non_trainable) == (total, total, 0)
    assert stack.size_bytes == 4 * total


@pytest.mark.parametrize(
    ("layer", "shape", "params"),
    [
        (LSTM(units=3), (None, 3), 4 * 3 * (8 + 3 + 1)),
        (GRU(units=3), (None, 3), 3 * 3 * (8 + 3 + 2)),
        (GRU(units=3, reset_after=False), (None, 3), 3 * 3 * (8 + 3 + 1)),
        (SimpleRNN(units=3, use_bias=False), (None, 3), 3 * (8 + 3)),
        (SimpleRNN(units=3, go_backwards=True), (None, 3), 3 * (8 + 3 + 1)),
        (SimpleRNN(units=3, bidirectional=True), (None, 6), 2 * 3 * (8 + 3 + 1)),
        (Conv1D(filters=5, kernel_size=3), (None, None, 5), 5 * (3 * 8 + 1)),
        (LayerNormalization(center=False), (None, None, 8), 8),
        (BatchNormalization(scale=False), (None, None, 8), 3 * 8),
        (Flatten(), (None, 20 * 8), 0),
    ],
)
def test_a_layer_behind_an_embedding(
    layer: Layer, shape: tuple[int | None, ...], params: int
) -> None:
    row = infer([EMBEDDING, layer], 20).rows[1]
    assert (row.shape, row.params) == (shape, params)


@pytest.mark.parametrize(("mode", "units"), [("concat", 6), ("sum", 3), ("mul", 3), ("ave", 3)])
def test_only_concat_doubles_the_units(mode: str, units: int) -> None:
    pair = LSTM.model_validate({"units": 3, "bidirectional": True, "merge_mode": mode})
    assert infer([EMBEDDING, pair], 20).output_shape == (None, units)


def test_only_flatten_fixes_the_timesteps() -> None:
    assert infer([EMBEDDING, LSTM()], 20).timesteps is None
    stack = infer([EMBEDDING, MaxPooling1D(), Flatten()], 20)
    assert stack.timesteps == 20
    assert [row.shape for row in stack.rows] == [(None, 20, 8), (None, 10, 8), (None, 80)]


def test_a_window_longer_than_the_sequence_is_a_problem_although_timesteps_show_as_none() -> None:
    stack = infer([EMBEDDING, Conv1D(kernel_size=7)], 6)
    (problem,) = stack.problems
    assert (problem.code, problem.layer) == ("too-short", 1)
    assert "kernel_size 7 spans 7 timesteps, but gets only 6" in problem.message
    assert infer([EMBEDDING, Conv1D(kernel_size=7)], 7).problems == ()


def test_after_a_failing_layer_nothing_is_known() -> None:
    stack = infer([EMBEDDING, LSTM(units=3), LSTM(units=3), Dense()], 20)
    assert [row.shape for row in stack.rows] == [(None, None, 8), (None, 3), None, None]
    assert [row.params for row in stack.rows][2:] == [None, None]
    assert stack.output_shape is None
    assert len(stack.problems) == 1


def test_a_frozen_layer_is_counted_apart() -> None:
    stack = infer([Embedding(input_dim=10, output_dim=2, trainable=False), SimpleRNN(units=3)], 5)
    assert (stack.trainable, stack.non_trainable) == (18, 20)


def test_moving_statistics_are_not_trainable() -> None:
    stack = infer([EMBEDDING, BatchNormalization(), BatchNormalization(trainable=False)], 5)
    assert (stack.trainable, stack.non_trainable) == (800 + 2 * 8, 2 * 8 + 4 * 8)


def test_the_mask_ends_at_a_vector_and_at_a_layer_that_drops_it() -> None:
    masked = Embedding(mask_zero=True)
    sequence = LSTM(return_sequences=True)
    rows = infer([masked, sequence, Dense(), Conv1D(), sequence], 20).rows
    assert [row.masked for row in rows] == [True, True, True, False, False]
    assert [row.masked for row in infer([masked, LSTM(), Dense()], 20).rows] == [True, False, False]


def test_the_deepest_stack_that_is_allowed() -> None:
    layers = (EMBEDDING, *[LSTM(units=8, return_sequences=True)] * 61, LSTM(units=8), Dense())
    experiment = Experiment(layers=layers)
    stack = infer(layers, 500)
    assert stack.problems == ()
    assert stack.rows[62].name == "lstm_61"
    assert stack.total == 800 + 62 * 4 * 8 * 17 + 9
    assert len(experiment.layers) == 64
    assert all(problem.fix is None or problem.fix.as_options for problem in problems(experiment))


def test_an_empty_stack_has_no_shape() -> None:
    assert infer([], 20).output_shape is None
