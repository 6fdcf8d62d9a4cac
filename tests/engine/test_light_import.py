"""TensorFlow read as far as it is used: less of it, and what is there is the same."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

LIGHT = """
import gc, json, sys, threading
from rnn_tui.engine import tf_environment
from rnn_tui.engine.light_import import NAMESPACES, light_import
tf_environment.prepare()
with light_import():
    collects_inside = gc.isenabled()
    import rnn_tui.engine.session
import tensorflow as tf
unread = sorted(name for name, it in sys.modules.items() if "_later" in vars(it))
told = dict(
    unread=unread,
    packages=sorted({name.partition(".")[0] for name in sys.modules}),
    collects=[collects_inside, gc.isenabled()],
    frozen=gc.get_freeze_count(),
)
"""

AT_ONCE = """
start, found = threading.Barrier(8), []
def look():
    start.wait()
    found.append(callable(tf.feature_column.numeric_column))
threads = [threading.Thread(target=look) for _ in range(8)]
for each in threads: each.start()
for each in threads: each.join()
told["at_once"] = found
"""

NAMES = """
def names(space):
    return sorted(name for name in dir(space) if name[0] != "_" and hasattr(space, name))
spaces = [name for name in dir(tf) if getattr(getattr(tf, name), "__name__", "")
          .startswith("tensorflow._api.v2.")]
told["names"] = {name: names(getattr(tf, name)) for name in spaces}
told["deep"] = [tf.compat.v1.Session.__name__, tf.distribute.experimental.__name__,
                tf.lite.TFLiteConverter.__name__, tf.distribute.Strategy.__name__]
"""

TELL = "\nprint(json.dumps(told))"

PLAIN = """
import json
from rnn_tui.engine import tf_environment
tf_environment.prepare()
import keras
import tensorflow as tf
told = {}
"""


def asked(script: str) -> Any:
    """What a fresh process tells."""
    done = subprocess.run(
        [sys.executable, "-c", script + TELL],
        env=os.environ | {"CUDA_VISIBLE_DEVICES": "-1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def light() -> Any:
    return asked(LIGHT + AT_ONCE + NAMES)


def test_what_no_training_uses_is_not_read(light: Any) -> None:
    unread = set(light["unread"])
    assert {"tensorflow._api.v2.compat", "tensorflow._api.v2.lite"} <= unread
    assert not {"sklearn", "scipy"} & set(light["packages"])


def test_the_names_are_those_of_a_plain_import(light: Any) -> None:
    plain = asked(PLAIN + NAMES)
    assert light["names"].keys() == plain["names"].keys()
    assert light["names"] == plain["names"]
    assert light["deep"] == plain["deep"]


def test_threads_that_look_at_once_find_a_whole_namespace(light: Any) -> None:
    assert light["at_once"] == [True] * 8


def test_garbage_is_collected_again_but_not_among_what_was_imported(light: Any) -> None:
    assert light["collects"] == [False, True]
    assert light["frozen"] > 100_000
