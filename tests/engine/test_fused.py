"""The fused layers against Keras's own: outputs, gradients, masks, seeds, weights, fallbacks."""

import hashlib
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from rnn_tui.engine.fused import (
    FusedGRU,
    FusedLSTM,
    FusedRMSprop,
    FusedSimpleRNN,
    does_not_apply,
    fused_class,
    not_faster,
)

KINDS = ("SimpleRNN", "LSTM", "GRU")
BATCH, TIMESTEPS, FEATURES, UNITS = 3, 7, 5, 4
TOLERANCE = 1e-5

Make = Callable[[Any], Any]


def plain(**arguments: Any) -> Make:
    return lambda layer: layer(UNITS, bias_initializer="random_normal", **arguments)


def bidirectional(**arguments: Any) -> Make:
    return lambda layer: keras.layers.Bidirectional(plain(**arguments)(layer))


class Stacked(keras.layers.Layer):  # type: ignore[misc]
    """Three layers, the mask handed to each."""

    def __init__(self, layer: Any) -> None:
        super().__init__()
        self.supports_masking = True
        sequences = plain(return_sequences=True)
        self.layers = [sequences(layer), sequences(layer), plain()(layer)]

    def build(self, shape: Any) -> None:
        for layer in self.layers:
            layer.build(shape)
            shape = (*shape[:2], UNITS)

    def call(self, x: Any, mask: Any = None, training: bool = False) -> Any:
        for layer in self.layers:
            x = layer(x, mask=mask, training=training)
        return x


# name -> (how to make it from a layer class, whether there is a mask, whether XLA compiles it)
CASES: dict[str, tuple[Make, bool, bool]] = {
    "last": (plain(), False, False),
    "last, masked": (plain(), True, False),
    "sequences": (plain(return_sequences=True), False, False),
    "sequences, masked, jit": (plain(return_sequences=True), True, True),
    "backwards, sequences, masked": (
        plain(go_backwards=True, return_sequences=True),
        True,
        False,
    ),
    "bidirectional, masked": (bidirectional(), True, False),
    "bidirectional, sequences, masked": (bidirectional(return_sequences=True), True, False),
    "bidirectional, sum, jit": (
        lambda layer: keras.layers.Bidirectional(plain()(layer), merge_mode="sum"),
        False,
        True,
    ),
    "stacked, masked": (Stacked, True, False),
    "no bias": (plain(use_bias=False), False, False),
    "last, zero where masked": (plain(zero_output_for_mask=True), True, False),
    "dropout": (plain(dropout=0.4, seed=3), False, False),
    "dropout, masked, jit": (plain(dropout=0.4, seed=3, return_sequences=True), True, True),
}


