"""SimpleRNN, LSTM and GRU as they stand in a stack, each also as a bidirectional pair."""

from rnn_tui.cells.base import Array, Computed, Mask, Weights
from rnn_tui.cells.bidirectional import bidirectional
from rnn_tui.cells.cell import Cell, read
from rnn_tui.cells.gru import GRUCell
from rnn_tui.cells.lstm import LSTMCell
from rnn_tui.cells.simple_rnn import SimpleRNNCell
from rnn_tui.experiment.layers.recurrent import DIRECTIONS, Recurrent

CELLS: dict[str, type[Cell]] = {"SimpleRNN": SimpleRNNCell, "LSTM": LSTMCell, "GRU": GRUCell}


def recurrent(layer: Recurrent, weights: Weights, x: Array, mask: Mask, keep: bool) -> Computed:
    """x (batch, timesteps, features) -> the cell's last output (batch, units), or all of them
    (batch, timesteps, units) with `return_sequences`; without `keep` no states and gates."""
    new_cell = CELLS[layer.kind]
    if layer.bidirectional:
        forward, backward = (new_cell(layer, _of_one(way, weights)) for way in DIRECTIONS)
        return bidirectional(layer, (forward, backward), x, mask, keep=keep)

    backwards, every_output = layer.go_backwards, layer.return_sequences
    cell = new_cell(layer, weights)
    reading = read(cell, x, mask, backwards=backwards, outputs=every_output, keep=keep)
    if not every_output:
        return reading.last, reading.arrays
    # Keras hands the outputs on in the order in which they came about.
    return reading.outputs[:, ::-1] if backwards else reading.outputs, reading.arrays


def _of_one(way: str, weights: Weights) -> Weights:
    prefix = f"{way}."
    return {
        name.removeprefix(prefix): array
        for name, array in weights.items()
        if name.startswith(prefix)
    }
