"""A run that begins with word vectors: what it starts from, how it goes on, what it leaves."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from test_script_runs import run_script
from tiny_runs import engine, experiment_of, tiny, write_texts

from rnn_tui.data import Vocabulary, ignore
from rnn_tui.engine.build import build
from rnn_tui.engine.vectors import vectors_again
from rnn_tui.experiment.loading import edited
from rnn_tui.results.exports.export import export
from rnn_tui.results.exports.files import ExportError
from rnn_tui.results.predict import open_predictor
from rnn_tui.runs import Ask, RunDirectory, State, create, read_state
from rnn_tui.runs.files import checkpoints
from tests.fingerprints import fingerprint
from tests.vector_files import glove

VECTORS = {"word1": [0.5] * 6, "Gut": [-1.0] * 6, "elsewhere": [9.0] * 6}
NOTE = (
    "vectors: 2 of 11 words (18.2%) have one in glove.txt, 17.5% of the training texts; 1 only "
    "in another case; the other rows start at random, as in Keras"
)


@dataclass(frozen=True)
class Runs:
    """The same run undisturbed, and resumed without the file; `started` is its first checkpoint."""

    whole: RunDirectory
    resumed: RunDirectory
    started: Any
    vectors: Path


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    folder = tmp_path_factory.mktemp("vectors")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RNN_TUI_STATE", str(folder / "state"))
        patch.setenv("RNN_TUI_CACHE", str(folder / "cache"))
        write_texts(folder / "texts.csv")
        vectors = folder / "glove.txt"
        glove(vectors, VECTORS)
        named = [("layers.0.embeddings", str(vectors)), ("layers.0.trainable", False)]
        experiment = edited(tiny(folder / "texts.csv", dropout=0.25), named)
        whole, resumed = (create(folder / "runs", experiment) for _ in range(2))
        engine(whole)
        engine(resumed, Ask.STOP_AFTER_EPOCH)
        assert read_state(resumed).state == State.STOPPED, resumed.engine_log.read_text()
        first = checkpoints.load(checkpoints.list_checkpoints(resumed.checkpoints)[0])
        vectors.rename(folder / "elsewhere.txt")
        engine(resumed)
        yield Runs(whole, resumed, first, vectors)


def put_back(runs: Runs) -> Path:
    aside = runs.vectors.with_name("elsewhere.txt")
    if aside.exists():
        aside.rename(runs.vectors)
    return runs.vectors


def test_it_goes_on_to_the_same_bits_without_the_file(runs: Runs) -> None:
    for run in (runs.whole, runs.resumed):
        assert read_state(run).state == State.FINISHED, run.engine_log.read_text()
    assert fingerprint(runs.resumed) == fingerprint(runs.whole)


def test_the_note_stays_with_the_run(runs: Runs) -> None:
    for run in (runs.whole, runs.resumed):
        assert NOTE in read_state(run).data_notes


def test_the_rows_of_the_words_are_the_files_and_the_others_as_drawn(runs: Runs) -> None:
    table = next(iter(runs.started.model))
    known = Vocabulary.load(runs.whole.vocabulary)
    drawn = build(experiment_of(runs.whole), on_gpu=False).model.layers[0].get_weights()[0]
    expected = drawn.copy()
    expected[known.encode("word1")[1]] = 0.5
    expected[known.encode("gut")[1]] = -1.0
    np.testing.assert_array_equal(table, expected)
    assert (drawn != expected).sum() == 12


def test_a_frozen_table_stays_as_it_was(runs: Runs) -> None:
    last, _ = checkpoints.load_last(runs.whole.checkpoints)
    assert last is not None
    np.testing.assert_array_equal(last.model[0], runs.started.model[0])
    assert (last.model[1] != runs.started.model[1]).any()


def test_predictions_and_models_need_no_file(runs: Runs, tmp_path: Path) -> None:
    (found,) = open_predictor(runs.resumed).predict(["word1 and word2 is gut"])
    assert found.label in ("bad", "gut")
    assert export(runs.resumed, "keras", tmp_path / "m.keras").paths


def test_where_no_checkpoint_can_be_read_the_file_is_read_again(runs: Runs) -> None:
    put_back(runs)
    record: Any = SimpleNamespace(run=runs.whole)
    again = vectors_again(experiment_of(runs.whole), record, ignore)
    assert again is not None
    assert sorted(set(again.rows.ravel().tolist())) == [-1.0, 0.5]


def test_the_script_has_the_vectors_beside_it(runs: Runs, tmp_path: Path) -> None:
    put_back(runs)
    out = tmp_path / "tiny.py"
    assert export(runs.whole, "script", out).paths == (out, tmp_path / "tiny.npz")
    with np.load(tmp_path / "tiny.npz") as held:
        assert held["vectors"].shape == (2, 6)
    shown = "print('table', *model.layers[0].get_weights()[0].ravel().tolist())\nhistory ="
    printed = run_script(out, out.read_text().replace("history =", shown, 1))
    line = re.search(r"^table (.+)$", printed, re.MULTILINE)
    assert line is not None
    table = np.array(line[1].split(), np.float32).reshape(40, 6)
    np.testing.assert_array_equal(table, runs.started.model[0])


def test_a_script_without_the_file_is_refused_in_a_sentence(runs: Runs, tmp_path: Path) -> None:
    aside = put_back(runs).rename(runs.vectors.with_name("elsewhere.txt"))
    try:
        with pytest.raises(
            ExportError,
            match=r"cannot load the data for the script: cannot read .*glove\.txt: no such",
        ):
            export(runs.whole, "script", tmp_path / "tiny.py")
    finally:
        aside.rename(runs.vectors)
