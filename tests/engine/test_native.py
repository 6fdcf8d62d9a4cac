"""The loops in C against Keras's own layers, on every instruction set that this processor has."""

import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import keras
import numpy as np
import pytest
import tensorflow as tf

from rnn_tui.engine import loop_choice
from rnn_tui.engine.build import build
from rnn_tui.engine.loop_choice import Loop, choose_loop, layer_cases
from rnn_tui.engine.machine import check_instructions
from rnn_tui.engine.native import library
from rnn_tui.engine.native.layers import NativeEmbedding, for_xla, native_class
from rnn_tui.engine.native.optimizers import NATIVE_OPTIMIZERS
from rnn_tui.engine.native.recurrence import Lookup, Weights, recurrence
from rnn_tui.engine.placement import Device
from rnn_tui.engine.record import Record
from rnn_tui.engine.steps import Steps
from rnn_tui.experiment import load
from rnn_tui.runs.files import events
from tests.engine.test_fused import CASES, KINDS, TOLERANCE, assert_close, batch, twins

SOURCE = library.SOURCE

pytestmark = pytest.mark.skipif(library.library() is None, reason=library.why_missing() or "-")


def random_case(seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    sizes = {"batch": 20, "timesteps": 30, "features": 40, "units": 70, "words": 30}
    case: dict[str, Any] = {name: int(rng.integers(1, most)) for name, most in sizes.items()}
    flags = ("backwards", "sequences", "masked", "lookup")
    case |= {name: bool(rng.integers(2)) for name in flags}
    shape = (case["batch"], case["timesteps"])
    case["ids"] = rng.integers(0, case["words"], shape).astype("int32")
    padding = rng.integers(0, case["timesteps"] + 1, case["batch"])
    front = np.arange(case["timesteps"]) < padding[:, None]
    case["ids"][front[:, ::-1] if case["backwards"] else front] = 0
    case["table"] = rng.normal(size=(case["words"], case["features"])).astype("float32")
    mask = rng.random(shape) < 0.6
    mask[:, : case["timesteps"] // 3] = False
    case["mask"] = mask if case["masked"] else None
    result = (*shape, case["units"]) if case["sequences"] else (shape[0], case["units"])
    comes = seed != 0  # without a gradient the way back ends at its first step
    case["direction"] = comes * rng.normal(size=result).astype("float32")
    return case


def gradients(run: Any, inputs: Any, weights: list[Any], direction: Any) -> list[Any]:
    with tf.GradientTape() as tape:
        tape.watch([inputs, *weights])
        y = run(inputs, *weights)
        loss = tf.reduce_sum(y * direction)
    return [y, *tape.gradient(loss, [inputs, *weights])]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("instructions", library.runnable())
def test_any_shape_equals_stock(instructions: str, kind: str, seed: int) -> None:
    case, loops = random_case(seed), library.Library(library.LIBRARY, instructions)
    x, mask = tf.gather(case["table"], case["ids"]), case["mask"]
    lookup = Lookup(tf.constant(case["ids"]), tf.constant(case["table"]))
    layer = getattr(keras.layers, kind)(
        case["units"],
        return_sequences=case["sequences"],
        go_backwards=case["backwards"],
        bias_initializer="random_normal",
    )
    layer.build(x.shape)
    weights = [variable.value for variable in layer.trainable_variables]

    @tf.function(jit_compile=True)
    def ours(x: Any, *weights: Any) -> list[Any]:
        def run(inputs: Any, *weights: Any) -> Any:
            return recurrence(
                loops,
                kind,
                inputs,
                Weights(*weights),
                mask,
                lookup=lookup if case["lookup"] else None,
                backwards=case["backwards"],
                sequences=case["sequences"],
            )

        return gradients(run, x, list(weights), case["direction"])

    def stock(inputs: Any, *_: Any) -> Any:
        return layer(inputs, mask=mask)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = stock(x)
        loss = tf.reduce_sum(y * case["direction"])
    theirs = [y, *tape.gradient(loss, [x, *weights])]
    for our, their in zip(ours(x, *weights), theirs, strict=True):
        assert np.abs(our - their).max() <= TOLERANCE * (np.abs(their).max() + 1e-6)


@pytest.mark.parametrize("case", [name for name in CASES if "dropout" not in name])
@pytest.mark.parametrize("kind", KINDS)
def test_layer_equals_stock(kind: str, case: str) -> None:
    make, masked, _ = CASES[case]
    stock, native = twins(kind, make, native_class)
    x, mask = batch()
    mask = mask if masked else None

    def run(layer: Any) -> list[Any]:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x, mask=mask, training=True)
            direction = np.random.default_rng(5).normal(size=y.shape).astype("float32")
            loss = tf.reduce_sum(y * direction)
        return [y, *tape.gradient(loss, [x, *(v.value for v in layer.trainable_variables)])]

    @tf.function(jit_compile=True)
    def compiled() -> list[Any]:
        with for_xla():
            return run(native)

    ours, theirs = compiled(), run(stock)
    assert_close([t.numpy() for t in ours], [t.numpy() for t in theirs])


def calls_in(layers: list[Any], ids: Any) -> str:
    """The program that XLA makes of these layers and of their gradients."""

    @tf.function(jit_compile=True)
    def step(ids: Any) -> Any:
        with for_xla():
            variables = [v.value for layer in layers for v in layer.trainable_variables]
            with tf.GradientTape() as tape:
                tape.watch(variables)
                x = ids
                for layer in layers:
                    x = layer(x, training=True)
                loss = tf.reduce_sum(x)
            return tape.gradient(loss, variables)

    program: str = step.experimental_get_compiler_ir(ids)(stage="optimized_hlo")
    return program


def test_a_word_is_multiplied_once_where_the_layer_follows_its_embedding() -> None:
    ids = tf.zeros((4, 9), tf.int32)
    direct = [NativeEmbedding(20, 8), native_class("GRU")(8)]
    spaced = [NativeEmbedding(20, 8), keras.layers.SpatialDropout1D(0.5), native_class("GRU")(8)]
    for layers in (direct, spaced):
        shape: Any = ids.shape
        for layer in layers:
            layer.build(shape)
            shape = layer.compute_output_shape(shape)
    every_place = "f32[36,24]"  # the kernel times each of 4 * 9 timesteps
    assert every_place not in calls_in(direct, ids)
    assert every_place in calls_in(spaced, ids)


@pytest.mark.parametrize("kind", KINDS)
def test_not_a_number_stays_visible(kind: str) -> None:
    _, native = twins(kind, lambda layer: layer(4))

    @tf.function(jit_compile=True)
    def run(x: Any) -> Any:
        with for_xla():
            return native(x)

    x = batch()[0].numpy()
    x[0, 2, 0] = np.nan
    assert np.isnan(run(x).numpy()).any(axis=1).tolist() == [True, False, False]
    assert np.isfinite(run(1e30 * batch()[0]).numpy()).all()


@pytest.mark.parametrize(
    "changes",
    [
        [],
        ["layers.0.mask_zero=true"],
        ["layers.1.dropout=0.0", "layers.1.bidirectional=true"],
        ["layers.1.kind=LSTM", "train.batch_size=32"],
    ],
)
def test_a_network_trains_as_with_the_fused_loops(changes: list[str]) -> None:
    losses = []
    for engine in ("native", "fused"):
        experiment = load("quickstart", [f"train.engine={engine}", *changes])
        size, maxlen = experiment.train.batch_size, experiment.data.maxlen
        rng = np.random.default_rng(0)
        x = rng.integers(0, 50, (3, size, maxlen)).astype("int32")
        x[:, :, : maxlen // 2] = 0
        y = rng.integers(0, 2, (3, size)).astype("int32")
        built = build(experiment, on_gpu=False)
        assert built.loops[0].endswith(engine)
        losses.append(Steps(built, parts=lambda n: [n]).train(x, y)[0])
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-5)


def optimized(optimizer: Any, *, native: bool) -> list[Any]:
    """A table and a matrix after five steps, and the optimizer's own variables."""
    start = np.random.default_rng(0).normal(size=(6, 37)).astype("float32")
    table, matrix = keras.Variable(start, name="table"), keras.Variable(start, name="matrix")
    optimizer.build([table, matrix])

    @tf.function(jit_compile=native, autograph=False)
    def step(rows: Any) -> None:
        slices = tf.IndexedSlices(rows, tf.constant([1, 4, 1, 1]), tf.constant([6, 37]))
        with for_xla(native):
            optimizer.apply([slices, rows[:1] + matrix.value], [table, matrix])

    draw = np.random.default_rng(1)
    for _ in range(5):
        step(tf.constant(draw.normal(size=(4, 37)).astype("float32")))
    return [np.array(variable.numpy()) for variable in (table, matrix, *optimizer.variables)]


@pytest.mark.parametrize("clipnorm", [None, 0.1])
@pytest.mark.parametrize("name", NATIVE_OPTIMIZERS)
def test_optimizer_is_that_of_keras(name: str, clipnorm: float | None) -> None:
    """A word that occurs three times in a batch, one that occurs once, and four that do not."""
    ours = optimized(NATIVE_OPTIMIZERS[name](0.1, clipnorm=clipnorm), native=True)
    stock = optimized(getattr(keras.optimizers, name)(0.1, clipnorm=clipnorm), native=False)
    for one, other in zip(ours, stock, strict=True):
        np.testing.assert_allclose(one, other, rtol=2e-5, atol=1e-6)


def test_a_lesser_instruction_set_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    for chosen, used in (("plain", "plain"), ("neon", "")):
        monkeypatch.setenv(library.CHOSEN, chosen)
        assert library.instructions.__wrapped__() == used
    monkeypatch.setattr(library, "instructions", lambda: "")
    monkeypatch.setattr(library, "library", lambda: None)
    why = f"RNN_TUI_INSTRUCTIONS is 'neon': this processor has {', '.join(library.runnable())}"
    assert library.why_missing() == why
    told: list[events.Warned] = []
    check_instructions(cast(Record, SimpleNamespace(tell=told.append)))
    assert [each.message for each in told] == [f"computed without the loops in C, since {why}"]


def test_without_the_library_the_fused_loops_compute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_choice, "library", lambda: None)
    for engine, why in (("auto", ""), ("native", "no native library")):
        (case,) = filter(
            None, layer_cases(load("quickstart", [f"train.engine={engine}"]), Device.CPU)
        )
        choice = choose_loop(case)
        assert (choice.loop, choice.why) == (Loop.FUSED, why)


def test_no_call_reads_or_writes_beside_its_operands(tmp_path: Path) -> None:
    """Random shapes and operands of just the size, under AddressSanitizer and UBSan."""
    compiler = shutil.which("gcc") or shutil.which("clang")
    if compiler is None or library.library() is None or "avx2" not in library.runnable():
        pytest.skip("needs a C compiler and AVX2")
    program, driver = tmp_path / "calls", Path(__file__).with_name("native_calls.c")
    sanitized = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-g", "-O1"]
    options = [
        "-std=gnu11",
        "-fno-math-errno",
        "-mavx2",
        "-mfma",
        "-DW=8",
        "-DROWS=3",
        "-DSET=avx2",
        f"-I{SOURCE}",
    ]
    files = [*(str(SOURCE / name) for name in ("recurrent.c", "optimizers.c")), str(driver)]
    linked = ["-o", str(program), "-lm"]
    subprocess.run([compiler, *sanitized, *options, *files, *linked], check=True)
    done = subprocess.run([str(program), "300"], capture_output=True, text=True, timeout=200)
    assert (done.returncode, done.stdout) == (0, "300 calls\n"), done.stderr
