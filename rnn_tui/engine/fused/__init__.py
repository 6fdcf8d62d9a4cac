"""Keras's SimpleRNN, LSTM and GRU, computed faster; same weights, same results.

The fused layers are loops of our own for XLA on a CPU, the cuDNN layers call NVIDIA's library;
`does_not_apply` says what neither can compute. `FusedRMSprop` is the optimizer's part.
"""

from typing import Any

from rnn_tui.engine.fused.choose import does_not_apply, not_faster
from rnn_tui.engine.fused.cudnn import CudnnGRU, CudnnLSTM, CudnnSimpleRNN
from rnn_tui.engine.fused.gru import FusedGRU
from rnn_tui.engine.fused.lstm import FusedLSTM
from rnn_tui.engine.fused.rmsprop import FusedRMSprop, WordSums, word_sums
from rnn_tui.engine.fused.simple_rnn import FusedSimpleRNN

__all__ = [
    "CudnnGRU",
    "CudnnLSTM",
    "CudnnSimpleRNN",
    "FusedGRU",
    "FusedLSTM",
    "FusedRMSprop",
    "FusedSimpleRNN",
    "WordSums",
    "cudnn_class",
    "does_not_apply",
    "fused_class",
    "not_faster",
    "word_sums",
]

_FUSED: dict[str, Any] = {"SimpleRNN": FusedSimpleRNN, "LSTM": FusedLSTM, "GRU": FusedGRU}
_CUDNN: dict[str, Any] = {"SimpleRNN": CudnnSimpleRNN, "LSTM": CudnnLSTM, "GRU": CudnnGRU}


def fused_class(kind: str) -> Any:
    """The fused layer class of a kind that `does_not_apply` does not turn down."""
    return _FUSED[kind]


def cudnn_class(kind: str) -> Any:
    """The class of that kind that calls cuDNN; never under XLA, never on a CPU."""
    return _CUDNN[kind]
