"""A batch in parts is the same step as a batch as a whole."""

from functools import partial
from typing import Any

import numpy as np
import pytest

from rnn_tui.engine.build import Built, build, build_stock
from rnn_tui.engine.parts import of_stream
from rnn_tui.engine.sharing import part_sizes, sequence_work, share
from rnn_tui.engine.steps import Steps
from rnn_tui.experiment import Experiment, load, loads
from rnn_tui.experiment.layers.normalisation import BatchNormalization
from rnn_tui.experiment.registry.optimizers import OPTIMIZERS

SIZE, TIMESTEPS = 7, 24

NETWORK = """
name = "parts"
[data]
source = "text"
path = "unread.csv"
num_words = {words}
maxlen = 24
[[layers]]
kind = "Embedding"
input_dim = {words}
output_dim = 6
mask_zero = {masked}
{layers}
[[layers]]
kind = "Dense"
units = {classes}
activation = "{activation}"
[train]
loss = "{loss}"
optimizer = "{optimizer}"
learning_rate = 0.01
metrics = ["acc"]
"""

STACK = """
[[layers]]
kind = "LSTM"
units = 5
return_sequences = true
dropout = {dropout}
[[layers]]
kind = "GRU"
units = 5
bidirectional = true
[[layers]]
kind = "Dropout"
rate = {dropout}
"""

ALONE = """
[[layers]]
kind = "SimpleRNN"
units = 5
"""

SIMPLE = """
[[layers]]
kind = "SimpleRNN"
units = 5
return_sequences = true
dropout = {dropout}
[[layers]]
kind = "SimpleRNN"
units = 5
dropout = {dropout}
"""
"""Where the kinds of layers are not what is tested: they take half of the time."""

# With 10 words a batch of 168 places is worth sums over words, with 200 it is not.
CASES: dict[str, dict[str, Any]] = {
    "rmsprop, many words": {"words": 200, "masked": "true"},
    **{name: {"optimizer": name, "layers": ALONE} for name in OPTIMIZERS},
    "clipped": {"clip": "clipnorm = 0.01", "masked": "true", "layers": ALONE},
    "classes": {
        "classes": 3,
        "activation": "softmax",
        "loss": "sparse_categorical_crossentropy",
        "optimizer": "sgd",
    },
}


def network(**choices: Any) -> Experiment:
    usual = {
        "words": 10,
        "masked": "false",
        "classes": 1,
        "activation": "sigmoid",
        "loss": "binary_crossentropy",
        "optimizer": "rmsprop",
    }
    clip = choices.pop("clip", "")
    layers = choices.pop("layers", STACK).format(dropout=choices.pop("dropout", 0.0))
    usual["layers"] = layers
    return loads(NETWORK.format(**usual | choices) + clip)


def batches(experiment: Experiment, steps: int = 3) -> tuple[Any, Any]:
    rng = np.random.default_rng(3)
    words, last = experiment.data.num_words, experiment.layers[-1]
    x = rng.integers(1, words, (steps, SIZE, TIMESTEPS), dtype=np.int32)
    x[:, ::2, :5] = 0
    classes = max(2, last.units) if last.kind == "Dense" else 2
    return x, rng.integers(0, classes, (steps, SIZE), dtype=np.int32)


def steps_in(built: Built, parts: int) -> Steps:
    return Steps(built, parts=lambda size: part_sizes(size, parts))


@pytest.mark.parametrize("case", CASES)
def test_train_and_evaluate_as_with_the_whole_batch(case: str) -> None:
    experiment = network(**CASES[case])
    x, y = batches(experiment)
    found = []
    for parts in (1, 3):
        built = build(experiment, on_gpu=False)
        steps = steps_in(built, parts)
        running, totals = steps.train(x, y)
        if case not in OPTIMIZERS:  # an evaluation knows of none
            assert steps.evaluate(x, y).shape == (x.shape[0] * SIZE,)
        found.append([running, totals, steps.totals(), *built.model.get_weights()])
        found[-1] += [variable.numpy() for variable in built.model.optimizer.variables]
    whole, in_parts = found
    for one, other in zip(whole, in_parts, strict=True):
        np.testing.assert_allclose(other, one, rtol=2e-4, atol=1e-6)


