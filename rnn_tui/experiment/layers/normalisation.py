"""Layers that give their input mean 0 and variance 1, before a learned factor and offset."""

from typing import ClassVar, Literal

from pydantic import Field

from rnn_tui.experiment.layers.base import Shape, Weighted, WeightShapes, features


class Normalization(Weighted):
    """Any shape -> the same shape."""

    epsilon: float = Field(
        1e-3, gt=0.0, le=1.0, description="Small number that keeps the division finite."
    )
    center: bool = Field(True, description="Learn an offset for each feature.")
    scale: bool = Field(True, description="Learn a factor for each feature.")

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def weight_shapes(self, shape: Shape) -> WeightShapes:
        wanted = {"gamma": self.scale, "beta": self.center}
        return {name: (features(shape),) for name, is_wanted in wanted.items() if is_wanted}


class LayerNormalization(Normalization):
    """Any shape -> the same shape; over the features of each timestep (Ba, Kiros, Hinton 2016)."""

    kind: Literal["LayerNormalization"] = "LayerNormalization"
    one_line: ClassVar[str] = (
        "normalises the features of each timestep: deep stacks train more steadily"
    )


class BatchNormalization(Normalization):
    """Any shape -> the same shape; each feature over the batch (Ioffe and Szegedy 2015)."""

    kind: Literal["BatchNormalization"] = "BatchNormalization"
    one_line: ClassVar[str] = "normalises each feature over the batch: not for small batches"
    uses_batch_statistics: ClassVar[bool] = True
    statistics: ClassVar[frozenset[str]] = frozenset({"moving_mean", "moving_variance"})

    momentum: float = Field(
        0.99, ge=0.0, lt=1.0, description="Share of the moving mean and variance kept at a batch."
    )
    trainable: bool = Field(
        True, description="False freezes the weights, and the moving mean and variance too."
    )

    def weight_shapes(self, shape: Shape) -> WeightShapes:
        moving = {name: (features(shape),) for name in ("moving_mean", "moving_variance")}
        return super().weight_shapes(shape) | moving
