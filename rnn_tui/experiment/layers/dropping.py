"""Dropout and SpatialDropout1D: zeros at random while training."""

from typing import ClassVar, Literal

from pydantic import Field

from rnn_tui.experiment.layers.base import SEQUENCE, Layer, Shape


class Dropout(Layer):
    """Any shape -> the same shape."""

    kind: Literal["Dropout"] = "Dropout"
    one_line: ClassVar[str] = "drops values at random during training, against overfitting"
    telling: ClassVar[tuple[str, ...]] = ("rate",)

    rate: float = Field(0.5, ge=0.0, lt=1.0, description="Share of the values dropped.")

    def output_shape(self, shape: Shape) -> Shape:
        return shape


class SpatialDropout1D(Layer):
    """(batch, timesteps, features) -> the same; a feature is dropped at all timesteps."""

    kind: Literal["SpatialDropout1D"] = "SpatialDropout1D"
    one_line: ClassVar[str] = "drops whole features of a sequence during training"
    input_rank: ClassVar[int | None] = SEQUENCE
    telling: ClassVar[tuple[str, ...]] = ("rate",)

    rate: float = Field(0.5, ge=0.0, lt=1.0, description="Share of the features dropped.")

    def output_shape(self, shape: Shape) -> Shape:
        return shape
