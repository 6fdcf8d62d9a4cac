"""Shapes and parameter counts of a stack, computed without Keras."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rnn_tui.experiment.layers import Layer
from rnn_tui.experiment.layers.base import Shape, ShapeError, snake_case
from rnn_tui.experiment.layers.reshaping import Flatten
from rnn_tui.experiment.problems import Problem
from rnn_tui.experiment.problems.shapes import rank_problem, shape_problem

BYTES_PER_WEIGHT = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the summary. `shape` is as the summary shows it, `real` that of sequences of
    maxlen timesteps; `trainable` are the parameters that the optimizer changes. After a layer that
    fails, all but the names are None."""

    index: int
    name: str
    kind: str
    shape: Shape | None
    params: int | None
    trainable: int | None
    masked: bool
    real: Shape | None


@dataclass(frozen=True, slots=True)
class Stack:
    """The summary of a stack and what is wrong with its shapes."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    timesteps: int | None

    @property
    def total(self) -> int:
        return sum(row.params or 0 for row in self.rows)

    @property
    def trainable(self) -> int:
        return sum(row.trainable or 0 for row in self.rows)

    @property
    def non_trainable(self) -> int:
        return self.total - self.trainable

    @property
    def size_bytes(self) -> int:
        return BYTES_PER_WEIGHT * self.total

    @property
    def output_shape(self) -> Shape | None:
        """Shape after the last layer; None where the stack is empty or fails."""
        return self.rows[-1].shape if self.rows else None


def infer(layers: Sequence[Layer], maxlen: int) -> Stack:
    """Follow the shapes through the stack, from (None, timesteps) of word ids.

    Timesteps stay None, as the summary of the introduction shows them, unless a layer
    needs them to be fixed; windows are checked against `maxlen` in any case.
    """
    fixed = any(isinstance(layer, Flatten) for layer in layers)
    shown: Shape | None = (None, maxlen if fixed else None)
    real: Shape | None = (None, maxlen)
    masked = False
    rows: list[Row] = []
    problems: list[Problem] = []
    for index, (layer, name) in enumerate(zip(layers, keras_names(layers), strict=True)):
        params: int | None = None
        trainable: int | None = None
        if shown is not None and real is not None:
            found = rank_problem(layers, index, len(shown))
            if found is None:
                try:
                    params, trainable = layer.parameters(real), layer.trainable_parameters(real)
                    shown, real = layer.output_shape(shown), layer.output_shape(real)
                except ShapeError as error:
                    found = shape_problem(layer, index, str(error), real)
            if found is not None:
                problems.append(found)
                shown = real = params = trainable = None
        masked = layer.sets_mask or (masked and layer.keeps_mask)
        row = Row(index, name, layer.keras_class, shown, params, trainable, masked, real)
        rows.append(row)
    return Stack(tuple(rows), tuple(problems), maxlen if fixed else None)


def keras_names(layers: Sequence[Layer]) -> list[str]:
    """The names that Keras gives to fresh layers: `simple_rnn`, `simple_rnn_1` …

    The layer inside a Bidirectional uses up a name of its own kind.
    """
    seen: Counter[str] = Counter()
    names = []
    for layer in layers:
        base = layer.keras_name
        names.append(f"{base}_{seen[base]}" if seen[base] else base)
        seen.update({base, snake_case(layer.kind)})
    return names
