"""LayerNormalization: mean 0 and variance 1 over the features of each timestep."""

from typing import ClassVar, Literal

from pydantic import Field

from rnn_tui.experiment.layers.base import Shape, Weighted, WeightShapes, features


class LayerNormalization(Weighted):
    """Any shape -> the same shape (Ba, Kiros and Hinton 2016)."""

    kind: Literal["LayerNormalization"] = "LayerNormalization"
    one_line: ClassVar[str] = (
        "normalises the features of each timestep: deep stacks train more steadily"
    )

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
