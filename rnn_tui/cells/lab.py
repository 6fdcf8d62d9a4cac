"""The bare cell for the cell lab: random weights, random input, one timestep after the other."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rnn_tui.cells.base import Array, Arrays
from rnn_tui.cells.cell import Cell
from rnn_tui.cells.recurrent import CELLS
from rnn_tui.experiment.layers.recurrent import Recurrent


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a cell at one timestep, with its numbers, (units,) each:
    value = f(pre_activation), pre_activation = wx + us + b."""

    wx: Array
    """W x_t"""
    us: Array
    """U s_{t-1}; a GRU with `reset_after` adds its recurrent bias, and the candidate's share
    has been through the reset gate."""
    b: Array
    pre_activation: Array
    value: Array


@dataclass(frozen=True, slots=True)
class CellStep:
    """The work of a cell at timestep `t` (from 0) with the input x (features,).

    `terms` are what it computed from W x_t + U s_{t-1} + b: "state" alone for SimpleRNN, else
    the gates and the candidate. `before` and `after` are its states, (units,) each: "state",
    and "cell" for LSTM.
    """

    t: int
    x: Array
    terms: dict[str, Term]
    before: Arrays
    after: Arrays

    @property
    def state(self) -> Array:
        """The new state s_t, which is the output as well."""
        return self.after["state"]


def random_cell(
    layer: Recurrent, features: int, low: float = 0.0, high: float = 1.0, seed: int = 0
) -> Cell:
    """The cell of `layer` with W, U and b drawn uniformly from [low, high)."""
    draw = np.random.default_rng(seed)
    weights = {
        name: draw.uniform(low, high, shape).astype(np.float32)
        for name, shape in layer.cell_weights(features).items()
    }
    return CELLS[layer.kind](layer, weights)


def random_inputs(
    timesteps: int, features: int, low: float = 0.0, high: float = 1.0, seed: int = 0
) -> Array:
    """A sequence (timesteps, features) drawn uniformly from [low, high)."""
    return np.random.default_rng(seed).uniform(low, high, (timesteps, features)).astype(np.float32)


def steps(cell: Cell, inputs: Array) -> Iterator[CellStep]:
    """Walk through inputs (timesteps, features) from s_0 = 0, one CellStep for each."""
    states = cell.start(1)
    for t, x in enumerate(inputs):
        wx = x[np.newaxis] @ cell.W
        step = cell.step(wx + cell.b, states)
        values = step.gates or step.states
        terms = {
            name: Term(w, u, b, w + b + u, value[0])
            for name, w, u, b, value in zip(
                cell.terms, wx[:, 0], step.recurrent[:, 0], cell.b[:, 0], values, strict=True
            )
        }
        yield CellStep(t, x, terms, _named(cell, states), _named(cell, step.states))
        states = step.states


def saturated(values: Array, low: float = -1.0, high: float = 1.0, margin: float = 0.01) -> float:
    """The share of `values` within `margin` of a bound of the activation.

    The bounds of tanh are the default; a gate's sigmoid has low=0, high=1. A saturated unit
    tells little: another input would hardly move it.
    """
    near = (values <= low + margin) | (values >= high - margin)
    return float(near.mean()) if near.size else 0.0


def _named(cell: Cell, states: tuple[Array, ...]) -> Arrays:
    return {name: state[0] for name, state in zip(cell.states, states, strict=True)}
