"""The process that measures the devices: what it is sent, and what it says."""

import numpy as np
import pytest
import tensorflow as tf

from rnn_tui.engine.devices import measuring, speed
from rnn_tui.engine.placement import Device
from rnn_tui.experiment import load

QUICK = load("quickstart", ["train.batch_size=5", "data.maxlen=12"])
X = np.random.default_rng(0).integers(1, 500, (3, 5, 12), dtype=np.int32)
Y = np.random.default_rng(1).integers(0, 2, (3, 5), dtype=np.int32)


@pytest.mark.skipif(bool(tf.config.list_physical_devices("GPU")), reason="there is a GPU")
def test_a_gpu_that_fails_takes_nothing_along() -> None:
    with pytest.raises(speed.NotMeasured, match=r"No OpKernel was registered .*CudnnRNNV3"):
        speed.measure(QUICK, (X, Y))


def test_one_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "SECONDS", 0.01)
    with pytest.raises(speed.NotMeasured, match="it took more than"):
        speed.measure(QUICK, (X, Y))


def test_the_speed_is_that_of_whole_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "LEAST_SECONDS", 0.05)
    assert measuring._speed(QUICK, Device.CPU, X, Y) > Y.size
