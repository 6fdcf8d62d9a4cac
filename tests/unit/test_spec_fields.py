"""What forms, help and error messages are made of: every field of every model."""

import json
import math
from typing import Any

import pytest
from pydantic import BaseModel

from rnn_tui.experiment import KINDS, Experiment, ImdbData, SampleData, TextData, TrainSpec
from rnn_tui.experiment.class_weight import ALLOWED as CLASS_WEIGHTS
from rnn_tui.experiment.fields import field_facts, submodels
from rnn_tui.experiment.layers.dense import Dense
from rnn_tui.experiment.layers.recurrent import LSTM
from rnn_tui.experiment.registry.losses import LOSSES
from rnn_tui.experiment.registry.metrics import METRICS
from rnn_tui.experiment.registry.optimizers import OPTIMIZERS
from rnn_tui.experiment.train import EarlyStopping
from rnn_tui.runs.state.ranking import better, lower_is_better

SCHEDULES = submodels(TrainSpec.model_fields["schedule"].annotation)
MODELS: list[type[BaseModel]] = [
    Experiment,
    ImdbData,
    TextData,
    SampleData,
    TrainSpec,
    EarlyStopping,
    *SCHEDULES.values(),
    *KINDS.values(),
]
FIELDS = [
    pytest.param(model, name, id=f"{model.__name__}.{name}")
    for model in MODELS
    for name in model.model_fields
    if name not in ("kind", "source")
]


@pytest.mark.parametrize(("model", "name"), FIELDS)
def test_every_field_explains_itself(model: type[BaseModel], name: str) -> None:
    facts = field_facts(model, name)
    assert facts.help[:1].isupper() or facts.help.split()[0].islower()
    assert facts.help.endswith(".")
    assert facts.allowed
    assert len(facts.help) <= 140


@pytest.mark.parametrize(("model", "name"), FIELDS)
def test_every_number_has_a_lower_bound_and_a_default_inside(
    model: type[BaseModel], name: str
) -> None:
    facts = field_facts(model, name)
    if facts.type not in (int, float):
        return
    assert facts.low is not None
    high = math.inf if facts.high is None else facts.high
    assert facts.low < high
    if facts.default is not None:
        assert facts.low <= facts.default <= high
    else:
        assert facts.optional or facts.required


@pytest.mark.parametrize(("model", "name"), FIELDS)
def test_the_default_of_a_choice_is_one_of_them(model: type[BaseModel], name: str) -> None:
    facts = field_facts(model, name)
    if facts.choices and not facts.many:
        assert facts.default in (*facts.choices, *([None] if facts.optional else []))


@pytest.mark.parametrize("kind", KINDS.values())
def test_every_kind_has_a_line_for_the_menu_and_a_class_of_its_name(kind: Any) -> None:
    assert kind.one_line
    assert kind.__name__ == kind.model_fields["kind"].default
    assert kind().keras_class == kind.__name__
    assert not {"kind", "bidirectional", "merge_mode"} & kind().keras_arguments().keys()


@pytest.mark.parametrize(
    ("model", "name", "words"),
    [
        (Dense, "units", "a whole number from 1 to 65,536"),
        (LSTM, "dropout", "a number of at least 0.0 and below 1.0"),
        (LSTM, "bidirectional", "true or false"),
        (LSTM, "merge_mode", "one of concat, sum, mul, ave"),
        (TrainSpec, "clipnorm", 'a number above 0.0 and up to 1,000,000,000.0, or "none"'),
        (TrainSpec, "schedule", 'a table, or "none"'),
        (
            TrainSpec,
            "metrics",
            "a list of acc, accuracy, auc, precision, recall, f1_score, mse",
        ),
        (TrainSpec, "class_weight", f'{CLASS_WEIGHTS}, or "none"'),
        (EarlyStopping, "min_delta", "a number of at least 0.0"),
        (Experiment, "layers", "a list of tables, at most 64"),
        (Experiment, "description", "a text of up to 500 characters"),
        (TextData, "path", "a text that is not empty"),
        (TextData, "text_column", 'a text, or "auto"'),
    ],
)
def test_what_is_allowed_in_words(model: type[BaseModel], name: str, words: str) -> None:
    assert field_facts(model, name).allowed == words


def test_the_schema_names_every_kind_and_is_json() -> None:
    schema = json.loads(json.dumps(Experiment.model_json_schema()))
    assert schema["$defs"].keys() >= {*KINDS, "ImdbData", "TextData", "SampleData", "TrainSpec"}
    assert schema["additionalProperties"] is False


def test_a_rate_that_is_left_out_is_the_optimizer_s() -> None:
    assert set(field_facts(TrainSpec, "optimizer").choices) == set(OPTIMIZERS)
    assert set(field_facts(TrainSpec, "loss").choices) == set(LOSSES)
    assert TrainSpec(optimizer="sgd").rate() == 0.01
    assert TrainSpec(optimizer="sgd", learning_rate=0.5).rate() == 0.5


def test_every_metric_that_may_be_named_is_known() -> None:
    assert set(field_facts(TrainSpec, "metrics").choices) == set(METRICS)


def test_which_way_is_better() -> None:
    assert lower_is_better("val_loss")
    assert lower_is_better("val_mse")
    assert not lower_is_better("val_acc")
    assert better("loss", 0.5, than=0.6)
    assert not better("loss", 0.5, than=0.6, min_delta=0.2)
    assert better("val_acc", 0.6, than=0.5)
    assert not better("val_acc", math.nan, than=0.5)
    assert not better("loss", math.nan, than=0.5)
