"""Forward passes of the layers in readable numpy, one file for each file of `experiment/layers`.

They give what Keras gives when it predicts, to 1e-5, and everything on the way there. The app
predicts and looks inside with them; the room imports numpy and experiments, never Keras.
"""

from rnn_tui.cells.base import Trace, WeightsError
from rnn_tui.cells.lab import CellStep, Term, random_cell, random_inputs, saturated, steps
from rnn_tui.cells.network import Forward, Network

__all__ = [
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
