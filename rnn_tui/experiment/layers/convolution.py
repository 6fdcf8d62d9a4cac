"""Conv1D: a window of weights that slides over the timesteps."""

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from rnn_tui.experiment.layers.base import (
    SEQUENCE,
    Activation,
    MaskRule,
    Shape,
    Weighted,
    WeightShapes,
    features,
    windows,
    with_bias,
)


class Conv1D(Weighted):
    """(batch, timesteps, features) -> (batch, windows, filters)."""

    kind: Literal["Conv1D"] = "Conv1D"
    one_line: ClassVar[str] = "finds short patterns of neighbouring words"
    input_rank: ClassVar[int | None] = SEQUENCE
    mask_rule: ClassVar[MaskRule] = "drops"
    telling: ClassVar[tuple[str, ...]] = ("filters", "kernel_size", "activation")

    filters: int = Field(
        32, ge=1, le=16_384, description="Number of patterns, the output features."
    )
    kernel_size: int = Field(5, ge=1, le=1_024, description="Length of a pattern in timesteps.")
    strides: int = Field(1, ge=1, le=1_024, description="Timesteps between two windows.")
    padding: Literal["valid", "same", "causal"] = Field(
        "valid", description="valid shortens the sequence, same keeps it, causal looks back only."
    )
    dilation_rate: int = Field(
        1, ge=1, le=1_024, description="Spacing of the timesteps inside a window."
    )
    activation: Activation = Field("relu", description="Activation of the output.")
    use_bias: bool = Field(True, description="Add a bias vector.")

    @model_validator(mode="after")
    def _one_of_the_two(self) -> "Conv1D":
        if self.strides > 1 and self.dilation_rate > 1:
            raise ValueError(
                f"strides ({self.strides}) and dilation_rate ({self.dilation_rate}) "
                "cannot both be above 1"
            )
        return self

    def output_shape(self, shape: Shape) -> Shape:
        steps = windows(
            shape[1],
            self.kernel_size,
            self.strides,
            self.padding,
            self.dilation_rate,
            what=f"kernel_size {self.kernel_size}",
        )
        return (shape[0], steps, self.filters)

    def weight_shapes(self, shape: Shape) -> WeightShapes:
        kernel = (self.kernel_size, features(shape), self.filters)
        return with_bias({"kernel": kernel}, (self.filters,), self.use_bias)
