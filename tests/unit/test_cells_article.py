"""The numpy cell with which introductions to recurrent networks begin.

Formula: s_t = tanh(W x_t + U s_{t-1} + b), s_0 = 0. Source: Elman 1990, "Finding structure in
time", Cognitive Science 14; as the loop of numpy below in Chollet 2017, "Deep Learning with
Python", section 6.2, with 100 timesteps, 32 input features and 64 output features.
"""

import numpy as np
import pytest

from rnn_tui.cells import random_cell, random_inputs, saturated, steps
from rnn_tui.experiment.layers.recurrent import SimpleRNN

TIMESTEPS, FEATURES, UNITS = 100, 32, 64


def loop(inputs: np.ndarray, w: np.ndarray, u: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The loop as it is printed there: W (64, 32), U (64, 64), b (64,)."""
    successive_outputs = []
    state_t = np.zeros((len(b),))
    for input_t in inputs:
        output_t = np.tanh(np.dot(w, input_t) + np.dot(u, state_t) + b)
        successive_outputs.append(output_t)
        state_t = output_t
    return np.stack(successive_outputs, axis=0)


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (-0.1, 0.1)], ids=["article", "centred"])
def test_states_are_those_of_the_printed_loop(low: float, high: float) -> None:
    inputs = random_inputs(TIMESTEPS, FEATURES, seed=1)
    cell = random_cell(SimpleRNN(units=UNITS), FEATURES, low, high, seed=2)
    states = np.stack([step.state for step in steps(cell, inputs)])

    expected = loop(inputs, cell.W[0].T, cell.U[0].T, cell.b[0, 0])
    assert inputs.shape == (100, 32)
    assert states.shape == expected.shape == (100, 64)
    np.testing.assert_allclose(states, expected, rtol=1e-5, atol=1e-5)


def test_weights_between_0_and_1_saturate_every_unit() -> None:
    cell = random_cell(SimpleRNN(units=UNITS), FEATURES, low=0.0, high=1.0)
    states = np.stack([step.state for step in steps(cell, random_inputs(TIMESTEPS, FEATURES))])
    assert np.all(states[1:] == 1.0)
    assert saturated(states) > 0.99


def test_a_centred_initialisation_leaves_room() -> None:
    cell = random_cell(SimpleRNN(units=UNITS), FEATURES, low=-0.1, high=0.1)
    states = np.stack([step.state for step in steps(cell, random_inputs(TIMESTEPS, FEATURES))])
    assert saturated(states) < 0.01
    assert np.abs(states).max() < 0.9
