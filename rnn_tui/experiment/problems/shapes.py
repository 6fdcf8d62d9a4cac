"""Problems of the shapes inside a stack, with suggested fixes."""

from collections.abc import Sequence

from rnn_tui.experiment.layers import Layer
from rnn_tui.experiment.layers.base import IDS, SEQUENCE, Shape
from rnn_tui.experiment.layers.convolution import Conv1D
from rnn_tui.experiment.layers.embedding import Embedding
from rnn_tui.experiment.layers.pooling import (
    GlobalAveragePooling1D,
    GlobalMaxPooling1D,
    MaxPooling1D,
)
from rnn_tui.experiment.layers.recurrent import Recurrent
from rnn_tui.experiment.layers.reshaping import Flatten
from rnn_tui.experiment.problems import Fix, InsertLayer, Problem, RemoveLayer, SetKey


def rank_problem(layers: Sequence[Layer], index: int, rank: int) -> Problem | None:
    """The problem of a layer with an input of this rank; None if it fits.

    `index` counts from 0, the sentences count layers from 1 as the app's table does.
    """
    layer = layers[index]
    number = index + 1
    if index == 0 and not isinstance(layer, Embedding):
        return Problem(
            "needs-embedding",
            f"layer 1, {layer.kind}, gets word ids, which are not quantities",
            index,
            Fix("put an Embedding before it", (InsertLayer(0, Embedding()),)),
        )
    if index > 0 and layer.input_rank == IDS:
        return Problem(
            "embedding-not-first",
            f"layer {number}, {layer.kind}, turns word ids into vectors and must come first",
            index,
            Fix(f"remove layer {number}", (RemoveLayer(index),)),
        )
    if layer.input_rank == SEQUENCE and rank != SEQUENCE:
        return _needs_sequence(layers, index)
    return None


def shape_problem(layer: Layer, index: int, reason: str, shape: Shape) -> Problem:
    """The sequence is too short for the layer's window."""
    fix = None
    if isinstance(layer, Conv1D | MaxPooling1D):
        fix = Fix("pad the sequence", (SetKey(f"layers.{index}.padding", "same"),))
    return Problem("too-short", f"layer {index + 1}, {layer.kind}: {reason}", index, fix)


def _needs_sequence(layers: Sequence[Layer], index: int) -> Problem:
    layer = layers[index]
    message = f"{layer.kind} needs a sequence"
    for before in range(index - 1, -1, -1):
        earlier = layers[before]
        if isinstance(earlier, Recurrent) and not earlier.return_sequences:
            label = f"set return_sequences=True on layer {before + 1}"
            fix = Fix(label, (SetKey(f"layers.{before}.return_sequences", True),))
            return Problem("needs-sequence", message, index, fix)
        if isinstance(earlier, Flatten | GlobalMaxPooling1D | GlobalAveragePooling1D):
            label = f"remove layer {before + 1}, {earlier.kind}"
            return Problem("needs-sequence", message, index, Fix(label, (RemoveLayer(before),)))
    return Problem("needs-sequence", message, index)
