"""A rate of dropout is an input of the step, and gives the bits that Keras's constant gives."""

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from rnn_tui.engine.build import Built, build
from rnn_tui.engine.dropping import DropoutByInput, DropoutRate
from rnn_tui.engine.fused.layer import FusedLayer
from rnn_tui.engine.kept import program_key
from rnn_tui.engine.sharing import part_sizes
from rnn_tui.engine.steps import Steps
from rnn_tui.engine.variables import arrays_of, hand_over
from rnn_tui.experiment import Experiment, loads

NETWORK = """
name = "dropping"
seed = {seed}
[data]
source = "text"
path = "unread.csv"
num_words = 30
maxlen = 12
[[layers]]
kind = "Embedding"
input_dim = 30
output_dim = 6
mask_zero = true
[[layers]]
kind = "GRU"
units = 5
dropout = {first}
bidirectional = true
[[layers]]
kind = "Dropout"
rate = {second}
[[layers]]
kind = "Dense"
units = 1
activation = "sigmoid"
[train]
optimizer = "adam"
learning_rate = {rate}
engine = "{engine}"
"""
KEYS = ["layers.1.dropout", "layers.2.rate"]


def network(
    first: float = 0.2, second: float = 0.3, seed: int = 1, rate: float = 0.01, engine: str = "auto"
) -> Experiment:
    """Rates whose 1 / (1 - rate) is not the same once the rate has been rounded."""
    return loads(NETWORK.format(first=first, second=second, seed=seed, rate=rate, engine=engine))


def steps_of(built: Built, parts: int) -> Steps:
    return Steps(built, parts=lambda size: part_sizes(size, parts))


def after(built: Built, steps: Steps) -> list[bytes]:
    """All that some steps and an evaluation leave behind."""
    draw = np.random.default_rng(0)
    x = draw.integers(1, 30, (4, 8, 12), np.int32)
    y = draw.integers(0, 2, (4, 8), np.int32)
    running, _ = steps.train(x, y)
    steps.evaluate(x, y)
    variables = [*built.model.variables, *built.model.optimizer.variables]
    found = [running, *arrays_of(variables), *arrays_of(built.metric_variables)]
    return [array.tobytes() for array in found]


@pytest.mark.parametrize("parts", [1, 2])
def test_a_rate_as_an_input_gives_the_bits_of_a_constant(parts: int) -> None:
    built = build(network(), on_gpu=False)
    assert list(built.rates) == KEYS
    by_input = after(built, steps_of(built, parts))
    constant = build(network(), on_gpu=False)
    assert make_constant(constant.model.layers) == 3  # both directions, and the layer
    assert after(constant, steps_of(constant, parts)) == by_input


def make_constant(layers: Any) -> int:
    """Take the inputs away, as if there were no such thing; their number."""
    found = [layers[2], layers[1].forward_layer, layers[1].backward_layer]
    for each in found:
        assert isinstance(each, DropoutByInput | FusedLayer)
        assert each.rate_input is not None
        each.rate_input = None
    return len(found)


def test_a_draw_over_a_sequence_names_its_generator_and_gives_the_bits_of_keras() -> None:
    """Left to choose, a compiled program draws a hundred times as slowly."""
    x = tf.random.stateless_normal((3, 50, 33), [1, 2])
    rate, seeds, same = DropoutRate(0.3), *map(keras.random.SeedGenerator, (5, 5))
    ours = tf.function(lambda: rate.drop_out(x, seeds), jit_compile=True, autograph=False)
    keras_own = tf.function(
        lambda: keras.random.dropout(x, 0.3, seed=same), jit_compile=True, autograph=False
    )
    assert ours().numpy().tobytes() == keras_own().numpy().tobytes()
    kinds = {op.type for op in ours.get_concrete_function().graph.get_operations()}
    assert "StatelessRandomUniformV2" in kinds
    assert "StatelessRandomGetAlg" not in kinds


@pytest.mark.parametrize("parts", [1, 2])
def test_the_steps_of_another_run_give_the_bits_of_ones_own(parts: int) -> None:
    kept = build(network(), on_gpu=False)
    steps = steps_of(kept, parts)
    after(kept, steps)
    other = network(first=0.15, second=0.45, seed=7, rate=0.003)
    hand_over(build(other, on_gpu=False), kept)
    own = build(other, on_gpu=False)
    assert after(kept, steps) == after(own, steps_of(own, parts))


def test_what_is_an_input_does_not_tell_programs_apart_and_everything_else_does() -> None:
    def key(experiment: Experiment, weights: tuple[float, ...] = (), place: str = "cpu") -> str:
        built = build(experiment, on_gpu=False)
        return program_key(experiment, weights, built.rates, place)

    usual = key(network())
    assert key(network(first=0.15, second=0.45, seed=7, rate=0.003)) == usual
    others = [
        key(network(first=0.0)),  # no generator draws for it
        key(network(engine="stock")),
        key(network(), weights=(1.0, 2.0)),
        key(network(), place="gpu"),
    ]
    assert usual not in others
    assert key(network(engine="stock")) != key(network(second=0.4, engine="stock"))