def test_dropout_draws_for_each_part() -> None:
    experiment = network(dropout=0.5, layers=SIMPLE)
    x, y = batches(experiment)
    states = []
    for parts in (1, 2):
        built = build(experiment, on_gpu=False)
        steps_in(built, parts).train(x, y)
        states.append([v.numpy().tolist() for v in seeds(built)])
    assert states[0] == states[1]
    values = [v.value for v in built.model.non_trainable_variables]
    drawn = [of_stream(built.model, values, part) for part in (0, 1, 2)]
    for first, second, third in zip(*drawn, strict=True):
        assert len({tuple(each.numpy().tolist()) for each in (first, second, third)}) == 3
    assert [v.numpy().tolist() for v in drawn[0]] == states[1]


def seeds(built: Built) -> list[Any]:
    return [v for v in built.model.non_trainable_variables if "seed" in v.path]


@pytest.mark.parametrize("at_once", [2, 3, 16])
def test_the_parts_are_the_batch(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr("rnn_tui.engine.sharing.threads", lambda: at_once)
    for preset in ("imdb-simple-rnn", "imdb-lstm", "quickstart"):
        experiment = load(preset)
        for size in range(1, 300):
            parts = share(experiment, size)
            assert sum(parts) == size
            assert max(parts) - min(parts) <= 1
            assert min(parts) >= 1
            if sequence_work(experiment) * size < 30_000_000:
                assert len(parts) == 1


def test_a_large_batch_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rnn_tui.engine.sharing.threads", lambda: 2)
    assert share(load("imdb-simple-rnn"), 10) == [10]
    assert share(load("imdb-simple-rnn"), 32) == [16, 16]
    assert share(load("imdb-simple-rnn"), 128) == [32] * 4
    assert share(load("imdb-lstm"), 10) == [5, 5]
    assert share(load("imdb-lstm"), 128, on_gpu=True) == [128]
    for setting in ("train.engine=stock", "train.jit_compile=false"):
        assert share(load("imdb-lstm", [setting]), 128) == [128]
    monkeypatch.setattr("rnn_tui.engine.sharing.threads", lambda: 1)
    assert share(load("imdb-lstm"), 128) == [128]


@pytest.mark.parametrize("masked", ["false", "true"])
def test_statistics_of_a_batch_are_those_of_the_whole(
    monkeypatch: pytest.MonkeyPatch, masked: str
) -> None:
    monkeypatch.setattr("rnn_tui.engine.sharing.WORTH_A_THREAD", 1)
    plain = network(masked=masked, optimizer="adam", layers=SIMPLE)
    assert len(share(plain, 3 * SIZE, at_once=2)) > 1
    first, second, *rest = plain.layers
    normalised = [first, BatchNormalization(), second, BatchNormalization(), *rest]
    experiment = plain.model_copy(update={"layers": tuple(normalised)})
    assert share(experiment, 3 * SIZE, at_once=2) == [3 * SIZE]
    built, stock = build(experiment, on_gpu=False), build_stock(experiment)
    stock.set_weights(built.model.get_weights())
    x, y = batches(experiment)
    Steps(built, parts=partial(share, experiment, at_once=2)).train(x, y)
    for batch, labels in zip(x, y, strict=True):
        stock.train_on_batch(batch, labels[:, None].astype(np.float32))
    for weight, ours in zip(stock.weights, built.model.get_weights(), strict=True):
        np.testing.assert_allclose(ours, weight.numpy(), rtol=2e-3, atol=2e-5, err_msg=weight.path)
    np.testing.assert_allclose(built.model(x[0]), stock(x[0]), rtol=1e-3)
