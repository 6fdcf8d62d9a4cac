"""One experiment from its data to what a run leaves, and all of that against plain Keras.

The engine works in this process, so that many experiments take one import of TensorFlow; all
but its signals is as in a process of its own.
"""

import contextlib
import gc
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import keras
import numpy as np
import tensorflow as tf
from tensorflow.python.framework import config

from rnn_tui.data import Arrays
from rnn_tui.engine.__main__ import _fail, _train
from rnn_tui.engine.build import build
from rnn_tui.engine.kept import Kept
from rnn_tui.engine.record import Record
from rnn_tui.engine.request_listener import RequestListener
from rnn_tui.experiment import Experiment, dumps
from rnn_tui.results.exports.export import export
from rnn_tui.results.predict import open_predictor
from rnn_tui.runs import RunDirectory, RunState, State, create, read_state
from rnn_tui.runs.files.lock import RunLock

NEAR = {"rtol": 2e-4, "atol": 2e-5}
"""Float32 in another order of additions, through a few layers."""

NEAR_AFTER_TRAINING = {"rtol": 5e-3, "atol": 5e-3}


class Mismatch(AssertionError):
    """Two that should be equal are not, or something that should work does not."""


@dataclass(frozen=True)
class Outcome:
    """`diverged` where the numbers became infinite, which an experiment may; `trained` in batches,
    `compared` whether the script's training was held against the run's as well."""

    diverged: bool
    trained: int
    compared: bool


def check(experiment: Experiment, folder: Path, *, eager: bool = False) -> Outcome:
    """Train the experiment and compare. Raises Mismatch with the experiment in it.

    With `eager` plain Keras, and not the engine, works step by step: that is quicker than to
    compile for a few batches.
    """
    run = create(folder, experiment)
    try:
        train_in_process(run)
        tf.config.run_functions_eagerly(eager)
        return _checked(run, experiment)
    except Exception as error:
        log = run.engine_log.read_text() if run.engine_log.exists() else ""
        raise Mismatch(f"{type(error).__name__}: {error}\n{dumps(experiment)}\n{log}") from error
    finally:
        tf.config.run_functions_eagerly(False)
        config.disable_op_determinism()  # which a script may have asked for
        keras.backend.clear_session()
        gc.collect()


def _checked(run: RunDirectory, experiment: Experiment) -> Outcome:
    state = read_state(run)
    if state.failure is not None and state.failure.kind == "diverged":
        return Outcome(True, 0, False)
    if state.state != State.FINISHED:
        raise Mismatch(f"{state.state}: {state.failure}")
    assert state.sizes is not None
    exported = run.path / "exported.keras"
    export(run, "keras", exported)
    model = keras.models.load_model(exported)
    strange = [each for each in model.layers if not type(each).__module__.startswith("keras.")]
    if strange:
        raise Mismatch(f"{strange} are no layers of Keras's")
    with _script(run) as (source, arrays):
        x = arrays["x_test"]
        stock = model(x).numpy()
        _equal("numpy", open_predictor(run).probabilities(x), _of_classes(stock))
        _tested(state, model, arrays)
        compared = _holds_for_the_script(experiment, state, source, model, arrays, stock)
    return Outcome(False, state.sizes.steps * len(state.epochs), compared)


def train_in_process(run: RunDirectory) -> None:
    """What `python -m rnn_tui.engine RUN` does, but for signals."""
    lock = RunLock(run.lock)
    record = Record(run, read_state(run))
    with run.engine_log.open("a") as log, contextlib.redirect_stderr(log):
        try:
            record.enter()
            _train(run, record, RequestListener(record), Kept())
        except Exception as error:
            _fail(error, record)
        finally:
            record.heartbeat()
            lock.release()


@contextlib.contextmanager
def _script(run: RunDirectory) -> Iterator[tuple[str, Any]]:
    """The exported script, and the arrays that it reads or makes."""
    out = run.path / "exported.py"
    export(run, "script", out)
    arrays = out.with_suffix(".npz")
    if arrays.exists():
        with np.load(arrays) as file:
            yield out.read_text(encoding="utf-8"), {name: file[name] for name in file.files}
    else:
        from rnn_tui.data import arrays as padded
        from rnn_tui.data import load

        experiment = read_state(run).experiment
        assert experiment is not None
        made: Arrays = padded(load(experiment.data, experiment.seed), experiment.data, 0)
        yield out.read_text(encoding="utf-8"), {"x_test": made.x_test, "y_test": made.y_test}


def _tested(state: RunState, model: Any, arrays: Any) -> None:
    """The figures of the run's own test, from the engine's loops, against stock Keras."""
    assert state.experiment is not None
    assert (state.test is not None) == state.experiment.train.test
    if state.test is None:
        return
    found = model.evaluate(arrays["x_test"], arrays["y_test"], verbose=0, return_dict=True)
    for name, value in state.test.logs.items():
        _equal(f"test {name}", value, found[name], rtol=2e-3, atol=2e-4)


def _holds_for_the_script(
    experiment: Experiment, state: RunState, source: str, model: Any, arrays: Any, stock: Any
) -> bool:
    """Run the script; its training is compared where nothing in it is drawn by chance."""
    fixed = _is_fixed(experiment)
    begin = build(experiment, on_gpu=False).model.get_weights() if fixed else None
    marker = "model.summary()\n"
    if marker not in source:
        raise Mismatch("the script has no summary")
    if begin is not None:
        source = source.replace(marker, f"{marker}model.set_weights(begin)\n")
    path = state.path / "exported.py"
    space: dict[str, Any] = {"__name__": "__main__", "__file__": str(path), "begin": begin}
    with (
        patch.dict(sys.modules, {"rnn_tui": None}),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.chdir(state.path),
    ):
        exec(compile(source, str(path), "exec"), space)
    np.testing.assert_array_equal(space["x_test"], arrays["x_test"])
    np.testing.assert_array_equal(np.ravel(space["y_test"]), np.ravel(arrays["y_test"]))
    history = space["history"].history
    if len(history["loss"]) != len(state.epochs) and fixed:
        raise Mismatch(f"the script took {len(history['loss'])} epochs, not {len(state.epochs)}")
    for name in state.columns:
        if name not in history:
            raise Mismatch(f"the script has no {name}: {sorted(history)}")
        if fixed and not name.endswith(("auc", "precision", "recall")):
            _equal(f"script {name}", history[name], state.column(name), **NEAR_AFTER_TRAINING)
    space["model"].set_weights(model.get_weights())
    _equal("script", space["model"](arrays["x_test"]).numpy(), stock)
    return fixed


def _is_fixed(experiment: Experiment) -> bool:
    """Whether the script sees the same batches, and nothing is dropped at random."""
    rates = ("dropout", "recurrent_dropout", "rate")
    drops = any(getattr(each, rate, 0.0) > 0 for each in experiment.layers for rate in rates)
    train = experiment.train
    return not drops and not train.shuffle and not train.bucket_by_length


def _of_classes(output: Any) -> Any:
    return np.concatenate([1 - output, output], axis=1) if output.shape[1] == 1 else output


def _equal(what: str, found: Any, wanted: Any, **near: float) -> None:
    try:
        np.testing.assert_allclose(found, wanted, **(near or NEAR))
    except AssertionError as error:
        raise Mismatch(f"{what}: {error}") from error
