"""Conv1D: a window of weights that slides over the timesteps."""

import numpy as np

from rnn_tui.cells.activations import ACTIVATIONS
from rnn_tui.cells.base import Array, Computed, Weights, same_padding
from rnn_tui.experiment.layers.convolution import Conv1D


def conv1d(layer: Conv1D, weights: Weights, x: Array) -> Computed:
    """y_n = f(sum_k x_{n s + k d} W_k + b) with strides s and dilation d

    x (batch, timesteps, features), W (kernel_size, features, filters), b (filters,)
    -> y (batch, windows, filters). A mask means nothing here: padding counts as input.
    """
    strides, dilation = layer.strides, layer.dilation_rate
    reach = dilation * (layer.kernel_size - 1) + 1
    before, after = {
        "valid": (0, 0),
        "same": same_padding(x.shape[1], reach, strides),
        "causal": (reach - 1, 0),
    }[layer.padding]
    x = np.pad(x, ((0, 0), (before, after), (0, 0)))
    last = x.shape[1] - reach  # where the last window begins

    pre_activation = sum(
        x[:, k * dilation : k * dilation + last + 1 : strides] @ kernel
        for k, kernel in enumerate(weights["kernel"])
    ) + weights.get("bias", np.float32(0))
    return ACTIVATIONS[layer.activation](pre_activation), {"pre_activation": pre_activation}
