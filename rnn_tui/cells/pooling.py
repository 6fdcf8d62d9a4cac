"""Pooling over timesteps: within windows, or over all of them."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from rnn_tui.cells.base import Array, Computed, Mask, same_padding
from rnn_tui.experiment.layers.pooling import GlobalMaxPooling1D, MaxPooling1D


def max_pooling(layer: MaxPooling1D, x: Array) -> Computed:
    """y_n = the largest of x_{n s} … x_{n s + pool_size - 1}, for each feature by itself

    x (batch, timesteps, features) -> y (batch, windows, features); `strides` s is pool_size
    where it is left out. Padding of minus infinity never wins.
    """
    strides = layer.strides or layer.pool_size
    if layer.padding == "same":
        around = same_padding(x.shape[1], layer.pool_size, strides)
        x = np.pad(x, ((0, 0), around, (0, 0)), constant_values=-np.inf)
    windows = sliding_window_view(x, layer.pool_size, axis=1)[:, ::strides]
    return windows.max(axis=-1), {}


def global_max_pooling(_layer: GlobalMaxPooling1D, x: Array) -> Computed:
    """y = the largest of x_1 … x_T for each feature, padding included

    x (batch, timesteps, features) -> y (batch, features).
    """
    return x.max(axis=1), {}


def global_average_pooling(x: Array, mask: Mask) -> Computed:
    """y = (sum_t m_t x_t) / (sum_t m_t), with m_t = 1 for a word and 0 for padding

    x (batch, timesteps, features), mask (batch, timesteps) -> y (batch, features).
    Nothing but padding gives 0 / 0 = NaN, as in Keras.
    """
    if mask is None:
        return x.mean(axis=1), {}
    words = mask[:, :, np.newaxis]
    with np.errstate(invalid="ignore"):
        return np.where(words, x, 0).sum(axis=1) / words.sum(axis=1, dtype=np.float32), {}
