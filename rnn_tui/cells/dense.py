"""Dense: a matrix product over the last dimension."""

from rnn_tui.cells.activations import ACTIVATIONS
from rnn_tui.cells.base import Array, Computed, Weights
from rnn_tui.experiment.layers.dense import Dense


def dense(layer: Dense, weights: Weights, x: Array) -> Computed:
    """y = f(x W + b)

    x (..., features), W (features, units), b (units,) -> y (..., units).
    """
    pre_activation = x @ weights["kernel"] + weights.get("bias", 0)
    return ACTIVATIONS[layer.activation](pre_activation), {"pre_activation": pre_activation}
