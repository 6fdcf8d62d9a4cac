"""Trained networks on real reviews: numpy's probabilities against those of `model.predict`.

Each run is stopped within its first epoch, which is training enough, and saves the time of
validating and testing.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from rnn_tui.data import Corpus, load, pad
from rnn_tui.experiment import load as load_experiment
from rnn_tui.results.predict import Predictor, open_predictor
from rnn_tui.results.predict.explain import explain
from rnn_tui.runs import Ask, RunDirectory, create, request, start_engine
from rnn_tui.runs.files import events
from tests.lives import Life, state_of

pytestmark = pytest.mark.timeout(900)  # three trainings and Keras, on a machine that may be busy

REVIEWS = 1_000
PRESETS = ("imdb-simple-rnn", "imdb-lstm", "imdb-bilstm")
ENOUGH_BATCHES = 150

KERAS = """
import sys, numpy as np, keras
from pathlib import Path
from rnn_tui.engine.export import export_checkpoint
from rnn_tui.runs import RunDirectory
rows = np.load(sys.argv[1])
for run in map(Path, sys.argv[2:]):
    out = run / "checked.keras"
    with out.open("wb") as file:
        export_checkpoint(RunDirectory(run), file, best=False)
    model = keras.saving.load_model(out)
    answers = {}
    for jit in (False, True):
        model.compile(jit_compile=jit)
        answers[f"jit_{jit}"] = model.predict(rows, batch_size=250, verbose=0)[:, 0]
    np.savez(run / "checked.npz", **answers)
"""


@dataclass(frozen=True)
class Trained:
    """Runs by preset, the reviews, and what Keras says of them without and with jit."""

    runs: dict[str, RunDirectory]
    corpus: Corpus
    rows: np.ndarray
    keras: dict[str, tuple[np.ndarray, np.ndarray]]


@pytest.fixture(scope="module")
def trained(imdb_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trained]:
    folder = tmp_path_factory.mktemp("trained")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RNN_TUI_STATE", str(folder / "state"))
        runs = {preset: brief_run(folder, preset, imdb_folder) for preset in PRESETS}
        experiment = open_predictor(runs[PRESETS[0]]).experiment
        corpus = load(experiment.data, 0)
        data = experiment.data
        some = corpus.test.take(np.arange(REVIEWS))
        rows = pad(some, data.maxlen, data.padding, data.truncating)
        yield Trained(runs, corpus, rows, asked_of_keras(folder, rows, runs))


def brief_run(folder: Path, preset: str, imdb_folder: Path) -> RunDirectory:
    """A run that was stopped after some batches."""
    settings = (
        f"data.path={imdb_folder / 'imdb.npz'}",
        "data.download=false",
        "train.checkpoint_seconds=0.5",
    )
    run = create(folder, load_experiment(preset, settings))
    life = Life(run, lambda: start_engine(run))
    life.sees(events.Checkpoint, lambda event: event.batch >= ENOUGH_BATCHES)
    request(run.control, Ask.STOP, "a test")
    life.ends()
    assert state_of(run).position.batch >= ENOUGH_BATCHES
    return run


def asked_of_keras(
    folder: Path, rows: np.ndarray, runs: dict[str, RunDirectory]
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """In a process of its own, so that none of this one's has Keras."""
    np.save(folder / "rows.npy", rows)
    paths = {preset: str(run.path) for preset, run in runs.items()}
    subprocess.run(
        [sys.executable, "-c", KERAS, str(folder / "rows.npy"), *paths.values()],
        check=True,
        env={**os.environ, "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
    )
    answers = {}
    for preset, path in paths.items():
        with np.load(f"{path}/checked.npz") as found:
            answers[preset] = found["jit_False"], found["jit_True"]
    return answers


@pytest.fixture(params=PRESETS)
def preset(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def predictor_of(trained: Trained, preset: str) -> Predictor:
    return open_predictor(trained.runs[preset])


def test_probabilities_are_those_of_keras(trained: Trained, preset: str) -> None:
    found = predictor_of(trained, preset).probabilities(trained.rows)[:, 1]
    plain, jit = trained.keras[preset]
    assert plain.std() > 0.001  # it has learned to tell reviews apart
    gap = float(np.abs(plain - jit).max())
    apart = float(np.abs(found - plain).max())
    assert apart <= max(1e-4, 2 * gap)


def test_a_review_as_text_is_read_as_its_ids(trained: Trained, preset: str) -> None:
    predictor, vocabulary = predictor_of(trained, preset), trained.corpus.vocabulary
    assert vocabulary is not None
    for place in range(20):
        ids = trained.corpus.test[place]
        text = " ".join(vocabulary.decode(ids)[1:])
        np.testing.assert_array_equal(predictor.read(text).encoded, ids)


def test_explaining_ends_at_the_prediction(trained: Trained, preset: str) -> None:
    predictor = predictor_of(trained, preset)
    ids = trained.corpus.test[0][:120]
    found = explain(predictor, ids)
    assert found.method == ("prefixes" if preset == "imdb-bilstm" else "states")
    assert len(found.running) == len(ids)
    np.testing.assert_allclose(found.running[-1], found.prediction.probabilities, atol=1e-5)
    ends = found.before + found.moved.sum(axis=0)
    np.testing.assert_allclose(ends, found.running[-1], atol=1e-5)
