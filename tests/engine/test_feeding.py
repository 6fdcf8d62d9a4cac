"""The batches of an epoch: every sequence once, whatever the pace, in any order asked for."""

import numpy as np
import pytest

from rnn_tui.data import Arrays
from rnn_tui.engine.feeding import Feed
from rnn_tui.engine.plan import make_plan
from rnn_tui.experiment import load
from rnn_tui.runs import Phase

SIZES = {Phase.TRAIN: 103, Phase.VALIDATE: 20, Phase.TEST: 31}


def feed(*settings: str) -> Feed:
    """Sequence i holds the number i + 1, i % 7 + 1 times, behind padding."""
    parts = []
    for size in SIZES.values():
        x = np.zeros((size, 8), np.int32)
        for i in range(size):
            x[i, 8 - (i % 7 + 1) :] = i + 1
        parts += [x, np.arange(size, dtype=np.int32)]
    experiment = load("imdb-lstm", ["train.batch_size=10", *settings])
    arrays = Arrays(*parts)
    return Feed(experiment, arrays, make_plan(experiment.train, arrays))


@pytest.mark.parametrize("pace", [1, 3, 100])
@pytest.mark.parametrize("phase", list(SIZES))
@pytest.mark.parametrize("by_length", ["true", "false"])
def test_every_sequence_once_at_any_pace(pace: int, phase: Phase, by_length: str) -> None:
    some = feed(f"train.bucket_by_length={by_length}")
    batch, labels = 0, []
    while len(labels) < SIZES[phase]:
        x, y = some.batches(phase, 0, batch, pace)
        assert x.shape == (*y.shape, 8)
        np.testing.assert_array_equal(x[..., -1], y + 1)
        labels += y.reshape(-1).tolist()
        batch += len(y)
    assert sorted(labels) == list(range(SIZES[phase]))
    whole = feed(f"train.bucket_by_length={by_length}").batches(phase, 0, 0, 100)[1].reshape(-1)
    assert labels[: len(whole)] == whole.tolist()


def test_each_epoch_of_training_has_its_own_order_and_no_other_part_has() -> None:
    for settings in ((), ("train.bucket_by_length=true",)):
        some = feed(*settings)
        first, second = (some.batches(Phase.TRAIN, epoch, 0, 10)[1] for epoch in (0, 1))
        assert (first != second).any()
        np.testing.assert_array_equal(some.batches(Phase.TRAIN, 0, 0, 10)[1], first)
        same = [some.batches(Phase.VALIDATE, epoch, 0, 1)[1] for epoch in (0, 1)]
        np.testing.assert_array_equal(*same)


def test_batches_by_length_share_their_padding() -> None:
    for phase in (Phase.TRAIN, Phase.TEST):
        mixed, alike = (
            sum(int((x != 0).any(axis=1).sum()) for x in some.batches(phase, 0, 0, 10)[0])
            for some in (feed(), feed("train.bucket_by_length=true"))
        )
        assert alike <= mixed
