"""Which loop, which step: the tables, walked through whole, and the graphs that come of them."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from rnn_tui.engine import loop_choice
from rnn_tui.engine.build import build
from rnn_tui.engine.loop_choice import (
    CALLS_CUDNN,
    LOOP_RULES,
    STEP_RULES,
    CompiledPart,
    LayerCase,
    Loop,
    LoopChoice,
    choose_loop,
    choose_step,
    layer_cases,
    needs_exact_pooling,
)
from rnn_tui.engine.placement import Device
from rnn_tui.engine.steps import Steps
from rnn_tui.experiment import Experiment, load, preset_names
from rnn_tui.experiment.registry.optimizers import OPTIMIZERS
from tests.engine.graphs import CUDNN, has_gpu_kernel, operations
from tests.engine.test_parts import network

KINDS = ("SimpleRNN", "LSTM", "GRU")
WHOLE = list(
    product(
        KINDS,
        ("none", "pre", "post"),  # padding under a mask, or no mask
        (False, True),  # return_sequences
        (False, True),  # bidirectional
        ("auto", "native", "fused", "stock"),
        (True, False),  # jit_compile
        (True, False),  # deterministic
        (True, False),  # an argument that only Keras's loop knows
        (10, 512),
    )
)


def experiment_of(
    kind: str,
    mask: str,
    sequences: bool,
    bidirectional: bool,
    engine: str,
    jit: bool,
    deterministic: bool,
    odd: bool,
    batch: int,
) -> Experiment:
    settings = {
        "layers.0.mask_zero": mask != "none",
        "data.padding": "pre" if mask == "none" else mask,
        "layers.1.return_sequences": sequences,
        "layers.1.bidirectional": bidirectional,
        "layers.1.activation": "relu" if odd else "tanh",
        "train.engine": engine,
        "train.jit_compile": jit,
        "train.deterministic": deterministic,
        "train.batch_size": batch,
    }
    preset = {"SimpleRNN": "imdb-simple-rnn", "LSTM": "imdb-lstm", "GRU": "imdb-gru"}[kind]
    said = [f"{key}={str(value).lower()}" for key, value in settings.items()]
    return load(preset, said)


def with_library(monkeypatch: pytest.MonkeyPatch, *, native: bool) -> None:
    monkeypatch.setattr(loop_choice, "library", lambda: object() if native else None)


@pytest.mark.parametrize("device", Device)
def test_every_network_has_its_row(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    used: set[int] = set()
    for native in (True, False):
        with_library(monkeypatch, native=native)
        used |= rows_used(device, native)
    assert used == {i for i, row in enumerate(LOOP_RULES) if row.device == device}


def rows_used(device: Device, native: bool) -> set[int]:
    """Checks each network; which rows of the table they took."""
    used = set()
    for case in WHOLE:
        kind, mask, _, _, engine, jit, _, odd, batch = case
        (found,) = [each for each in layer_cases(experiment_of(*case), device) if each]
        choice = choose_loop(found)
        row = next(row for row in LOOP_RULES if row.fits(found))
        used.add(LOOP_RULES.index(row))
        step = choose_step(device, jit, [choice])
        assert choice.loop == expected_loop(device, kind, mask, engine, jit, native, odd, batch), (
            case,
            choice,
        )
        assert "{" not in choice.why
        assert "None" not in choice.why
        if choice.loop in CALLS_CUDNN:
            assert device == Device.GPU
            assert step.part == CompiledPart.NONE
        assert (step.part == CompiledPart.NONE) == (not jit or choice.loop in CALLS_CUDNN)
        if device == Device.GPU:
            assert (
                step.part != CompiledPart.WHOLE
            )  # the optimizer's scatter never gets to XLA there
    return used


def expected_loop(
    device: Device,
    kind: str,
    mask: str,
    engine: str,
    jit: bool,
    native: bool,
    odd: bool,
    batch: int,
) -> Loop:
    """The same rules said the other way round: from what a user would expect."""
    if engine == "stock":
        keras_knows = kind != "SimpleRNN" and not odd and mask == "none"
        return Loop.STOCK_CUDNN if device == Device.GPU and keras_knows else Loop.STOCK
    if odd:
        return Loop.STOCK
    if engine == "fused":
        return Loop.FUSED
    if device == Device.GPU:
        return Loop.CUDNN
    if jit and native:
        return Loop.NATIVE
    if jit and engine == "native":
        return Loop.FUSED
    return Loop.FUSED if jit and not (batch >= 512 and kind != "SimpleRNN") else Loop.STOCK


def test_every_step_has_its_row() -> None:
    rows = set()
    for device, jit, loops, pools in product(
        Device,
        (True, False),
        ([], ["native"], ["fused"], ["stock"], ["cuDNN"], ["stock", "cuDNN"]),
        (True, False),
    ):
        if device == Device.GPU or "cuDNN" not in loops:
            row = choose_step(
                device, jit, [LoopChoice(Loop(loop)) for loop in loops], exact_pools=pools
            )
            rows.add(row)
            beyond_xla = not loops or "cuDNN" in loops or pools
            assert (row.part == CompiledPart.NONE) == (
                not jit or (device == Device.GPU and beyond_xla)
            )
    assert rows == set(STEP_RULES)


@pytest.mark.parametrize("deterministic", [True, False])
def test_exact_pools_are_never_given_to_xla_on_a_gpu(deterministic: bool) -> None:
    """XLA has no deterministic gradient of max pooling: the step would not compile."""
    changes = ["train.engine=fused", f"train.deterministic={str(deterministic).lower()}"]
    experiment = load("imdb-conv-gru", changes)
    assert any(layer.kind == "MaxPooling1D" for layer in experiment.layers)
    assert needs_exact_pooling(experiment) == deterministic
    assert (build(experiment, on_gpu=True).step.part == CompiledPart.NONE) == deterministic
    assert build(experiment, on_gpu=False).step.part == CompiledPart.WHOLE


def test_a_gru_that_resets_before_is_no_cudnn_s() -> None:
    experiment = load("imdb-gru", ["layers.1.reset_after=false"])
    case = layer_cases(experiment, Device.GPU)[1]
    assert isinstance(case, LayerCase)
    assert choose_loop(case) == LoopChoice(Loop.STOCK, "reset_after false")


def traced(experiment: Experiment, what: str, size: int = 4) -> Any:
    """The step for a GPU, traced here; maxlen is made short, which changes no operation."""
    steps = Steps(build(experiment, on_gpu=True), parts=lambda size: [size])
    return steps._function(what, np.zeros((1, size, 60), np.int32)).get_concrete_function()


@pytest.mark.parametrize("preset", preset_names())
def test_no_cudnn_layer_is_compiled_by_xla_whatever_the_preset(preset: str) -> None:
    experiment = load(preset)
    if experiment.layers[-1].kind != "Dense":
        pytest.skip("has no classifier: it is a stack to look at")
    for what in ("train", "evaluate"):
        found = list(operations(traced(experiment, what)))
        assert not [node for node, compiled in found if compiled]
        called = {node.op for node, _ in found} & set(CUDNN)
        assert called == set(CUDNN if what == "train" else CUDNN[:1])
        assert [node.op for node, _ in found if not has_gpu_kernel(node)] == []


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_what_xla_compiles_on_a_gpu_ends_before_the_optimizer(optimizer: str) -> None:
    experiment = network(optimizer=optimizer)
    experiment = experiment.model_copy(
        update={"train": experiment.train.model_copy(update={"engine": "fused"})}
    )
    found = list(operations(traced(experiment, "train")))
    compiled = {node.op for node, inside in found if inside}
    assert "TensorListGetItem" in compiled  # the loops
    assert not {op for op in compiled if is_scatter(op)}
    assert {node.op for node, inside in found if not inside and is_scatter(node.op)}


def is_scatter(operation: str) -> bool:
    return "Scatter" in operation or "SegmentSum" in operation


def test_a_mask_and_stock_layers_never_meet_keras_s_assertion() -> None:
    masked = network(masked="true", kind="LSTM").model_dump()
    for engine in ("auto", "stock"):
        masked["train"]["engine"] = engine
        experiment = Experiment.model_validate(masked, strict=False)
        found = {node.op for node, _ in operations(traced(experiment, "train"))}
        assert not {"Assert", "LegacyAssert"} & found
        assert ("CudnnRNNV3" in found) == (engine == "auto")
