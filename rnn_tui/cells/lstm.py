"""LSTM: gates around a cell state."""

from rnn_tui.cells.activations import ACTIVATIONS
from rnn_tui.cells.base import Array, Weights
from rnn_tui.cells.cell import Cell, States, Step
from rnn_tui.experiment.layers.recurrent import LSTM


class LSTMCell(Cell):
    """i_t = g(W_i x_t + U_i s_{t-1} + b_i)        what to write
    f_t = g(W_f x_t + U_f s_{t-1} + b_f)        what to keep
    n_t = f(W_n x_t + U_n s_{t-1} + b_n)        the candidate
    o_t = g(W_o x_t + U_o s_{t-1} + b_o)        what to show
    c_t = f_t * c_{t-1} + i_t * n_t
    s_t = o_t * f(c_t),  s_0 = c_0 = 0,  f = tanh, g = sigmoid

    Hochreiter and Schmidhuber 1997; the forget gate: Gers, Schmidhuber and Cummins 2000.
    The order of the terms is Keras's: i, f, n (its c), o.
    """

    states = ("state", "cell")
    gates = terms = ("input_gate", "forget_gate", "candidate", "output_gate")

    def __init__(self, layer: LSTM, weights: Weights) -> None:
        super().__init__(layer, weights)
        self.recurrent_activation = ACTIVATIONS[layer.recurrent_activation]

    def step(self, projected: Array, states: States) -> Step:
        s, c = states
        recurrent = s @ self.U
        pre_activation = projected + recurrent
        i, f = self.recurrent_activation(pre_activation[:2])
        n = self.activation(pre_activation[2])
        o = self.recurrent_activation(pre_activation[3])
        c = f * c + i * n
        s = o * self.activation(c)
        return Step((s, c), (i, f, n, o), recurrent)
