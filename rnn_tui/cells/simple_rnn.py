"""SimpleRNN: the plain recurrence."""

from rnn_tui.cells.base import Array
from rnn_tui.cells.cell import Cell, States, Step


class SimpleRNNCell(Cell):
    """s_t = f(W x_t + U s_{t-1} + b), s_0 = 0, f = tanh

    Elman 1990, "Finding structure in time", as Keras has it: the output is the state.
    """

    def step(self, projected: Array, states: States) -> Step:
        (s,) = states
        recurrent = s @ self.U
        (pre_activation,) = projected + recurrent
        s = self.activation(pre_activation)
        return Step((s,), (), recurrent)
