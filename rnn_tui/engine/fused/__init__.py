"""Keras's SimpleRNN, LSTM and GRU, computed faster under XLA on a CPU; same weights, same results.

`why_not` says whether to use one, `fused_class` gives it. `FusedRMSprop` is the optimizer's part.
"""

from typing import Any

from rnn_tui.engine.fused.choose import why_not
from rnn_tui.engine.fused.gru import FusedGRU
from rnn_tui.engine.fused.lstm import FusedLSTM
from rnn_tui.engine.fused.rmsprop import FusedRMSprop, WordSums, word_sums
from rnn_tui.engine.fused.simple_rnn import FusedSimpleRNN

__all__ = [
    "FusedGRU",
    "FusedLSTM",
    "FusedRMSprop",
    "FusedSimpleRNN",
    "WordSums",
    "fused_class",
    "why_not",
    "word_sums",
]

_CLASSES: dict[str, Any] = {"SimpleRNN": FusedSimpleRNN, "LSTM": FusedLSTM, "GRU": FusedGRU}


def fused_class(kind: str) -> Any:
    """The fused layer class of a kind that `why_not` does not turn down."""
    return _CLASSES[kind]
