"""What numpy says of the test set is what the engine said with the weights that the run keeps."""

import numpy as np
import pytest

from rnn_tui.results.evaluate import evaluate
from rnn_tui.results.predict import open_predictor
from tests.lives import Lab, state_of
from tests.small_text import write_experiment


@pytest.mark.parametrize("kind", ["SimpleRNN", "LSTM"])
def test_numpy_evaluates_as_the_engine_did(lab: Lab, kind: str) -> None:
    settings = ("train.epochs=3", "train.checkpoint_seconds=0")
    run = lab.create(write_experiment(lab.folder / kind, kind=kind), *settings)
    assert lab.live(run).ends() == 0
    state = state_of(run)
    assert state.test is not None
    with lab.entered():
        predictor = open_predictor(run)
        found = evaluate(predictor)
    assert predictor.checkpoint == "best"
    assert state.best is not None
    assert predictor.chosen.words == f"best checkpoint, after epoch {state.best.epoch + 1}"
    assert found.logs == pytest.approx(state.test.logs, rel=1e-4)
    np.testing.assert_array_equal(found.confusion, state.test.confusion)
