"""The recurrent cell: one step, and the loop that carries its state through a sequence."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnn_tui.cells.activations import ACTIVATIONS, Function
from rnn_tui.cells.base import Array, Arrays, Mask, Weights

States = tuple[Array, ...]
"""Carried from step to step, each (batch, units); the first is the cell's output too."""


class Step(NamedTuple):
    """Results of one timestep; states and gates are (batch, units) each."""

    states: States
    gates: tuple[Array, ...]
    recurrent: Array
    """The share of the last state beside W x_t + b: U s_{t-1}, (terms, batch, units)."""


class Cell(ABC):
    """One step of a recurrence over x_t (batch, features).

    W (terms, features, units), U (terms, units, units) and b (terms, 1, units) hold a matrix
    or vector for each of the cell's terms; Keras keeps them side by side in one. What the
    books write as W x is x @ W here, with a row for each sequence of the batch.
    """

    states: ClassVar[tuple[str, ...]] = ("state",)
    gates: ClassVar[tuple[str, ...]] = ()
    terms: ClassVar[tuple[str, ...]] = ("state",)
    """Names of what is made from W x_t + U s_{t-1} + b, in the order of the weights' columns."""

    def __init__(self, layer: Any, weights: Weights) -> None:
        self.units: int = layer.units
        self.W = self.by_term(weights["kernel"])
        self.U = self.by_term(weights["recurrent_kernel"])
        self.b = self.by_term(weights["bias"]) if layer.use_bias else np.zeros_like(self.W[:, :1])
        self.activation: Function = ACTIVATIONS[layer.activation]

    def start(self, batch: int) -> States:
        """s_0 = 0"""
        return tuple(np.zeros((batch, self.units), np.float32) for _ in self.states)

    def project(self, x: Array) -> Array:
        """W x_t + b for all timesteps at once, since no state is in it.

        x (timesteps, batch, features) -> (terms, timesteps, batch, units), as one product of
        two matrices: that is much faster than one for each timestep and term.
        """
        timesteps, batch, features = x.shape
        projected = x.reshape(timesteps * batch, features) @ np.concatenate(self.W, axis=-1)
        by_term = projected.reshape(timesteps, batch, len(self.terms), self.units)
        return np.moveaxis(by_term, 2, 0) + self.b[:, np.newaxis]

    @abstractmethod
    def step(self, projected: Array, states: States) -> Step:
        """From the states at t-1 and W x_t + b (terms, batch, units) to those at t."""

    def by_term(self, side_by_side: Array) -> Array:
        """(rows, terms * units) as Keras has it -> (terms, rows, units)."""
        rows = side_by_side.reshape(-1, len(self.terms), self.units)
        return np.ascontiguousarray(rows.swapaxes(0, 1))


class Reading(NamedTuple):
    """Results of reading a sequence, in its own order, whichever way it was read."""

    last: Array
    """(batch, units): the output of the step that was done last."""
    outputs: Array
    """(batch, timesteps, units); no timesteps if nobody asked."""
    arrays: Arrays
    """States and gates by name, (batch, timesteps, units) each; empty if nobody asked."""


def read(
    cell: Cell, x: Array, mask: Mask, *, backwards: bool, outputs: bool, keep: bool
) -> Reading:
    """Loop over the timesteps of x (batch, timesteps, features), starting from s_0 = 0.

    A masked timestep is skipped: the states stay what they were, the gates count as 0.
    `outputs` asks for every timestep's output, `keep` for all states and gates as well.
    """
    batch, timesteps, _ = x.shape
    projected = cell.project(np.ascontiguousarray(x.swapaxes(0, 1)))
    words = np.ones((timesteps, batch), np.bool_) if mask is None else mask.T
    any_word, all_words = np.any(words, axis=1), np.all(words, axis=1)
    closed = tuple(np.zeros((batch, cell.units), np.float32) for _ in cell.gates)

    states = cell.start(batch)
    kept: list[tuple[Array, ...]] = []
    for t in range(timesteps - 1, -1, -1) if backwards else range(timesteps):
        gates = closed
        if any_word[t]:
            new = cell.step(projected[:, t], states)
            if all_words[t]:
                states, gates = new.states, new.gates
            else:
                states = _where(words[t], new.states, states)
                gates = _where(words[t], new.gates, closed)
        if keep:
            kept.append(states + gates)
        elif outputs:
            kept.append(states[:1])

    if not kept:
        return Reading(states[0], np.zeros((batch, 0, cell.units), np.float32), {})
    stacked = [np.stack(steps, axis=1) for steps in zip(*kept, strict=True)]
    if backwards:
        stacked = [array[:, ::-1] for array in stacked]
    arrays = dict(zip(cell.states + cell.gates, stacked, strict=True)) if keep else {}
    return Reading(states[0], stacked[0], arrays)


def _where(words: NDArray[np.bool_], new: States, old: States) -> States:
    """`new` in the rows of the batch that read a word, `old` in those that rest."""
    return tuple(
        np.where(words[:, np.newaxis], after, before)
        for after, before in zip(new, old, strict=True)
    )
