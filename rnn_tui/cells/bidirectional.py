"""The bidirectional pair: two cells read the same sequence from both ends."""

from collections.abc import Callable

import numpy as np

from rnn_tui.cells.base import Array, Computed, Mask
from rnn_tui.cells.cell import Cell, read
from rnn_tui.experiment.layers.recurrent import DIRECTIONS, Recurrent

MERGES: dict[str, Callable[[Array, Array], Array]] = {
    "concat": lambda forward, backward: np.concatenate((forward, backward), axis=-1),
    "sum": lambda forward, backward: forward + backward,
    "mul": lambda forward, backward: forward * backward,
    "ave": lambda forward, backward: (forward + backward) / 2,
}


def bidirectional(
    layer: Recurrent, pair: tuple[Cell, Cell], x: Array, mask: Mask, *, keep: bool
) -> Computed:
    """y = merge(one cell from the first timestep to the last, the other from last to first)

    Schuster and Paliwal 1997. With `return_sequences` both outputs of a timestep meet, and as
    Keras has it a masked timestep gives 0 instead of the state carried along. Without it their
    last states meet: one cell has just read the last word, the other the first.
    """
    forward, backward = (
        read(cell, x, mask, backwards=way == "backward", outputs=layer.return_sequences, keep=keep)
        for cell, way in zip(pair, DIRECTIONS, strict=True)
    )
    merge = MERGES[layer.merge_mode]
    if layer.return_sequences:
        words = True if mask is None else mask[:, :, np.newaxis]
        y = merge(np.where(words, forward.outputs, 0), np.where(words, backward.outputs, 0))
    else:
        y = merge(forward.last, backward.last)
    return y, {
        f"{way}.{name}": array
        for way, reading in zip(DIRECTIONS, (forward, backward), strict=True)
        for name, array in reading.arrays.items()
    }
