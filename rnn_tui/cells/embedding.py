"""Embedding: a row of a table for each word id."""

import numpy as np
from numpy.typing import NDArray

from rnn_tui.cells.base import Array, Computed, Weights
from rnn_tui.experiment.layers.base import ShapeError
from rnn_tui.experiment.layers.embedding import Embedding


def embedding(_layer: Embedding, weights: Weights, ids: NDArray[np.integer]) -> Computed:
    """y_t = E[id_t]   (Bengio et al. 2003)

    ids (batch, timesteps), E (input_dim, output_dim) -> y (batch, timesteps, output_dim).
    Raises ShapeError for an id that has no row.
    """
    table: Array = weights["embeddings"]
    rows = len(table)
    if ids.size and not 0 <= int(ids.min()) <= int(ids.max()) < rows:
        strange = int(ids.min() if ids.min() < 0 else ids.max())
        raise ShapeError(f"no row {strange} in a table of {rows} words")
    return table[ids], {}
