"""What grid and random try is a function of the seed and the number alone."""

from rnn_tui.experiment.space import Choices, Range
from rnn_tui.sweeps.samplers import first_values, grid, random_values, sampler_of, trials_of
from tests.made_sweeps import RATE, UNITS, experiment_with

SPACE = {"rate": Range(1e-4, 1e-2, log=True), "units": Choices((16, 32, 64))}


def spec_of(space: dict, **options: object):  # type: ignore[no-untyped-def, type-arg]
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
