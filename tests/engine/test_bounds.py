"""What the schema allows can be trained: each value at its bounds, as far as memory allows."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import pytest
from fuzzing import train_in_process
from pydantic import BaseModel

from rnn_tui.experiment import KINDS, Experiment, Severity, infer, problems
from rnn_tui.experiment.fields import FieldFacts, field_facts
from rnn_tui.experiment.train import EarlyStopping, TrainSpec
from rnn_tui.runs import State, create, read_state
from tests.random_experiments import SCHEDULES, Sources

MOST_BYTES = 2_000_000
MOST_EPOCHS = 2
"""Layers with larger weights, and longer trainings, are a matter of patience and not of kind."""

BODIES = [kind for kind in KINDS if kind not in ("Embedding", "Dense")]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    return Sources.written(tmp_path_factory.mktemp("sources"))


@pytest.fixture(autouse=True)
def own_folders(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    folder = tmp_path_factory.getbasetemp() / "bounds"
    monkeypatch.setenv("RNN_TUI_STATE", str(folder / "state"))
    monkeypatch.setenv("RNN_TUI_CACHE", str(folder / "cache"))
    yield
    keras.backend.clear_session()


def bound(known: FieldFacts, upper: bool) -> float | None:
    """The bound, or the value next to it where that is not allowed itself."""
    limit = known.high if upper else known.low
    if limit is None or known.type not in (int, float):
        return None
    if known.high_open if upper else known.low_open:
        limit = math.nextafter(limit, -math.inf if upper else math.inf)
    return known.type(limit)


def at_bounds(model: type[BaseModel], upper: bool, *kept: str) -> dict[str, Any]:
    """All numbers of the model at their lower or their upper bounds, but those that are kept."""
    values = {
        name: bound(field_facts(model, name), upper)
        for name in model.model_fields
        if name not in kept
    }
    return {name: value for name, value in values.items() if value is not None}


def trained(document: dict[str, Any], folder: Path) -> None:
    """The experiment is one that is accepted, and it is trained to its end."""
    experiment = Experiment.model_validate(document)
    errors = [each for each in problems(experiment) if each.severity == Severity.ERROR]
    assert errors == []
    run = create(folder, experiment)
    train_in_process(run)
    state = read_state(run)
    assert state.state == State.FINISHED, state.failure
    assert all(math.isfinite(value) for epoch in state.epochs for value in epoch.logs.values())


def document(sources: Sources, *body: dict[str, Any], **train: Any) -> dict[str, Any]:
    return {
        "data": {"source": "text", "path": str(sources.two), "maxlen": 8, "num_words": 20},
        "layers": [
            {"kind": "Embedding", "input_dim": 20, "output_dim": 4},
            *body,
            {"kind": "GlobalMaxPooling1D"},
            {"kind": "Dense", "units": 1, "activation": "sigmoid"},
        ],
        "train": {"epochs": 1, "batch_size": 8, "jit_compile": False} | train,
    }


@pytest.mark.parametrize("upper", [False, True], ids=["lower", "upper"])
def test_the_bounds_of_the_training(sources: Sources, tmp_path: Path, upper: bool) -> None:
    """But for the learning rate: at its upper bound a network may diverge."""
    train = at_bounds(TrainSpec, upper, "epochs", *(["learning_rate"] if upper else []))
    stopping = at_bounds(EarlyStopping, upper)
    trained(document(sources, **train, early_stopping=stopping), tmp_path)


@pytest.mark.parametrize("upper", [False, True], ids=["lower", "upper"])
@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda schedule: schedule.__name__)
def test_the_bounds_of_the_schedules(
    sources: Sources, tmp_path: Path, schedule: type[BaseModel], upper: bool
) -> None:
    """But for the least rate: as the upper bound of a learning rate."""
    values = at_bounds(schedule, upper, "min_lr")
    chosen = {"kind": schedule.model_fields["kind"].default} | values
    trained(document(sources, schedule=chosen, epochs=MOST_EPOCHS), tmp_path)


@pytest.mark.parametrize("upper", [False, True], ids=["lower", "upper"])
@pytest.mark.parametrize("kind", BODIES)
def test_the_bounds_of_the_layers(sources: Sources, tmp_path: Path, kind: str, upper: bool) -> None:
    model = KINDS[kind]
    layer = {"kind": kind} | at_bounds(model, upper)
    if "padding" in model.model_fields:
        layer["padding"] = "same"
    if "return_sequences" in model.model_fields:
        layer["return_sequences"] = True
    if "dilation_rate" in layer:
        layer.pop("dilation_rate" if upper else "strides")
    made = document(sources, layer)
    if kind in ("Flatten", "GlobalMaxPooling1D", "GlobalAveragePooling1D"):
        made["layers"] = [made["layers"][0], layer, made["layers"][-1]]
    if infer(Experiment.model_validate(made).layers, 8).size_bytes > MOST_BYTES:
        for wide in ("units", "filters"):
            layer.pop(wide, None)
    trained(made, tmp_path)


@pytest.mark.parametrize(
    "data",
    [
        {"num_words": 5},
        {"maxlen": 1},
        {"source": "imdb", "num_words": 5},
        {"source": "imdb", "index_from": 0, "start_char": 0, "oov_char": 0, "shuffle_seed": 0},
        {"source": "imdb", "num_words": 1_002, "index_from": 1_000, "shuffle_seed": 2**32 - 1},
    ],
    ids=str,
)
def test_the_bounds_of_the_data(sources: Sources, tmp_path: Path, data: dict[str, Any]) -> None:
    made = document(sources)
    path = sources.imdb if "source" in data else sources.two
    made["data"] |= data | {"path": str(path)}
    made["layers"][0]["input_dim"] = made["data"]["num_words"]
    trained(made, tmp_path)


def test_an_overflow_in_the_optimizer_is_divergence(
    sources: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keras's optimizers stumble over the gradient of an Embedding that is no number."""
    experiment = Experiment.model_validate(document(sources, epochs=2))
    run = create(tmp_path, experiment)
    # Nothing that is allowed overflows there at once; in float32 this is infinite.
    train = experiment.train.model_copy(update={"clipnorm": 1e308})
    changed = experiment.model_copy(update={"train": train})
    monkeypatch.setattr("rnn_tui.engine.__main__.load", lambda path: changed)
    train_in_process(run)
    failure = read_state(run).failure
    assert failure is not None
    assert failure.kind == "diverged", run.engine_log.read_text()
