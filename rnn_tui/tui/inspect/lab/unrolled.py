"""The object of the cell lab: the settings of a bare cell, and the cell unrolled in time."""

from collections.abc import Iterator
from typing import Literal, Self

import numpy as np
from pydantic import Field, model_validator

from rnn_tui.cells import CellStep, random_cell, random_inputs, steps
from rnn_tui.cells.base import Array
from rnn_tui.experiment.base import Spec
from rnn_tui.experiment.layers.recurrent import GRU, LSTM, SimpleRNN

CellKind = Literal["SimpleRNN", "LSTM", "GRU"]

KINDS: dict[CellKind, type[SimpleRNN] | type[LSTM] | type[GRU]] = {
    "SimpleRNN": SimpleRNN,
    "LSTM": LSTM,
    "GRU": GRU,
}


class LabSpec(Spec):
    """The bare cell on random input; the defaults are those of the article."""

    cell: CellKind = Field("SimpleRNN", description="The cell that reads the input.")
    timesteps: int = Field(100, ge=1, le=1_000, description="Length of the random input.")
    features: int = Field(32, ge=1, le=256, description="Numbers in the input at each timestep.")
    units: int = Field(64, ge=1, le=256, description="Dimension of the state.")
    low: float = Field(0.0, ge=-10, le=10, description="Lower end of the range of W, U and b.")
    high: float = Field(1.0, ge=-10, le=10, description="Upper end of the range of W, U and b.")
    seed: int = Field(0, ge=0, le=999_999, description="Seed of the random numbers.")
    return_sequences: bool = Field(
        True, description="Return the state of every timestep, not only the last."
    )

    @model_validator(mode="after")
    def _low_below_high(self) -> Self:
        if self.low >= self.high:
            raise ValueError("low must be below high")
        return self

    @property
    def limit(self) -> float:
        """The distance from 0 up to which Glorot and Bengio (2010) would draw the weights W."""
        return float(round((6 / (self.features + self.units)) ** 0.5, 2))

    @property
    def centred(self) -> bool:
        return self.low == -self.high

    @property
    def outputs(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The shape with `return_sequences`, and without."""
        return (self.timesteps, self.units), (self.units,)


class UnrolledCell:
    """The timesteps that the cell has done; each is computed when it is first wanted."""

    def __init__(self, spec: LabSpec) -> None:
        self.spec = spec
        layer = KINDS[spec.cell](units=spec.units, return_sequences=spec.return_sequences)
        cell = random_cell(layer, spec.features, spec.low, spec.high, spec.seed)
        # Another seed than the weights' own, which would draw the same numbers once more.
        inputs = random_inputs(spec.timesteps, spec.features, seed=spec.seed + 1_000_000)
        self._ahead: Iterator[CellStep] = steps(cell, inputs)
        self.done: list[CellStep] = []
        self.at(0)

    def at(self, t: int) -> CellStep:
        """The step of timestep `t`, from 0."""
        while len(self.done) <= t:
            self.done.append(next(self._ahead))
        return self.done[t]

    @property
    def quantities(self) -> tuple[str, ...]:
        """The arrays to look at: states, gates, candidate."""
        step = self.done[0]
        return tuple(dict.fromkeys((*step.after, *step.terms)))

    def values(self, quantity: str) -> Array:
        """(timesteps done, units)"""
        return np.stack([value_of(step, quantity) for step in self.done])


def value_of(step: CellStep, quantity: str) -> Array:
    if quantity in step.after:
        return step.after[quantity]
    return step.terms[quantity].value
