"""Flatten: all timesteps side by side in one vector."""

from math import prod
from typing import ClassVar, Literal

from rnn_tui.experiment.layers.base import Layer, MaskRule, Shape


class Flatten(Layer):
    """(batch, timesteps, features) -> (batch, timesteps * features); a vector stays as it is."""

    kind: Literal["Flatten"] = "Flatten"
    one_line: ClassVar[str] = "joins all timesteps into one vector: the length becomes fixed"
    mask_rule: ClassVar[MaskRule] = "drops"

    def output_shape(self, shape: Shape) -> Shape:
        known = [size for size in shape[1:] if size is not None]
        return (shape[0], prod(known) if len(known) == len(shape) - 1 else None)
