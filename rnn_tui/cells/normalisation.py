"""LayerNormalization: mean 0 and variance 1 over the features of each timestep."""

import numpy as np

from rnn_tui.cells.base import Array, Computed, Weights
from rnn_tui.experiment.layers.normalisation import LayerNormalization


def layer_normalization(layer: LayerNormalization, weights: Weights, x: Array) -> Computed:
    """y = gamma (x - mean) / sqrt(variance + epsilon) + beta   (Ba, Kiros and Hinton 2016)

    x (..., features), gamma and beta (features,) -> y (..., features).
    """
    centred = x - x.mean(axis=-1, keepdims=True)
    variance = np.square(centred).mean(axis=-1, keepdims=True)
    normalised = centred / np.sqrt(variance + np.float32(layer.epsilon))
    y = weights.get("gamma", 1) * normalised + weights.get("beta", 0)
    return y, {"normalised": normalised}
