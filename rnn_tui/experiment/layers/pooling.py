"""Pooling over timesteps: within windows, or over all of them."""

from typing import ClassVar, Literal

from pydantic import Field

from rnn_tui.experiment.layers.base import SEQUENCE, Layer, MaskRule, Shape, windows


class MaxPooling1D(Layer):
    """(batch, timesteps, features) -> (batch, windows, features)."""

    kind: Literal["MaxPooling1D"] = "MaxPooling1D"
    one_line: ClassVar[str] = "keeps the largest value of each window: shortens the sequence"
    input_rank: ClassVar[int | None] = SEQUENCE
    mask_rule: ClassVar[MaskRule] = "drops"
    telling: ClassVar[tuple[str, ...]] = ("pool_size",)

    pool_size: int = Field(2, ge=1, le=1_024, description="Timesteps in one window.")
    strides: int | None = Field(
        None, ge=1, le=1_024, description="Timesteps between two windows; auto: pool_size."
    )
    padding: Literal["valid", "same"] = Field(
        "valid", description="valid drops an incomplete last window, same pads it."
    )

    def output_shape(self, shape: Shape) -> Shape:
        steps = windows(
            shape[1],
            self.pool_size,
            self.strides or self.pool_size,
            self.padding,
            what=f"pool_size {self.pool_size}",
        )
        return (shape[0], steps, shape[2])


class _GlobalPooling(Layer):
    """(batch, timesteps, features) -> (batch, features)."""

    input_rank: ClassVar[int | None] = SEQUENCE

    def output_shape(self, shape: Shape) -> Shape:
        return (shape[0], shape[2])


class GlobalMaxPooling1D(_GlobalPooling):
    """The largest value of each feature over all timesteps."""

    kind: Literal["GlobalMaxPooling1D"] = "GlobalMaxPooling1D"
    one_line: ClassVar[str] = "the largest value of each feature over all timesteps"
    mask_rule: ClassVar[MaskRule] = "drops"


class GlobalAveragePooling1D(_GlobalPooling):
    """The mean of each feature over the timesteps that are not padding."""

    kind: Literal["GlobalAveragePooling1D"] = "GlobalAveragePooling1D"
    one_line: ClassVar[str] = "the mean of each feature over all timesteps"
    mask_rule: ClassVar[MaskRule] = "uses"
