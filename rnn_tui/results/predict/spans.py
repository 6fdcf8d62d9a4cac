"""Spans: the timesteps of the input that the rows of a layer's output stand for."""

import numpy as np
from numpy.typing import NDArray

from rnn_tui.cells import Trace
from rnn_tui.cells.base import same_padding
from rnn_tui.experiment import Layer
from rnn_tui.experiment.layers.convolution import Conv1D
from rnn_tui.experiment.layers.pooling import MaxPooling1D
from rnn_tui.experiment.layers.recurrent import Recurrent

Spans = NDArray[np.int64]
"""(rows, 2): the first and the last timestep that a row was made from.

What a recurrent layer carries along from earlier timesteps does not count.
"""


def of_input(timesteps: int) -> Spans:
    """Each timestep stands for itself."""
    return np.repeat(np.arange(timesteps)[:, np.newaxis], 2, axis=1)


def after(layer: Layer, spans: Spans, trace: Trace) -> Spans:
    """The spans of the layer's output, given those of its input and what came out.

    An output without timesteps has no rows.
    """
    if trace.output.ndim < 3:
        return spans[:0]
    if isinstance(layer, (Conv1D, MaxPooling1D)):
        return _windows(layer, spans, trace.output.shape[1])
    if isinstance(layer, Recurrent) and layer.go_backwards:
        return spans[::-1]
    return spans


def _windows(layer: Conv1D | MaxPooling1D, spans: Spans, count: int) -> Spans:
    """Windows over the words; padding that the layer adds itself does not count."""
    reach, strides, before = _geometry(layer, len(spans))
    begin = np.arange(count) * strides - before
    edges = np.clip(np.stack((begin, begin + reach - 1), axis=1), 0, len(spans) - 1)
    both = spans[edges]  # (rows, 2 edges, 2); backwards the later edge is the earlier word
    return np.stack((both.min(axis=(1, 2)), both.max(axis=(1, 2))), axis=1)


def _geometry(layer: Conv1D | MaxPooling1D, steps: int) -> tuple[int, int, int]:
    """Timesteps in a window, between two windows, and before the first word."""
    if isinstance(layer, Conv1D):
        reach, strides = layer.dilation_rate * (layer.kernel_size - 1) + 1, layer.strides
    else:
        reach, strides = layer.pool_size, layer.strides or layer.pool_size
    if layer.padding == "causal":
        return reach, strides, reach - 1
    same = layer.padding == "same"
    return reach, strides, same_padding(steps, reach, strides)[0] if same else 0
