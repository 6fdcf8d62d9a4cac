"""Dense: a matrix product over the last dimension."""

from rnn_tui.cells.activations import ACTIVATIONS
from rnn_tui.cells.base import Array, Computed, Weights, WeightShapes
from rnn_tui.experiment.layers import Dense


def dense_weights(layer: Dense, features: int) -> WeightShapes:
    shapes: WeightShapes = {"kernel": (features, layer.units)}
    return shapes | ({"bias": (layer.units,)} if layer.use_bias else {})


def dense(layer: Dense, weights: Weights, x: Array) -> Computed:
    """y = f(x W + b)

    x (..., features), W (features, units), b (units,) -> y (..., units).
    """
    pre_activation = x @ weights["kernel"] + weights.get("bias", 0)
    return ACTIVATIONS[layer.activation](pre_activation), {"pre_activation": pre_activation}
