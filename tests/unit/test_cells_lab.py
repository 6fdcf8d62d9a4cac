"""The bare cell, step by step: the numbers that are shown add up."""

from itertools import pairwise

import numpy as np
import pytest

from rnn_tui.cells import random_cell, random_inputs, saturated, steps
from rnn_tui.cells.activations import sigmoid
from rnn_tui.cells.cell import read
from rnn_tui.experiment.layers.recurrent import GRU, LSTM, Recurrent, SimpleRNN

LAYERS = [SimpleRNN(units=4), LSTM(units=4), GRU(units=4), GRU(units=4, reset_after=False)]
NAMES = ["SimpleRNN", "LSTM", "GRU", "GRU, reset before"]
INPUTS = random_inputs(timesteps=6, features=3, seed=5)


@pytest.mark.parametrize("layer", LAYERS, ids=NAMES)
def test_every_term_adds_up(layer: Recurrent) -> None:
    cell = random_cell(layer, 3, low=-1, high=1, seed=7)
    for t, step in enumerate(steps(cell, INPUTS)):
        assert step.t == t
        assert tuple(step.terms) == cell.terms
        np.testing.assert_array_equal(step.x, INPUTS[t])
        for name, term in step.terms.items():
            total = term.wx + term.us + term.b
            np.testing.assert_allclose(term.pre_activation, total, atol=1e-6)
            gate = name.endswith("_gate")
            expected = sigmoid(term.pre_activation) if gate else np.tanh(term.pre_activation)
            np.testing.assert_allclose(term.value, expected, atol=1e-6)


@pytest.mark.parametrize("layer", LAYERS, ids=NAMES)
def test_states_are_carried_and_are_those_of_the_loop(layer: Recurrent) -> None:
    cell = random_cell(layer, 3, low=-1, high=1, seed=7)
    walked = list(steps(cell, INPUTS))
    assert not any(array.any() for array in walked[0].before.values())
    for earlier, later in pairwise(walked):
        assert earlier.after.keys() == later.before.keys() == set(cell.states)
        for name in cell.states:
            np.testing.assert_array_equal(earlier.after[name], later.before[name])

    reading = read(cell, INPUTS[np.newaxis], None, backwards=False, outputs=True, keep=True)
    states = np.stack([step.state for step in walked])
    np.testing.assert_allclose(states, reading.outputs[0], atol=1e-6)
    np.testing.assert_allclose(walked[-1].state, reading.last[0], atol=1e-6)


def test_lstm_gates_make_the_cell_state() -> None:
    cell = random_cell(LSTM(units=4), 3, low=-1, high=1)
    for step in steps(cell, INPUTS):
        gate = {name: term.value for name, term in step.terms.items()}
        expected = (
            gate["forget_gate"] * step.before["cell"] + gate["input_gate"] * gate["candidate"]
        )
        np.testing.assert_allclose(step.after["cell"], expected, atol=1e-6)
        np.testing.assert_allclose(step.state, gate["output_gate"] * np.tanh(expected), atol=1e-6)


def test_gru_gates_mix_the_old_state_with_the_candidate() -> None:
    cell = random_cell(GRU(units=4), 3, low=-1, high=1)
    for step in steps(cell, INPUTS):
        z, n = step.terms["update_gate"].value, step.terms["candidate"].value
        np.testing.assert_allclose(step.state, z * step.before["state"] + (1 - z) * n, atol=1e-6)


def test_the_seed_decides_the_weights() -> None:
    layer = LSTM(units=2)
    same, again, other = (random_cell(layer, 3, seed=seed).W for seed in (1, 1, 2))
    np.testing.assert_array_equal(same, again)
    assert not np.array_equal(same, other)
    assert same.dtype == np.float32
    assert 0 <= same.min() <= same.max() < 1


def test_share_of_saturated_values() -> None:
    assert saturated(np.array([-1.0, -0.995, 0.0, 0.5, 0.999])) == pytest.approx(0.6)
    assert saturated(np.array([0.0, 0.5, 1.0, 0.995]), low=0.0) == pytest.approx(0.75)
    assert saturated(np.array([])) == 0.0
