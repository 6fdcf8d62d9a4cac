"""A user's Keras settings and environment: what changes numbers is ours, or on record."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rnn_tui.engine.machine import environment
from rnn_tui.engine.tf_environment import prepare

ASK = """
from rnn_tui.engine import tf_environment
tf_environment.prepare()
from rnn_tui.engine.build import keras
layer = keras.layers.Dense(1)
layer.build((1, 1))
told = [keras.backend.backend(), keras.config.floatx(), keras.config.epsilon(),
        keras.config.image_data_format(), layer.compute_dtype]
import json
print(json.dumps(told))
"""


def test_keras_is_set_by_us_whatever_the_user_has_set(tmp_path: Path) -> None:
    theirs = {"backend": "torch", "floatx": "float16", "epsilon": 0.1}
    theirs["image_data_format"] = "channels_first"
    (tmp_path / "keras.json").write_text(json.dumps(theirs))
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env=os.environ | {"KERAS_HOME": str(tmp_path), "KERAS_BACKEND": "jax"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told == ["tensorflow", "float32", 1e-7, "channels_last", "float32"]


def test_the_record_holds_what_changes_numbers_and_nothing_else() -> None:
    given = {
        "TF_XLA_FLAGS": "--tf_xla_auto_jit=2",
        "TF_CUDNN_USE_AUTOTUNE": "0",
        "OMP_NUM_THREADS": "3",
        "TF_CPP_MIN_LOG_LEVEL": "0",
        "TF_CLI_CONFIG_FILE": "of another program",
        "TF_ENABLE_ONEDNN_OPTS": "has a place of its own",
        "HOME": "/home/somebody",
    }
    told = environment(given)
    assert told == "OMP_NUM_THREADS=3 TF_CUDNN_USE_AUTOTUNE=0 TF_XLA_FLAGS=--tf_xla_auto_jit=2"
    assert environment({}) == ""


def test_gpus_are_counted_as_the_driver_does_unless_the_user_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CUDA_DEVICE_ORDER", raising=False)
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    prepare()
    assert os.environ["CUDA_DEVICE_ORDER"] == "PCI_BUS_ID"
    assert os.environ["KERAS_BACKEND"] == "tensorflow"
    monkeypatch.setenv("CUDA_DEVICE_ORDER", "FASTEST_FIRST")
    prepare()
    assert os.environ["CUDA_DEVICE_ORDER"] == "FASTEST_FIRST"
