"""What samplers try: of the seed and the number alone, or of the results so far as well."""

from typing import Any

import pytest

from rnn_tui.experiment.space import Choices, Range
from rnn_tui.experiment.sweep import SweepSpec
from rnn_tui.sweeps.samplers import (
    first_values,
    grid,
    next_values,
    random_values,
    sampler_of,
    trials_of,
)
from rnn_tui.sweeps.state import SweepState
from tests.made_sweeps import RATE, UNITS, asked, experiment_with, state_of, told

SPACE = {"rate": Range(1e-4, 1e-2, log=True), "units": Choices((16, 32, 64))}


MIXED = {
    "train.learning_rate": Range(1e-4, 1e-2, log=True),
    "layers.1.units": Choices((4, 8, 16)),
    "layers.0.output_dim": Range(8, 64, step=8),
    "train.metrics": Choices((["acc"], ["acc", "mse"])),
}


def spec_of(space: dict[str, Any], **options: object) -> SweepSpec:
    found = experiment_with(space, **options).sweep
    assert found is not None
    return found


def test_a_grid_has_every_combination_once_the_last_key_fastest() -> None:
    space = {"a": Choices((1, 2)), "b": Range(0, 4, step=2)}
    combinations = [grid.values(space, number) for number in range(grid.size(space))]
    assert combinations == [{"a": a, "b": b} for a in (1, 2) for b in (0, 2, 4)]


def test_a_grid_without_keys_is_one_combination_of_no_values() -> None:
    assert grid.size({}) == 1
    assert grid.values({}, 0) == {}


def test_random_values_come_again_whoever_asks() -> None:
    first = [random_values.values(SPACE, 7, number) for number in range(50)]
    again = [random_values.values(SPACE, 7, number) for number in reversed(range(50))]
    assert first == again[::-1]
    assert len({values["rate"] for values in first}) > 45
    assert {values["units"] for values in first} == {16, 32, 64}
    assert first != [random_values.values(SPACE, 8, number) for number in range(50)]


def test_random_values_of_a_key_do_not_depend_on_the_others() -> None:
    alone = {"rate": SPACE["rate"]}
    for number in range(9):
        both = random_values.values(SPACE, 0, number)
        assert random_values.values(alone, 0, number) == {"rate": both["rate"]}


def test_random_values_are_what_they_have_always_been() -> None:
    """A sweep that another version continues draws the same values."""
    assert random_values.values(SPACE, 0, 0) == {"rate": 0.0010751, "units": 64}


def test_the_sampler_goes_by_the_values() -> None:
    assert sampler_of(spec_of({}), {}) == "grid"
    assert sampler_of(spec_of(UNITS), {"layers.1.units": Choices((4, 8, 16))}) == "grid"
    assert sampler_of(spec_of(RATE), {"train.learning_rate": Range(1e-4, 1e-2)}) == "random"
    assert sampler_of(spec_of(UNITS, sampler="random"), {}) == "random"


def test_the_number_of_trials_is_that_of_the_grid_or_what_was_asked_for() -> None:
    units = {"layers.1.units": Choices((4, 8, 16))}
    assert trials_of(spec_of(UNITS), units) == 3
    assert trials_of(spec_of(UNITS, sampler="random"), units) == 20
    assert trials_of(spec_of(UNITS, sampler="random", trials=7), units) == 7
    assert len(list(first_values(spec_of(UNITS), units))) == 3


def tried(sampler: str, count: int, seed: int = 5) -> SweepState:
    """A sweep whose objective is best at a rate of 1e-3 and with 16 units."""
    spec = SweepSpec(sampler=sampler, seed=seed)  # type: ignore[arg-type]
    state = SweepState()
    for number in range(count):
        state.add(asked(number, values=next_values(spec, MIXED, state, "val_loss")))
        state.add(told(number, value=loss(state.trials[number].asked.values)))
    return state


def loss(values: dict[str, Any]) -> float:
    import math

    return abs(math.log10(values["train.learning_rate"]) + 3) + 1 / values["layers.1.units"]


@pytest.mark.parametrize("sampler", ["tpe", "qmc"])
def test_a_sampler_of_optuna_suggests_the_same_of_the_same_journal(sampler: str) -> None:
    pytest.importorskip("optuna")
    state = tried(sampler, 14)
    lines = [
        line
        for trial in state.trials.values()
        for line in (trial.asked, trial.units[0].told)
        if line is not None
    ]
    spec = SweepSpec(sampler=sampler, seed=5)  # type: ignore[arg-type]
    for number in (0, 1, 7, 12, 13):
        again = state_of(*lines[: 2 * number])
        found = next_values(spec, MIXED, again, "val_loss")
        assert found == state.trials[number].asked.values
        assert [type(value) for value in found.values()] == [
            type(value) for value in state.trials[number].asked.values.values()
        ]
    values = [repr(trial.asked.values) for trial in state.trials.values()]
    assert len(set(values)) == 14
    other = SweepSpec(sampler=sampler, seed=6)  # type: ignore[arg-type]
    assert next_values(other, MIXED, state_of(*lines), "val_loss") != next_values(
        spec, MIXED, state_of(*lines), "val_loss"
    )


def test_every_value_of_optuna_is_one_of_the_space() -> None:
    pytest.importorskip("optuna")
    for sampler in ("tpe", "qmc"):
        for trial in tried(sampler, 14).trials.values():
            values = trial.asked.values
            assert 1e-4 <= values["train.learning_rate"] <= 1e-2
            assert values["layers.1.units"] in (4, 8, 16)
            assert values["layers.0.output_dim"] in range(8, 65, 8)
            assert values["train.metrics"] in (["acc"], ["acc", "mse"])


def test_tpe_learns() -> None:
    """Of its later trials more are good than of its first, which are drawn."""
    pytest.importorskip("optuna")
    values = [trial.value for trial in tried("tpe", 40).trials.values() if trial.value is not None]
    assert sum(values[20:]) / 20 < sum(values[:10]) / 10 - 0.1


def test_points_of_qmc_fill_the_space_evenly() -> None:
    """Of the first eight points each half of a dimension has four."""
    pytest.importorskip("optuna")
    spec = SweepSpec(sampler="qmc", trials=8)
    points = list(first_values(spec, MIXED))
    rates = [values["train.learning_rate"] for values in points]
    assert sum(rate < 1e-3 for rate in rates) == 4


def test_what_a_person_added_elsewhere_does_not_disturb_tpe() -> None:
    pytest.importorskip("optuna")
    state = tried("tpe", 11)
    state.add(asked(11, by="me", values={"train.optimizer": "sgd"}))
    state.add(told(11, value=-9.0))
    spec = SweepSpec(sampler="tpe", seed=5)
    assert next_values(spec, MIXED, state, "val_loss").keys() == MIXED.keys()


def test_a_sampler_that_is_not_installed_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from rnn_tui.sweeps.samplers.extra import ExtraIsMissing, check_extra

    monkeypatch.setattr("rnn_tui.sweeps.samplers.extra.find_spec", lambda name: None)
    check_extra(SweepSpec(sampler="random"))
    with pytest.raises(ExtraIsMissing, match=r"the sampler tpe needs .*pip install 'rnn-tui.sweep"):
        check_extra(SweepSpec(sampler="tpe"))
    with pytest.raises(ExtraIsMissing, match="prune = asha needs"):
        check_extra(SweepSpec(prune="asha"))