def batch(seed: int = 0) -> tuple[Any, Any]:
    """Inputs, and a mask with padding in front, holes, and one row that is all padding."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(BATCH, TIMESTEPS, FEATURES)).astype("float32")
    mask = rng.random((BATCH, TIMESTEPS)) < 0.6
    mask[:, :2] = False
    mask[0, -1] = False  # the last output of this row is an older one
    mask[1] = False
    mask[2, 2:4] = True, False
    return tf.constant(x), tf.constant(mask)


def twins(kind: str, make: Make, class_of: Callable[[str], Any] = fused_class) -> tuple[Any, Any]:
    """The same layer, stock and ours, with the same weights far from their initial values."""
    keras.utils.set_random_seed(1)
    stock, fused = make(getattr(keras.layers, kind)), make(class_of(kind))
    rng = np.random.default_rng(2)
    for layer in (stock, fused):
        layer.build((BATCH, TIMESTEPS, FEATURES))
    stock.set_weights([w + rng.normal(size=w.shape) * 0.3 for w in stock.get_weights()])
    fused.set_weights(stock.get_weights())
    return stock, fused


def outputs_and_gradients(layer: Any, x: Any, mask: Any, *, jit: bool = False) -> list[Any]:
    """The output, and the gradients of a random linear loss of it, in the inputs and weights."""

    @tf.function(jit_compile=jit)
    def run(x: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x, mask=mask, training=True)
            direction = np.random.default_rng(5).normal(size=y.shape).astype("float32")
            loss = tf.reduce_sum(y * direction)
        return y, *tape.gradient(loss, [x, *(v.value for v in layer.trainable_variables)])

    return [tensor.numpy() for tensor in run(x)]


def assert_close(ours: list[Any], theirs: list[Any]) -> None:
    assert len(ours) == len(theirs)
    for our, their in zip(ours, theirs, strict=True):
        assert np.abs(our - their).max() <= TOLERANCE * np.abs(their).max()


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kind", KINDS)
def test_fused_outputs_and_gradients_equal_stock(kind: str, case: str) -> None:
    make, masked, jit = CASES[case]
    stock, fused = twins(kind, make)
    x, mask = batch()
    mask = mask if masked else None
    # XLA draws other dropout masks, so there the seeds only agree when it compiles both.
    theirs = outputs_and_gradients(stock, x, mask, jit=jit and "dropout" in case)
    assert_close(outputs_and_gradients(fused, x, mask, jit=jit), theirs)


@pytest.mark.parametrize("kind", KINDS)
def test_any_batch_and_any_length(kind: str) -> None:
    """One trace for all shapes, as a model with Input((None,)) has it; and no graph at all."""
    stock, fused = twins(kind, plain(return_sequences=True))
    traced = tf.function(
        fused, input_signature=[tf.TensorSpec((None, None, FEATURES))], autograph=False
    )
    for shape in ((2, 3), (5, 9), (1, 1)):
        x = tf.constant(np.random.default_rng(0).normal(size=(*shape, FEATURES)), tf.float32)
        expected = stock(x).numpy()
        np.testing.assert_allclose(traced(x).numpy(), expected, rtol=0, atol=1e-6)
        np.testing.assert_allclose(fused(x).numpy(), expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_a_batch_of_nothing_but_padding(kind: str) -> None:
    stock, fused = twins(kind, plain(return_sequences=True))
    x, _ = batch()
    dead = tf.zeros((BATCH, TIMESTEPS), tf.bool)
    ours = outputs_and_gradients(fused, x, dead)
    assert_close(ours, outputs_and_gradients(stock, x, dead))
    assert not any(tensor.any() for tensor in ours)


@pytest.mark.parametrize("kind", KINDS)
def test_the_weights_and_the_configuration_are_those_of_stock(kind: str) -> None:
    stock, fused = twins(kind, plain(name="x"))
    for ours, theirs in zip(fused.weights, stock.weights, strict=True):
        assert (ours.path, ours.shape) == (theirs.path, theirs.shape)
    assert fused.get_config() == stock.get_config()
    stock.set_weights([2 * w for w in fused.get_weights()])
    rebuilt = type(fused).from_config(stock.get_config())
    assert type(rebuilt) is type(fused)


@pytest.mark.parametrize("kind", KINDS)
def test_both_directions_are_fused(kind: str) -> None:
    _, fused = twins(kind, bidirectional())
    assert type(fused.forward_layer) is type(fused.backward_layer) is fused_class(kind)
    assert not fused.forward_layer.falls_back()
    assert not fused.backward_layer.falls_back()


@pytest.mark.parametrize("kind", KINDS)
def test_dropout_leaves_the_seed_generator_where_stock_leaves_it(kind: str) -> None:
    stock, fused = twins(kind, plain(dropout=0.4, seed=3))
    x, _ = batch()
    for layer in (stock, fused):
        layer(x, training=False)
        layer(x, training=True)
    ours, theirs = (layer.cell.seed_generator.state.numpy() for layer in (fused, stock))
    assert ours.tolist() == theirs.tolist()


UNUSUAL = {
    "relu": (FusedSimpleRNN, {"activation": "relu"}),
    "linear": (FusedSimpleRNN, {"activation": None}),
    "hard gates": (FusedLSTM, {"recurrent_activation": "hard_sigmoid"}),
    "recurrent dropout": (FusedGRU, {"recurrent_dropout": 0.2}),
    "unrolled": (FusedSimpleRNN, {"unroll": True}),
    "reset before": (FusedGRU, {"reset_after": False}),
    "implementation 1": (FusedLSTM, {"implementation": 1}),
    "half precision": (FusedLSTM, {"dtype": "mixed_float16"}),
    "states returned": (FusedSimpleRNN, {"return_state": True}),
}


@pytest.mark.parametrize("name", UNUSUAL)
def test_unsupported_arguments_take_the_stock_path(name: str) -> None:
    layer_class, arguments = UNUSUAL[name]
    kind = layer_class.__name__.removeprefix("Fused")
    stock, fused = twins(kind, plain(seed=0, **arguments))
    x, mask = batch()
    ours, theirs = (tf.nest.flatten(layer(x, mask=mask, training=True)) for layer in (fused, stock))
    assert fused.falls_back()
    assert [t.numpy().tobytes() for t in ours] == [t.numpy().tobytes() for t in theirs]
    assert does_not_apply(kind, arguments) is not None


def test_an_initial_state_takes_the_stock_path() -> None:
    stock, fused = twins("LSTM", plain())
    x, mask = batch()
    state = [tf.ones((BATCH, UNITS)), tf.ones((BATCH, UNITS))]
    ours, theirs = (layer(x, initial_state=state, mask=mask).numpy() for layer in (fused, stock))
    assert ours.tobytes() == theirs.tobytes()


@pytest.mark.parametrize(
    ("kind", "arguments", "reason"),
    [
        ("SimpleRNN", {"units": 32}, None),
        ("SimpleRNN", {"units": 32, "dropout": 0.2, "seed": 1}, None),
        ("LSTM", {"units": 32, "go_backwards": True}, None),
        ("GRU", {"units": 32, "activation": keras.activations.tanh}, None),
        ("SimpleRNN", {"units": 32, "activation": "relu"}, "activation relu"),
        ("SimpleRNN", {"units": 32, "activation": None}, "activation linear"),
        ("GRU", {"units": 32, "recurrent_dropout": 0.1}, "recurrent_dropout"),
        ("GRU", {"units": 32, "reset_after": False}, "reset_after false"),
        ("Dense", {"units": 32}, "no fused Dense"),
    ],
)
def test_where_fused_applies(kind: str, arguments: dict[str, object], reason: str | None) -> None:
    assert does_not_apply(kind, arguments) == reason


@pytest.mark.parametrize(
    ("kind", "batch_size", "reason"),
    [
        ("SimpleRNN", 1024, None),
        ("LSTM", 256, None),
        ("LSTM", 512, "LSTM at batch 512 is as fast with stock layers"),
    ],
)
def test_where_fused_is_not_faster(kind: str, batch_size: int, reason: str | None) -> None:
    assert not_faster(kind, batch_size) == reason


def losses(layer_class: Any, optimizer: Any, steps: int) -> list[float]:
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(50, 8, mask_zero=True),
            layer_class(8),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(optimizer(), "binary_crossentropy", jit_compile=True)
    rng = np.random.default_rng(0)
    ids = rng.integers(0, 50, (steps, 4, 20)).astype("int32")
    ids[:, :, :6] = 0
    labels = rng.integers(0, 2, (steps, 4, 1)).astype("float32")
    return [float(model.train_on_batch(x, y)) for x, y in zip(ids, labels, strict=True)]


@pytest.mark.parametrize(("kind", "steps"), [("SimpleRNN", 40), ("LSTM", 200), ("GRU", 200)])
def test_training_goes_the_way_of_stock(kind: str, steps: int) -> None:
    """Each word of the vocabulary occurs several times in a batch, as frequent words do."""
    ours = losses(fused_class(kind), FusedRMSprop, steps)
    stock = losses(getattr(keras.layers, kind), keras.optimizers.RMSprop, steps)
    np.testing.assert_allclose(ours, stock, rtol=1e-4)


def optimized(optimizer: Any) -> list[Any]:
    """A table and a matrix after five steps, and the optimizer's own variables."""
    start = np.random.default_rng(0).normal(size=(6, 3)).astype("float32")
    table, matrix = keras.Variable(start, name="table"), keras.Variable(start, name="matrix")
    optimizer.build([table, matrix])

    @tf.function(jit_compile=True, autograph=False)
    def step(rows: Any) -> None:
        slices = tf.IndexedSlices(rows, tf.constant([1, 4, 1, 1]), tf.constant([6, 3]))
        optimizer.apply([slices, rows[:1] + matrix.value], [table, matrix])

    draw = np.random.default_rng(1)
    for _ in range(5):
        step(tf.constant(draw.normal(size=(4, 3)).astype("float32")))
    return [np.array(variable.numpy()) for variable in (table, matrix, *optimizer.variables)]


