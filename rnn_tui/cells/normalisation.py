"""Normalization: mean 0 and variance 1, then a learned factor and offset."""

import numpy as np

from rnn_tui.cells.base import Array, Computed, Weights
from rnn_tui.experiment.layers.normalisation import (
    BatchNormalization,
    LayerNormalization,
    Normalization,
)


def layer_normalization(layer: LayerNormalization, weights: Weights, x: Array) -> Computed:
    """y = gamma (x - mean) / sqrt(variance + epsilon) + beta   (Ba, Kiros and Hinton 2016)

    x (..., features), gamma and beta (features,) -> y (..., features); mean and variance are
    those of the features.
    """
    centred = x - x.mean(axis=-1, keepdims=True)
    return _scaled(layer, weights, centred, np.square(centred).mean(axis=-1, keepdims=True))


def batch_normalization(layer: BatchNormalization, weights: Weights, x: Array) -> Computed:
    """y = gamma (x - mean) / sqrt(variance + epsilon) + beta   (Ioffe and Szegedy 2015)

    x (..., features), gamma and beta (features,) -> y (..., features); mean and variance are
    the moving ones (features,) that training left.
    """
    return _scaled(layer, weights, x - weights["moving_mean"], weights["moving_variance"])


def _scaled(layer: Normalization, weights: Weights, centred: Array, variance: Array) -> Computed:
    normalised = centred / np.sqrt(variance + np.float32(layer.epsilon))
    y = weights.get("gamma", 1) * normalised + weights.get("beta", 0)
    return y, {"normalised": normalised}
