"""Small checkpoints for the tests."""

import math
from pathlib import Path

import numpy as np

from rnn_tui.runs import EpochRecord, Phase, Position
from rnn_tui.runs.files.checkpoints import Checkpoint


def point(epoch: int, batch: int = 0, phase: Phase = Phase.TRAIN, value: float = 0.5) -> Checkpoint:
    return Checkpoint(
        position=Position(epoch, batch, phase),
        history=(EpochRecord(0, {"loss": 0.1 + 0.2, "acc": math.nan}, 0.001, 12.5, 100.0),),
        model=(np.full((3, 2), value, np.float32), np.array([1, 2**32 - 1], np.uint32)),
        optimizer=(np.array(7, np.int64), np.zeros((0, 4), np.float32)),
        metrics=(),
        variables=({"path": "dense/kernel", "trainable": True, "weight": True},),
        trained={"loss": 0.3},
        interval=(1.5, 2.0),
        trace_records=9,
        elapsed=3.25,
        extra={"confusion": [[1, 2], [3, 4]]},
    )


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