@pytest.mark.parametrize("options", [{}, {"momentum": 0.9}, {"centered": True}, {"clipnorm": 0.1}])
def test_rmsprop_is_that_of_keras(options: dict[str, Any]) -> None:
    """The slices of a table go the short way, a whole gradient does not."""
    ours = optimized(FusedRMSprop(0.1, **options))
    stock = optimized(keras.optimizers.RMSprop(0.1, **options))
    for one, other in zip(ours, stock, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_not_a_number_stays_visible(kind: str) -> None:
    _, fused = twins(kind, plain())
    run = tf.function(fused, jit_compile=True)
    x = batch()[0].numpy()
    x[0, 2, 0] = np.nan
    assert np.isnan(run(x).numpy()).any(axis=1).tolist() == [True, False, False]
    assert np.isfinite(run(1e30 * batch()[0]).numpy()).all()


@pytest.mark.parametrize("kind", KINDS)
def test_no_step_copies_what_belongs_to_all_steps(kind: str) -> None:
    """The loops write in place; XLA makes that a copy where it cannot order a read and a write."""
    _, fused = twins(kind, plain(return_sequences=True))
    x, mask = batch()

    @tf.function(jit_compile=True)
    def run(x: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(fused(x, mask=mask) ** 2)
        return tape.gradient(loss, [v.value for v in fused.trainable_variables])

    program = run.experimental_get_compiler_ir(x)(stage="optimized_hlo")
    computations = re.split(r"\n(?=%|ENTRY)", program)
    bodies = set(re.findall(r"body=(%[\w.-]+)", program))
    assert len(bodies) == 2
    for computation in computations:
        if computation.split(" ", 1)[0] in bodies:
            assert not re.search(rf"\[{TIMESTEPS},[\d,]*\]\S* copy\(", computation)


def test_the_same_bits_in_two_processes() -> None:
    """Not in this one: XLA took its flags when the first test of it compiled."""
    script = "from tests.engine.test_fused import digest; print(digest())"
    both = [
        subprocess.Popen(
            [sys.executable, "-c", script],
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    one, other = (process.communicate(timeout=250)[0].strip() for process in both)
    assert one == other
    assert len(one) == 64


def digest() -> str:
    """A hash of everything that the three layers, one on the other, compute under XLA."""
    keras.utils.set_random_seed(1)
    layers = [fused_class(kind)(UNITS, return_sequences=True) for kind in KINDS]
    model = keras.Sequential([keras.Input((None, FEATURES)), *layers])
    tensors = outputs_and_gradients(model, batch()[0], None, jit=True)
    return hashlib.sha256(b"".join(tensor.tobytes() for tensor in tensors)).hexdigest()
