"""Exported scripts run without rnn_tui and repeat the history of the run they come from."""

import csv
import inspect
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import pytest
from tiny_runs import DEADLINE, engine, tiny, write_texts

from rnn_tui.experiment import KINDS, load
from rnn_tui.experiment.loading import edited
from rnn_tui.results.exports.export import export
from rnn_tui.results.script import POSITIONAL, keras_default, keras_script
from rnn_tui.runs import RunDirectory, RunState, State, create, read_state


@dataclass(frozen=True)
class Pair:
    """A finished run, and what its script printed and gave to Keras's own CSVLogger."""

    run: RunDirectory
    state: RunState
    printed: str
    logged: list[list[str]]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("script")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RNN_TUI_STATE", str(folder / "state"))
        patch.setenv("RNN_TUI_CACHE", str(folder / "cache"))
        write_texts(folder / "texts.csv")
        changes = [("train.class_weight", {"bad": 3.0}), ("train.metrics", ["acc", "f1_score"])]
        run = create(folder / "runs", edited(tiny(folder / "texts.csv"), changes))
        engine(run)
        state = read_state(run)
        assert state.state == State.FINISHED, run.engine_log.read_text()
        out = folder / "tiny.py"
        assert export(run, "script", out).paths == (out, folder / "tiny.npz")
        schedule = "keras.callbacks.LearningRateScheduler(learning_rate),"
        text = out.read_text()
        assert schedule in text
        logger = 'keras.callbacks.CSVLogger("keras.csv"),'
        printed = run_script(out, text.replace(schedule, f"{schedule} {logger}"))
        with (folder / "keras.csv").open(newline="") as file:
            yield Pair(run, state, printed, list(csv.reader(file)))


def run_script(path: Path, text: str) -> str:
    """What the script prints where there is no rnn_tui."""
    path.write_text('import sys; sys.modules["rnn_tui"] = None\n' + text)
    done = subprocess.run(
        [sys.executable, path.name],
        cwd=path.parent,
        env=os.environ | {"KERAS_BACKEND": "tensorflow"},
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_script_trains_to_the_history_of_the_run(pair: Pair) -> None:
    assert len(pair.state.epochs) == 2
    for name in pair.state.columns:
        line = re.search(rf"^{name}: (.+)$", pair.printed, re.MULTILINE)
        assert line is not None, pair.printed
        theirs = [float(value) for value in line[1].split()]
        np.testing.assert_allclose(theirs, pair.state.column(name), atol=2e-3)
    assert pair.state.test is not None
    tested = re.search(r"test: .*'loss': ([\d.]+)", pair.printed)
    assert tested is not None, pair.printed
    assert float(tested[1]) == pytest.approx(pair.state.test.logs["loss"], abs=2e-3)


def test_the_history_is_written_as_csvlogger_writes_it(pair: Pair) -> None:
    keras_header, *keras_rows = pair.logged
    header, *rows = csv.reader(export(pair.run, "csv").lines)
    assert header == [name for name in keras_header if name != "learning_rate"]
    assert [row[0] for row in rows] == [row[0] for row in keras_rows] == ["0", "1"]
    for name in header[1:]:
        ours = [float(row[header.index(name)]) for row in rows]
        theirs = [float(row[keras_header.index(name)]) for row in keras_rows]
        np.testing.assert_allclose(ours, theirs, atol=2e-3)
    rates = [float(row[keras_header.index("learning_rate")]) for row in keras_rows]
    ours = [record.learning_rate for record in pair.state.epochs]
    np.testing.assert_allclose(rates, ours, rtol=1e-6)


def test_a_script_with_a_loader_and_every_callback_runs(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    ranks = np.empty(24, object)
    ranks[:] = [random.integers(1, 30, length).tolist() for length in random.integers(1, 9, 24)]
    labels = np.arange(24) % 2
    np.savez(tmp_path / "imdb.npz", x_train=ranks, y_train=labels, x_test=ranks, y_test=labels)
    settings = [
        f"data.path={tmp_path}",
        "data.num_words=30",
        "data.maxlen=8",
        "layers.0.input_dim=30",
        'train.metrics=["acc", "auc", "precision", "recall"]',
        "train.epochs=2",
        "train.early_stopping.monitor=val_recall",
        "train.schedule.kind=reduce_on_plateau",
        "train.schedule.monitor=val_precision",
        "train.restore_best=true",
        "train.monitor=val_auc",
    ]
    script = keras_script(load("imdb-simple-rnn", settings))
    printed = run_script(tmp_path / "all.py", script.text)
    assert "shapes: (24, 8) (24, 8)" in printed
    names = {line.partition(":")[0] for line in printed.splitlines() if ": 0." in line}
    assert {"loss", "acc", "auc", "val_loss", "val_auc"} <= names
    assert "test: {" in printed
    assert (tmp_path / "imdb-simple-rnn.weights.h5").is_file()


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_script_leaves_out_is_what_keras_takes(kind: str) -> None:
    keras_layer = getattr(keras.layers, kind)
    known = inspect.signature(keras_layer).parameters
    layer = KINDS[kind]()
    for name in layer.keras_arguments():
        if name in known and name not in POSITIONAL:
            default = known[name].default
            linear = name == "activation" and default is None
            assert keras_default(layer, name) == ("linear" if linear else default), name
    ours = [name for name in layer.keras_arguments() if name in POSITIONAL]
    assert ours == [name for name in known if name in POSITIONAL]
    assert list(known)[: len(ours)] == ours
