"""How each layer computes: readable numpy forward passes, one file for each file of the spec.

They give what Keras gives when it predicts, to 1e-5, and everything on the way there. The app
predicts and looks inside with them; the room imports numpy and the spec, never Keras.
"""

from rnn_tui.cells.base import Trace, WeightsError
from rnn_tui.cells.kinds import KINDS
from rnn_tui.cells.lab import CellStep, Term, random_cell, random_inputs, saturated, steps
from rnn_tui.cells.network import Forward, Network

__all__ = [
    "KINDS",
    "CellStep",
    "Forward",
    "Network",
    "Term",
    "Trace",
    "WeightsError",
    "random_cell",
    "random_inputs",
    "saturated",
    "steps",
]
