"""The base of every kind of layer: fields, shape rule, weights, mask."""

import re
from collections.abc import Mapping
from math import prod
from typing import Any, ClassVar, Literal

from pydantic import Field

from rnn_tui.experiment.base import Spec

Dim = int | None
Shape = tuple[Dim, ...]
"""A tensor's shape; the first entry is the batch, None stands for any size."""

Activation = Literal[
    "linear",
    "relu",
    "sigmoid",
    "tanh",
    "softmax",
    "softplus",
    "elu",
    "gelu",
    "silu",
    "hard_sigmoid",
]

WeightShapes = dict[str, tuple[int, ...]]
"""Names and shapes of a layer's weights, in Keras's order."""

MaskRule = Literal["creates", "keeps", "uses", "drops", "ignores"]
"""The fate of the padding mask: made here, handed on, used up, or lost unused; `ignores` is for
a layer that sees no sequence."""

IDS, SEQUENCE = 2, 3
"""Ranks: (batch, timesteps) of word ids, (batch, timesteps, features)."""


class ShapeError(ValueError):
    """The layer cannot take this shape; the message says why, for people."""


class Layer(Spec):
    """One layer: Keras's argument names as fields, plus what follows from them.

    A kind is one class: its fields with bounds and help, `output_shape`, `weight_shapes` and the
    mask rule. Form, summary, Keras build, exported script and tests follow from it.
    """

    kind: str
    one_line: ClassVar[str] = ""
    input_rank: ClassVar[int | None] = None
    mask_rule: ClassVar[MaskRule] = "keeps"
    spec_only: ClassVar[frozenset[str]] = frozenset({"kind"})
    """Fields that Keras's class does not take as arguments."""
    uses_batch_statistics: ClassVar[bool] = False
    """True if, in training, the output for a sequence depends on the others of its batch: such a
    batch is computed as a whole, never in parts on several threads."""
    statistics: ClassVar[frozenset[str]] = frozenset()
    """Names of the weights that training updates without a gradient."""
    path_keys: ClassVar[tuple[str, ...]] = ()
    """Fields that name files."""
    telling: ClassVar[tuple[str, ...]] = ()
    """Fields that a line about the layer names even where they have their default value."""

    def output_shape(self, shape: Shape) -> Shape:
        """Shape after the layer for an input of `shape`. Raises ShapeError."""
        raise NotImplementedError

    def weight_shapes(self, shape: Shape) -> WeightShapes:
        """Names and shapes of the weights for an input of `shape`. Raises ShapeError."""
        return {}

    def parameters(self, shape: Shape) -> int:
        """Number of single weights for an input of `shape`. Raises ShapeError."""
        return sum(map(prod, self.weight_shapes(shape).values()))

    def trainable_parameters(self, shape: Shape) -> int:
        """Number of single weights that the optimizer changes. Raises ShapeError."""
        if not getattr(self, "trainable", True):
            return 0
        shapes = self.weight_shapes(shape).items()
        return sum(prod(sizes) for name, sizes in shapes if name not in self.statistics)

    @property
    def keras_class(self) -> str:
        """Name of the class in `keras.layers` that the summary shows."""
        return self.kind

    @property
    def keras_name(self) -> str:
        """The name that Keras gives to the first layer of this class in a model."""
        return snake_case(self.keras_class)

    @property
    def sets_mask(self) -> bool:
        return self.mask_rule == "creates"

    @property
    def keeps_mask(self) -> bool:
        """True if a mask that comes in also goes out."""
        return self.mask_rule == "keeps"

    def keras_arguments(self) -> dict[str, Any]:
        """Arguments for the constructor of `keras.layers.<kind>`."""
        return self.model_dump(exclude=set(self.spec_only))


class Weighted(Layer):
    """A layer with weights: they can be frozen."""

    trainable: bool = Field(True, description="False freezes the weights.")


def snake_case(name: str) -> str:
    """Keras's rule for default names: `SimpleRNN` -> `simple_rnn`, `Conv1D` -> `conv1d`."""
    name = re.sub(r"\W+", "", name)
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def with_bias(
    kernels: Mapping[str, tuple[int, ...]], bias: tuple[int, ...], use_bias: bool
) -> WeightShapes:
    """The kernels, and the bias last where the layer has one."""
    return {**kernels, "bias": bias} if use_bias else {**kernels}


def features(shape: Shape) -> int:
    """The last dimension, which every kind of ours knows."""
    size = shape[-1]
    if size is None:
        raise ShapeError("needs a known number of features")
    return size


def windows(
    steps: Dim, size: int, strides: int, padding: str, dilation: int = 1, *, what: str
) -> Dim:
    """Timesteps that a window of `size` sliding over `steps` leaves."""
    if steps is None:
        return None
    if padding != "valid":
        return -(-steps // strides)
    reach = dilation * (size - 1) + 1
    if steps < reach:
        raise ShapeError(f"{what} spans {reach} timesteps, but gets only {steps}")
    return (steps - reach) // strides + 1
