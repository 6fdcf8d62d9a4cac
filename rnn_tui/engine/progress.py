"""The state of a training beside the variables of the model."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from rnn_tui.runs.files.history_csv import EpochRecord
from rnn_tui.runs.position import Position


@dataclass
class Progress:
    """`trained` are the training means of an epoch whose validation is under way, `interval`
    the totals (means, 2) where the open trace interval began, `elapsed` the seconds of the
    epoch so far, `train_rate` its samples a second; `confusion[true][predicted]` counts
    the sequences tested."""

    position: Position = field(default_factory=Position)
    history: tuple[EpochRecord, ...] = ()
    trained: dict[str, float] = field(default_factory=dict)
    interval: npt.NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 2), np.float32))
    confusion: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0), np.int64))
    elapsed: float = 0.0
    train_rate: float = 0.0
