"""SimpleRNN, LSTM and GRU, each also as a bidirectional pair."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from rnn_tui.experiment.layers.base import SEQUENCE, Activation, Shape, Weighted, features

MergeMode = Literal["concat", "sum", "mul", "ave"]


class Recurrent(Weighted):
    """(batch, timesteps, features) -> (batch, units), or (batch, timesteps, units) with
    `return_sequences`; a concatenated bidirectional pair doubles the units."""

    input_rank: ClassVar[int | None] = SEQUENCE
    spec_only: ClassVar[frozenset[str]] = frozenset({"kind", "bidirectional", "merge_mode"})

    units: int = Field(32, ge=1, le=16_384, description="Dimension of the state and the output.")
    return_sequences: bool = Field(
        False,
        description=(
            "Return the output of every timestep, not only the last: (None, None, units) "
            "instead of (None, units)."
        ),
    )
    bidirectional: bool = Field(
        False, description="Read the sequence in both directions and merge the two results."
    )
    merge_mode: MergeMode = Field(
        "concat", description="How the two directions are merged when bidirectional."
    )
    go_backwards: bool = Field(False, description="Read the sequence backwards.")
    dropout: float = Field(
        0.0, ge=0.0, lt=1.0, description="Share of the inputs dropped during training."
    )
    recurrent_dropout: float = Field(
        0.0, ge=0.0, lt=1.0, description="Share of the state dropped during training; slow."
    )
    activation: Activation = Field("tanh", description="Activation of the new state.")
    use_bias: bool = Field(True, description="Add a bias vector.")

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if self.bidirectional and self.go_backwards:
            raise ValueError("bidirectional already reads both ways: set go_backwards to false")
        return self

    @property
    def keras_class(self) -> str:
        return "Bidirectional" if self.bidirectional else self.kind

    @property
    def keeps_mask(self) -> bool:
        return self.return_sequences

    def output_shape(self, shape: Shape) -> Shape:
        units = self.units
        if self.bidirectional and self.merge_mode == "concat":
            units *= 2
        if self.return_sequences:
            return (shape[0], shape[1], units)
        return (shape[0], units)

    def parameters(self, shape: Shape) -> int:
        return self._one_direction(features(shape)) * (2 if self.bidirectional else 1)

    def _one_direction(self, inputs: int) -> int:
        """Kernel, recurrent kernel and bias of a cell without gates."""
        return self.units * (inputs + self.units + int(self.use_bias))


class SimpleRNN(Recurrent):
    """s_t = activation(W x_t + U s_{t-1} + b)."""

    kind: Literal["SimpleRNN"] = "SimpleRNN"
    one_line: ClassVar[str] = (
        "the plain recurrence: a new state from the input and the previous state"
    )


class LSTM(Recurrent):
    """Four gates over a cell state (Hochreiter and Schmidhuber 1997; Gers et al. 2000)."""

    kind: Literal["LSTM"] = "LSTM"
    one_line: ClassVar[str] = "gates and a cell state: remembers over long sequences"

    recurrent_activation: Activation = Field("sigmoid", description="Activation of the gates.")
    unit_forget_bias: bool = Field(True, description="Start with the forget gate open.")

    def _one_direction(self, inputs: int) -> int:
        return 4 * super()._one_direction(inputs)


class GRU(Recurrent):
    """Two gates, no cell state (Cho et al. 2014)."""

    kind: Literal["GRU"] = "GRU"
    one_line: ClassVar[str] = "two gates: fewer weights than an LSTM, often as good"

    recurrent_activation: Activation = Field("sigmoid", description="Activation of the gates.")
    reset_after: bool = Field(
        True, description="Apply the reset gate after the matrix product (as cuDNN does)."
    )

    def _one_direction(self, inputs: int) -> int:
        biases = (2 if self.reset_after else 1) * int(self.use_bias)
        return 3 * self.units * (inputs + self.units + biases)
