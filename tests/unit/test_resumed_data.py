"""A run goes on only with the very data that it was trained on."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from rnn_tui.data import Corpus, DataError, Sequences, Vocabulary
from rnn_tui.data.sequences import offsets_of
from rnn_tui.engine.loading import _check_unchanged
from rnn_tui.runs import Position, RunState
from rnn_tui.runs.state.run_state import Sizes

CLASSES = ("neg", "pos")
VOCABULARY = Vocabulary(("a", "film"), 6, 0, 1, 2, 3, True, "words-2", CLASSES)


def part(n: int) -> Sequences:
    return Sequences(np.ones(n, np.int32), offsets_of([1] * n), np.arange(n, dtype=np.int32) % 2)


CORPUS = Corpus(part(8), part(4), CLASSES, VOCABULARY, (), "print")


@pytest.fixture
def record(tmp_path: Path) -> SimpleNamespace:
    """A run with a checkpoint, trained on CORPUS."""
    VOCABULARY.save(tmp_path / "vocabulary.json")
    before = RunState(
        checkpoint=Position(1),
        fingerprint="print",
        classes=CLASSES,
        sizes=Sizes(6, 2, 4, 8, 5, 1, 1, 1),
    )
    return SimpleNamespace(
        before=before, run=SimpleNamespace(vocabulary=tmp_path / "vocabulary.json")
    )


def test_the_same_data_goes_on(record: SimpleNamespace) -> None:
    _check_unchanged(CORPUS, record)


@pytest.mark.parametrize(
    ("corpus", "said"),
    [
        (replace(CORPUS, fingerprint="other"), "has changed since the run began"),
        (replace(CORPUS, classes=("neg", "pos", "text")), "reads other texts or classes"),
        (replace(CORPUS, train=part(9)), "reads other texts or classes"),
        (replace(CORPUS, test=part(3)), "reads other texts or classes"),
        (replace(CORPUS, vocabulary=replace(VOCABULARY, words=("a", "plot"))), "reads other"),
    ],
)
def test_other_data_is_refused(record: SimpleNamespace, corpus: Corpus, said: str) -> None:
    with pytest.raises(DataError, match=said):
        _check_unchanged(corpus, record)


def test_a_run_that_has_nothing_to_lose_takes_what_is_there(record: SimpleNamespace) -> None:
    record.before = replace(record.before, checkpoint=None)
    _check_unchanged(replace(CORPUS, fingerprint="other"), record)


def test_a_run_of_an_older_version_that_noted_less_goes_on(record: SimpleNamespace) -> None:
    record.before = replace(record.before, fingerprint="", classes=(), sizes=None)
    record.run.vocabulary.unlink()
    _check_unchanged(CORPUS, record)
