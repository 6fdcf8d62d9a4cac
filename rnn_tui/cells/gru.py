"""GRU: two gates, no cell state."""

import numpy as np

from rnn_tui.cells.activations import ACTIVATIONS
from rnn_tui.cells.base import Array, Weights
from rnn_tui.cells.cell import Cell, States, Step
from rnn_tui.experiment.layers.recurrent import GRU


class GRUCell(Cell):
    """z_t = g(W_z x_t + U_z s_{t-1} + b_z)        what to keep
    r_t = g(W_r x_t + U_r s_{t-1} + b_r)        what of the past the candidate sees
    n_t = f(W_n x_t + b_n + r_t * (U_n s_{t-1} + b'_n))        the candidate
    s_t = z_t * s_{t-1} + (1 - z_t) * n_t,  s_0 = 0,  f = tanh, g = sigmoid

    Cho et al. 2014. That is `reset_after`, as Keras and cuDNN compute it, with a second bias
    b' on the recurrent side of all three terms; without it the gate comes before the product,
    as in the paper: n_t = f(W_n x_t + b_n + U_n (r_t * s_{t-1})).
    The order of the terms is Keras's: z, r, n (its h).
    """

    gates = terms = ("update_gate", "reset_gate", "candidate")

    def __init__(self, layer: GRU, weights: Weights) -> None:
        super().__init__(layer, weights)
        self.recurrent_activation = ACTIVATIONS[layer.recurrent_activation]
        self.reset_after = layer.reset_after
        rows = self.b
        self.b = rows[:, :1]
        self.recurrent_b = rows[:, 1:] if rows.shape[1] == 2 else np.zeros_like(self.b)

    def step(self, projected: Array, states: States) -> Step:
        (s,) = states
        recurrent = s @ self.U + self.recurrent_b
        z, r = self.recurrent_activation(projected[:2] + recurrent[:2])
        # What the candidate sees of the past takes the place of what it would see without r.
        recurrent[2] = r * recurrent[2] if self.reset_after else (r * s) @ self.U[2]
        n = self.activation(projected[2] + recurrent[2])
        s = z * s + (1 - z) * n
        return Step((s,), (z, r, n), recurrent)
