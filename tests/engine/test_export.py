"""Models of real runs, finished, stopped and damaged: plain Keras files with our predictions."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile, copytree
from typing import Any

import keras
import numpy as np
import pytest
from tiny_runs import DEADLINE, engine, experiment_of, tiny, write_texts

from rnn_tui.data import arrays, load
from rnn_tui.engine import variables
from rnn_tui.engine.build import build
from rnn_tui.engine.export import export_checkpoint
from rnn_tui.results.exports.export import export
from rnn_tui.results.exports.files import ExportError
from rnn_tui.runs import Ask, Position, RunDirectory, State, create, read_state
from rnn_tui.runs.files import checkpoints
from rnn_tui.runs.files.checkpoints import Checkpoint


@dataclass(frozen=True)
class Runs:
    """One run stopped after its first epoch, and a copy of it that went on to the end."""

    stopped: RunDirectory
    finished: RunDirectory


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    folder = tmp_path_factory.mktemp("export")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RNN_TUI_STATE", str(folder / "state"))
        patch.setenv("RNN_TUI_CACHE", str(folder / "cache"))
        write_texts(folder / "texts.csv")
        stopped = create(folder / "runs", tiny(folder / "texts.csv"))
        engine(stopped, Ask.STOP_AFTER_EPOCH)
        assert read_state(stopped).state == State.STOPPED, stopped.engine_log.read_text()
        finished = RunDirectory(Path(copytree(stopped.path, folder / "runs" / "tiny-2")))
        engine(finished)
        assert read_state(finished).state == State.FINISHED, finished.engine_log.read_text()
        yield Runs(stopped, finished)


def our_predictions(run: RunDirectory, checkpoint: Path) -> tuple[Any, Any]:
    """The test sequences and what our own network, with its fused loops, says to them."""
    experiment = experiment_of(run)
    built = build(experiment, on_gpu=False)
    variables.assign(built.model.variables, checkpoints.load(checkpoint).model, "model")
    x = arrays(load(experiment.data, experiment.seed), experiment.data, experiment.seed).x_test
    return x, built.model(x).numpy()


STOCK = """
import sys
sys.modules["rnn_tui"] = None  # any import of it fails
import keras, numpy as np
model = keras.models.load_model(sys.argv[1])
np.save(sys.argv[3], model.predict(np.load(sys.argv[2]), verbose=0))
print(sorted({type(layer).__module__.partition(".")[0] for layer in model.layers}))
print(type(model.optimizer).__name__, model.loss, f"{float(model.optimizer.learning_rate):.3f}")
"""


def stock_predictions(model: Path, x: Any, folder: Path, *, rate: str) -> Any:
    np.save(folder / "x.npy", x)
    done = subprocess.run(
        [sys.executable, "-c", STOCK, model, folder / "x.npy", folder / "y.npy"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["['keras']", f"Adam binary_crossentropy {rate}"]
    return np.load(folder / "y.npy")


def last(run: RunDirectory) -> Path:
    return checkpoints.list_checkpoints(run.checkpoints)[-1]


def test_the_model_of_a_stopped_run_is_a_plain_keras_model(runs: Runs, tmp_path: Path) -> None:
    out = tmp_path / "half.keras"
    exported = export(runs.stopped, "keras", out)
    assert exported.paths == (out,)
    assert exported.notes == ("made from the checkpoint at the end of epoch 1",)
    x, ours = our_predictions(runs.stopped, last(runs.stopped))
    np.testing.assert_allclose(stock_predictions(out, x, tmp_path, rate="0.050"), ours, atol=1e-5)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["half.keras", "x.npy", "y.npy"]


def test_the_model_of_a_finished_run_is_a_copy(runs: Runs, tmp_path: Path) -> None:
    exported = export(runs.finished, "keras", tmp_path / "whole.keras")
    assert exported.notes == ()
    assert (tmp_path / "whole.keras").read_bytes() == runs.finished.model.read_bytes()
    x, ours = our_predictions(runs.finished, last(runs.finished))
    theirs = stock_predictions(tmp_path / "whole.keras", x, tmp_path, rate="0.025")
    np.testing.assert_allclose(theirs, ours, atol=1e-5)


def test_the_best_epoch_is_exported_and_lost_models_are_made_again(
    runs: Runs, tmp_path: Path
) -> None:
    run = RunDirectory(Path(copytree(runs.finished.path, tmp_path / "tiny-3")))
    run.model.write_bytes(run.model.read_bytes()[:-100])
    copyfile(last(runs.stopped), run.checkpoints / checkpoints.BEST)
    best = export(run, "keras", tmp_path / "best.keras", best=True)
    assert best.notes == ("made from the checkpoint of the best epoch",)
    again = export(run, "keras", tmp_path / "again.keras")
    assert again.notes[0] == "model.keras is missing or damaged: rebuilt"
    x, first = our_predictions(run, run.checkpoints / checkpoints.BEST)
    _, final = our_predictions(run, last(run))
    assert not np.allclose(first, final, atol=1e-3)
    for name, ours in (("best", first), ("again", final)):
        model: Any = keras.models.load_model(tmp_path / f"{name}.keras")
        assert int(model.optimizer.iterations) == {"best": 3, "again": 6}[name]
        np.testing.assert_allclose(model(x).numpy(), ours, atol=1e-5)


def test_states_of_random_generators_are_no_weights(tmp_path: Path) -> None:
    run = create(tmp_path, tiny(tmp_path / "texts.csv", dropout=0.5))
    built = build(experiment_of(run), on_gpu=False)
    model = built.model
    checkpoint = Checkpoint(
        position=Position(1),
        history=(),
        model=variables.arrays_of(model.variables),
        optimizer=variables.arrays_of(model.optimizer.variables),
        metrics=(),
        variables=variables.described(model),
    )
    assert not all(about["weight"] for about in checkpoint.variables)
    checkpoints.save(run.checkpoints, checkpoint)
    with (tmp_path / "x.keras").open("wb") as file:
        told = export_checkpoint(run, file, best=False)
    assert told == {"epoch": 1, "batch": 0, "phase": "train", "complaints": []}
    stock: Any = keras.models.load_model(tmp_path / "x.keras")
    for ours, theirs in zip(model.get_weights(), stock.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_damaged_checkpoints_are_passed_over_or_refused(runs: Runs, tmp_path: Path) -> None:
    run = RunDirectory(Path(copytree(runs.stopped.path, tmp_path / "tiny-4")))
    out = tmp_path / "x.keras"
    *_, newest = checkpoints.list_checkpoints(run.checkpoints)
    newest.write_bytes(newest.read_bytes()[:500])
    exported = export(run, "keras", out)
    assert f"checkpoint {newest.name} cannot be used" in exported.notes[0]
    out.unlink()
    for path in checkpoints.list_checkpoints(run.checkpoints):
        path.write_bytes(b"nothing of the kind")
    with pytest.raises(ExportError, match="has no checkpoint that can be read: checkpoint epoch-"):
        export(run, "keras", out)
    (run.checkpoints / checkpoints.BEST).write_bytes(b"nor this")
    with pytest.raises(ExportError, match="the best checkpoint of run tiny-4 cannot be used"):
        export(run, "keras", out, best=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tiny-4"]


def test_a_run_without_a_checkpoint_says_what_to_do(runs: Runs, tmp_path: Path) -> None:
    run = create(tmp_path, experiment_of(runs.stopped))
    for best, words in ((False, "has no checkpoint yet: stop it"), (True, "has no best epoch yet")):
        with pytest.raises(ExportError, match=words):
            export(run, "keras", tmp_path / "x.keras", best=best)


def test_a_checkpoint_of_another_model_is_refused(runs: Runs, tmp_path: Path) -> None:
    run = RunDirectory(Path(copytree(runs.stopped.path, tmp_path / "tiny-5")))
    changed = run.experiment.read_text().replace("units = 5", "units = 6")
    run.experiment.write_text(changed)
    with pytest.raises(ExportError, match="the checkpoint does not fit the experiment"):
        export(run, "keras", tmp_path / "x.keras")
