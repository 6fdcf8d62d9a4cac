"""Dense: a matrix product over the last dimension."""

from typing import ClassVar, Literal

from pydantic import Field

from rnn_tui.experiment.layers.base import (
    Activation,
    Shape,
    Weighted,
    WeightShapes,
    features,
    with_bias,
)

MAX_UNITS = 65_536


class Dense(Weighted):
    """(…, features) -> (…, units)."""

    kind: Literal["Dense"] = "Dense"
    one_line: ClassVar[str] = "fully connected; as the last layer, the classifier"
    telling: ClassVar[tuple[str, ...]] = ("units", "activation")

    units: int = Field(
        1,
        ge=1,
        le=MAX_UNITS,
        description="Number of outputs; last layer: 1 for two classes, else one per class.",
    )
    activation: Activation = Field(
        "linear", description="sigmoid for one output, softmax for one per class."
    )
    use_bias: bool = Field(True, description="Add a bias vector.")

    def output_shape(self, shape: Shape) -> Shape:
        return (*shape[:-1], self.units)

    def weight_shapes(self, shape: Shape) -> WeightShapes:
        return with_bias({"kernel": (features(shape), self.units)}, (self.units,), self.use_bias)
