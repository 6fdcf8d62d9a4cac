"""A stack of layers with its weights: word ids in, every intermediate or the predictions out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnn_tui.cells.base import Array, Mask, Trace, Weights, WeightsError
from rnn_tui.cells.passes import FORWARD_PASSES
from rnn_tui.experiment.layers import Layer
from rnn_tui.experiment.layers.base import IDS, Shape, ShapeError, WeightShapes
from rnn_tui.experiment.layers.reshaping import Flatten
from rnn_tui.experiment.problems.shapes import rank_problem

Ids = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Forward:
    """A forward pass: what each layer did, in the order of the stack."""

    layers: tuple[Trace, ...]

    @property
    def output(self) -> Array:
        return self.layers[-1].output


class Network:
    """Computes what Keras computes when it predicts, without Keras.

    `weights` are the arrays of Keras's `model.weights`, in that order. `maxlen` is the number
    of timesteps; only a stack with Flatten needs it. Raises WeightsError where weights and
    layers do not fit, ShapeError where the layers do not fit one another.
    """

    def __init__(
        self, layers: Sequence[Layer], weights: Sequence[ArrayLike], maxlen: int | None = None
    ) -> None:
        self.layers = tuple(layers)
        self.maxlen = maxlen if any(isinstance(layer, Flatten) for layer in layers) else None
        shapes = weight_shapes(self.layers, maxlen)
        self.weights: tuple[Weights, ...] = _hand_out(self.layers, shapes, weights)

    def forward(self, ids: Ids) -> Forward:
        """ids (batch, timesteps) -> what every layer did. Raises ShapeError.

        Everything is kept: for many texts at once take `predict`.
        """
        traces: list[Trace] = []
        x: NDArray[Any] = self._checked(ids)
        mask: Mask = None
        for index in range(len(self.layers)):
            traces.append(self._pass(index, x, mask, keep=True))
            x, mask = traces[-1].output, traces[-1].mask
        return Forward(tuple(traces))

    def predict(self, ids: Ids, batch: int = 64) -> Array:
        """ids (samples, timesteps) -> outputs (samples, …), `batch` samples at a time."""
        ids = self._checked(ids)
        parts = [ids[start : start + batch] for start in range(0, len(ids), batch)]
        return np.concatenate([self.continue_from(0, part) for part in parts or [ids]])

    def continue_from(self, index: int, x: NDArray[Any], mask: Mask = None) -> Array:
        """The stack's output, given what goes into layer `index` (from 0).

        With a recurrent layer's states as samples this tells what the network would have
        said after each of the words.
        """
        for after in range(index, len(self.layers)):
            trace = self._pass(after, x, mask, keep=False)
            x, mask = trace.output, trace.mask
        return x

    def _pass(self, index: int, x: NDArray[Any], mask: Mask, *, keep: bool) -> Trace:
        layer = self.layers[index]
        try:
            layer.output_shape(x.shape)  # a window may be longer than the text
            forward = FORWARD_PASSES[layer.kind]
            output, arrays = forward(layer, self.weights[index], x, mask, keep)
        except ShapeError as error:
            raise ShapeError(f"{_name(index, layer)}: {error}") from None
        if layer.sets_mask:
            return Trace(output, x != 0, arrays)
        return Trace(output, mask if layer.keeps_mask else None, arrays)

    def _checked(self, ids: Ids) -> Ids:
        ids = np.asarray(ids)
        if ids.ndim != IDS or not np.issubdtype(ids.dtype, np.integer):
            raise ShapeError(f"expected whole numbers (batch, timesteps), got {ids.shape}")
        if ids.shape[1] == 0:
            raise ShapeError("nothing to read: the input has no timesteps")
        if self.maxlen is not None and ids.shape[1] != self.maxlen:
            raise ShapeError(f"Flatten fixes the timesteps to {self.maxlen}, got {ids.shape[1]}")
        return ids


def weight_shapes(layers: Sequence[Layer], maxlen: int | None = None) -> list[WeightShapes]:
    """Names and shapes of each layer's weights, in Keras's order. Raises ShapeError."""
    if not layers:
        raise ShapeError("the network has no layers")
    shape: Shape = (None, maxlen)
    found = []
    for index, layer in enumerate(layers):
        problem = rank_problem(layers, index, len(shape))
        if problem is not None:
            raise ShapeError(f"{_name(index, layer)}: {problem.message}")
        try:
            found.append(layer.weight_shapes(shape))
            shape = layer.output_shape(shape)
        except ShapeError as error:
            raise ShapeError(f"{_name(index, layer)}: {error}") from None
    return found


def _hand_out(
    layers: Sequence[Layer], shapes: Sequence[WeightShapes], weights: Sequence[ArrayLike]
) -> tuple[Weights, ...]:
    """Give each layer its weights by name."""
    expected = sum(len(named) for named in shapes)
    if len(weights) != expected:
        raise WeightsError(f"these layers have {expected} arrays of weights, got {len(weights)}")
    rest = iter(weights)
    return tuple(
        {name: _fitting(next(rest), shape, name, index, layer) for name, shape in named.items()}
        for index, (layer, named) in enumerate(zip(layers, shapes, strict=True))
    )


def _fitting(
    weight: ArrayLike, shape: tuple[int, ...], name: str, index: int, layer: Layer
) -> Array:
    array = np.asarray(weight)
    if array.shape != shape:
        raise WeightsError(
            f"{_name(index, layer)}: {name} has shape {array.shape}, expected {shape}"
        )
    if not np.issubdtype(array.dtype, np.floating):
        raise WeightsError(f"{_name(index, layer)}: {name} holds {array.dtype}, not floats")
    return np.ascontiguousarray(array, np.float32)


def _name(index: int, layer: Layer) -> str:
    return f"layer {index + 1}, {layer.kind}"
