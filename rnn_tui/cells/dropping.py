"""Dropout and SpatialDropout1D: nothing is dropped once the training is over."""

from rnn_tui.cells.base import Array, Computed
from rnn_tui.experiment.layers.dropping import Dropout, SpatialDropout1D


def dropout(_layer: Dropout | SpatialDropout1D, x: Array) -> Computed:
    """y = x   (Srivastava et al. 2014)

    Training divides what it keeps by the share kept, so that predicting needs no factor.
    """
    return x, {}
