"""What a sweep tries: values of `--set` and of [sweep.space], and the errors that name the key."""

from pathlib import Path
from typing import Any

import pytest

from rnn_tui.experiment import ConfigError, load, loads
from rnn_tui.experiment.space import Choices, Range, dimension_in, dimension_of
from rnn_tui.sweeps.folder import space_of
from tests.made_sweeps import experiment_with


@pytest.mark.parametrize(
    ("text", "dimension"),
    [
        ("16,32,64", Choices((16, 32, 64))),
        ("adam, sgd", Choices(("adam", "sgd"))),
        ("true,false", Choices((True, False))),
        ('["acc"], ["acc", "auc"]', Choices((["acc"], ["acc", "auc"]))),
        ("none,0.5", Choices(("none", 0.5))),
        ("1e-4..1e-2:log", Range(1e-4, 1e-2, log=True)),
        ("16..128", Range(16, 128)),
        ("16..128:16", Range(16, 128, step=16)),
        ("0.1..0.5:.1", Range(0.1, 0.5, step=0.1)),
        ("-1..1", Range(-1, 1)),
        ("1e-4..1_000", Range(1e-4, 1_000)),
        ("1e-4...1e-2", None),
        ("0.1...5", None),
        ("1...5", None),
        ("1__0..20", None),
        ("64", None),
        ("adam", None),
        ('["acc", "auc"]', None),
        ("{kind = 'step', every = 2}", None),
        ("", None),
    ],
)
def test_a_setting_has_several_values_or_one(text: str, dimension: object) -> None:
    assert dimension_in(text) == dimension


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2..1", "low 2 is not below high 1"),
        ("0..1:log", "low 0 must be above 0"),
        ("1..4:9", "step 9 must be above 0, up to 3"),
        ("0..1:1e-9", "more than 1,000 values"),
        ("1,2,1", "has 1 twice"),
    ],
)
def test_a_setting_that_means_nothing_says_why(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        dimension_in(text)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (3, "3 is not allowed; it takes a list of values"),
        ([], "the list is empty"),
        ({"low": 1}, "high is missing"),
        ({"low": 1, "high": "x"}, "high is 'x'; it takes a number"),
        ({"low": 1, "high": 2, "lg": True}, "'lg' is unknown"),
        ({"low": 1, "high": 2, "log": 1}, "log is 1; it takes true or false"),
        ({"low": 1, "high": 4, "log": True, "step": 1}, "cannot be combined with log"),
        ({"low": 1, "high": float("inf")}, "high is inf"),
    ],
)
def test_a_table_that_means_nothing_says_why(value: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        dimension_of(value)


@pytest.mark.parametrize(
    "dimension",
    [
        Range(1e-4, 1e-2, log=True),
        Range(16, 128),
        Range(1, 1000, log=True),
        Range(16, 128, step=16),
        Range(0.1, 0.5, step=0.1),
        Choices((1, "two", None)),
    ],
)
def test_every_share_of_the_way_is_a_value_within_the_bounds(dimension: Any) -> None:
    values = [dimension.at(share) for share in (0.0, 0.25, 0.5, 0.999, 1 - 2**-53)]
    if isinstance(dimension, Range):
        assert all(dimension.low <= value <= dimension.high for value in values)
        assert values == sorted(values)
        assert values[0] == dimension.low
        assert values[-1] == pytest.approx(dimension.high)
        assert all((type(value) is int) == dimension.whole for value in values)
    if dimension.points is not None:
        assert set(values) <= set(dimension.points)


def test_half_of_a_log_range_is_below_its_geometric_mean() -> None:
    assert Range(1e-4, 1e-2, log=True).at(0.5) == pytest.approx(1e-3)
    assert Range(0.1, 0.5, step=0.1).points == (0.1, 0.2, 0.3, 0.4, 0.5)


@pytest.mark.parametrize(
    ("space", "fault"),
    [
        ({"train.learning_rat": [1.0]}, 'sweep.space."train.learning_rat": unknown key'),
        ({"layers.1.units": [16, 0]}, "0 is not allowed; it takes a whole number"),
        ({"layers.1.units": {"low": 16, "high": 1e9}}, "is not allowed; it takes a whole number"),
        ({"layers.9.units": [16]}, "no entry '9'"),
        ({"train.optimizer": ["adam", "adm"]}, "did you mean adam?"),
        ({"seed": [1, 2]}, "sweep.seeds gives each combination several seeds"),
        ({"sweep.trials": [1, 2]}, "a sweep cannot try its own options"),
        ({"train.learning_rate": {"low": 2.0, "high": 1.0}}, "low 2.0 is not below high 1.0"),
    ],
)
def test_a_space_that_cannot_be_tried_is_told_at_its_key(space: dict[str, Any], fault: str) -> None:
    with pytest.raises(ConfigError) as caught:
        experiment_with(space)
    [key] = space
    assert key in str(caught.value)
    assert fault in str(caught.value)


def test_a_grid_over_a_range_says_what_to_do() -> None:
    with pytest.raises(ConfigError, match="a grid needs a list of values or a range with a step"):
        experiment_with({"train.learning_rate": {"low": 1e-4, "high": 1e-2}}, sampler="grid")


@pytest.mark.parametrize("sampler", ["auto", "grid"])
def test_fewer_trials_than_a_grid_has_are_told(sampler: str) -> None:
    space = {"layers.1.units": [4, 8, 16], "train.batch_size": [8, 16]}
    with pytest.raises(ConfigError, match=r"sweep.trials: a grid tries all of its 6 combinations"):
        experiment_with(space, sampler=sampler, trials=5)
    assert experiment_with(space, sampler=sampler, trials=6).sweep is not None
    assert experiment_with(space, sampler="random", trials=5).sweep is not None


def test_an_objective_that_is_not_measured_is_told() -> None:
    with pytest.raises(ConfigError, match=r"sweep.objective: 'auc' is not measured; it takes loss"):
        experiment_with({}, objective="auc")


def test_whole_bounds_of_a_field_for_any_number_mean_any_number() -> None:
    space = {"train.clipnorm": {"low": 1, "high": 5}, "layers.1.units": {"low": 1, "high": 5}}
    found = space_of(experiment_with(space))
    assert found["train.clipnorm"] == Range(1.0, 5.0)
    assert not found["train.clipnorm"].whole
    assert found["layers.1.units"].whole


def test_a_file_holds_a_sweep(tmp_path: Path) -> None:
    text = """
    [[layers]]
    kind = "Embedding"
    [[layers]]
    kind = "GRU"
    [[layers]]
    kind = "Dense"
    activation = "sigmoid"
    [sweep]
    seeds = 5
    trials = 40
    sampler = "random"
    objective = "val_acc"
    [sweep.space]
    "train.learning_rate" = {low = 1e-4, high = 1e-2, log = true}
    "layers.1.units" = [16, 32, 64]
    """
    sweep = loads(text).sweep
    assert sweep is not None
    assert (sweep.seeds, sweep.trials, sweep.sampler) == (5, 40, "random")
    assert list(sweep.dimensions) == ["train.learning_rate", "layers.1.units"]


def test_a_run_is_trained_without_the_sweep(tmp_path: Path) -> None:
    from rnn_tui.runs import create

    run = create(tmp_path, experiment_with({"layers.1.units": [4, 8]}, seeds=3))
    assert load(run.experiment).sweep is None
    assert "sweep" not in run.experiment.read_text(encoding="utf-8")
