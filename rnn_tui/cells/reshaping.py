"""Flatten: all timesteps side by side in one vector."""

from rnn_tui.cells.base import Array, Computed
from rnn_tui.experiment.layers.reshaping import Flatten


def flatten(_layer: Flatten, x: Array) -> Computed:
    """(batch, timesteps, features) -> (batch, timesteps * features)."""
    return x.reshape(len(x), -1), {}
