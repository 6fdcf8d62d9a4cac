"""Uses what `ARCHITECTURE.md` adds, in a process of its own whose package has been changed.

Its arguments are for pytest, which holds the tests of the registries against the additions.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from rnn_tui.cells import Network
from rnn_tui.data import arrays, facts, load
from rnn_tui.engine.build import build
from rnn_tui.engine.steps import Steps
from rnn_tui.experiment import Experiment, loads, problems
from rnn_tui.experiment.fields import field_facts
from rnn_tui.experiment.train import TrainSpec
from rnn_tui.results.evaluate import measures
from rnn_tui.results.exports.export import export
from rnn_tui.results.exports.files import STDOUT
from rnn_tui.results.script import keras_script
from rnn_tui.runs import create
from rnn_tui.runs.files.event_log import LogWriter
from rnn_tui.runs.files.events import EpochEnded

CONFIGURATION = """
data = {source = "parity", texts = 120, maxlen = 20, num_words = 10}
layers = [
    {kind = "Embedding", input_dim = 10, output_dim = 4},
    {kind = "UnitNormalization"},
    {kind = "SimpleRNN", units = 4},
    {kind = "Dense", units = 1, activation = "sigmoid"},
]
[train]
optimizer = "adamax"
loss = "binary_focal_crossentropy"
engine = "stock"
jit_compile = false
"""
TOP = "sparse_top_k_categorical_accuracy"
WITH_TOP = f'train.metrics=["{TOP}"]'
MANY = [
    WITH_TOP,
    "train.loss=sparse_categorical_crossentropy",
    "layers.3.units=7",
    "layers.3.activation=softmax",
]


def trained(experiment: Experiment) -> tuple[dict[str, float], dict[str, float]]:
    """The metrics of one step as the engine and as numpy compute them."""
    corpus = load(experiment.data, 0)
    padded = arrays(corpus, experiment.data, 0)
    built = build(experiment, on_gpu=False)
    x, y = padded.x_train[:32], padded.y_train[:32]
    network = Network(experiment.layers, built.model.get_weights())
    shares = network.predict(x)
    assert np.allclose(shares, built.model.predict_on_batch(x), atol=1e-5)
    before = built.model.get_weights()
    steps = Steps(built, parts=lambda size: [size])
    running, _ = steps.train(x[np.newaxis], y[np.newaxis])
    assert np.isfinite(running).all()
    after = built.model.get_weights()
    assert all((one != other).any() for one, other in zip(before, after, strict=True))
    both = np.hstack([1 - shares, shares]) if shares.shape[1] == 1 else shares
    return built.logs(), measures.logs(experiment, y, both)


def main() -> None:
    experiment = loads(CONFIGURATION)
    corpus = load(experiment.data, 0)
    assert problems(experiment, facts(corpus, experiment.data)) == ()
    text = keras_script(experiment, classes=corpus.classes).text
    for line in ("keras.layers.UnitNormalization()", '"adamax"', '"binary_focal_crossentropy"'):
        assert line in text, line
    assert "adamax" in field_facts(TrainSpec, "optimizer").choices
    mismatch = problems(loads(CONFIGURATION, [WITH_TOP]))
    assert [problem.code for problem in mismatch] == ["metric-mismatch"]
    many = loads(CONFIGURATION, MANY)
    assert TOP in keras_script(many, classes=corpus.classes).text
    for each in (experiment, many):
        by_keras, by_numpy = trained(each)
        assert by_keras == pytest.approx(by_numpy, rel=1e-4)
    with TemporaryDirectory() as folder:
        run = create(Path(folder), experiment)
        LogWriter(run.events).append(EpochEnded(epoch=0, logs={"loss": 0.5}, learning_rate=0.1))
        assert export(run, "jsonl", STDOUT).text == '{"epoch": 0, "loss": 0.5}\n'


if __name__ == "__main__":
    main()
    sys.exit(pytest.main(sys.argv[1:]))
