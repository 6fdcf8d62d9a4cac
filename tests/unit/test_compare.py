"""What differs between experiments; a curve in one line."""

import math

from rnn_tui.experiment import Experiment, load
from rnn_tui.results.compare import ABSENT, Difference, differences, differences_of
from rnn_tui.results.plot.sparkline import sparkline
from rnn_tui.runs import RunState


def changed(*settings: str, preset: str = "imdb-gru") -> Experiment:
    return load(preset, settings)


def keys(*experiments: Experiment) -> dict[str, tuple[str, ...]]:
    return {found.key: found.values for found in differences(experiments)}


def test_equal_configurations_do_not_differ() -> None:
    assert differences([changed(), changed(), changed()]) == ()
    assert differences([changed()]) == ()
    assert differences([]) == ()


def test_a_history_without_an_experiment_differs_in_nothing() -> None:
    """It is a run of an experiment that is made up, which nobody has trained."""
    runs = [RunState(experiment=changed(f"seed={seed}")) for seed in (1, 2)]
    imported = RunState(experiment=changed("layers.1.units=7"), imported="from x.csv")
    found = differences_of([runs[0], imported, runs[1]])
    assert found == (Difference("seed", ("1", ABSENT, "2")),)
    assert differences_of([runs[0], imported]) == ()


def test_names_and_descriptions_say_nothing_about_what_is_computed() -> None:
    assert keys(changed(), changed("name=other", "description=another one")) == {}


def test_the_keys_are_those_of_a_file_and_in_its_order() -> None:
    other = changed("seed=3", "layers.1.units=64", "train.batch_size=8", "data.maxlen=100")
    assert list(keys(changed(), other)) == [
        "seed",
        "data.maxlen",
        "layers.1.units",
        "train.batch_size",
    ]


def test_each_experiment_has_its_value() -> None:
    found = differences([changed(f"layers.1.units={units}") for units in (32, 64, 32)])
    assert found == (Difference("layers.1.units", ("32", "64", "32")),)


def test_values_are_written_as_in_a_file() -> None:
    found = keys(
        changed(
            "train.learning_rate=0.01", "layers.1.bidirectional=true", "train.metrics=['acc','auc']"
        ),
        changed("train.metrics=['acc']"),
    )
    assert found == {
        "layers.1.bidirectional": ("true", "false"),
        "train.learning_rate": ("0.01", "none"),
        "train.metrics": ("acc, auc", "acc"),
    }


def test_a_part_that_only_one_has_is_shown_as_a_whole() -> None:
    found = keys(changed("train.schedule.kind=step", "train.schedule.every=3"), changed())
    assert list(found) == ["train.schedule"]
    assert found["train.schedule"][0].startswith("step, every 3")
    assert found["train.schedule"][1] == "none"


def test_parts_of_two_kinds_are_compared_by_what_they_share() -> None:
    found = keys(changed(), changed(preset="quickstart"))
    assert found["data.source"] == ("imdb", "sample")
    assert "data.word_index" not in found  # only IMDB has it, and it was left alone
    found = keys(changed("data.skip_top=20"), changed(preset="quickstart"))
    assert found["data.skip_top"] == ("20", ABSENT)


def test_other_kinds_of_layers_are_told_by_the_whole_stack() -> None:
    found = keys(changed(), changed(preset="imdb-lstm"))
    assert found == {"layers": ("Embedding 32, GRU 32, Dense 1", "Embedding 32, LSTM 32, Dense 1")}


def test_layers_before_the_first_other_kind_are_compared_key_by_key() -> None:
    other = changed("layers.0.output_dim=8", preset="imdb-lstm")
    assert keys(changed(), other)["layers.0.output_dim"] == ("32", "8")


def test_stacks_of_other_heights() -> None:
    short = changed().model_copy(update={"layers": changed().layers[:1]})
    empty = changed().model_copy(update={"layers": ()})
    assert keys(changed(), short, empty)["layers"] == (
        "Embedding 32, GRU 32, Dense 1",
        "Embedding 32",
        "empty",
    )


def test_a_falling_curve_in_a_line() -> None:
    assert sparkline([4, 3, 2, 1], 10) == "█▆▃▁"
    assert len(sparkline(range(1000), 12)) == 12
    assert sparkline(range(1000), 8) == "▁▂▃▄▅▆▇█"


def test_a_line_with_gaps_a_flat_one_and_none() -> None:
    assert sparkline([1, math.nan, 2, math.inf], 10) == "▁ █ "
    assert sparkline([3, math.nan, 3], 10) == "▄ ▄"
    assert sparkline([], 10) == ""
    assert sparkline([math.nan], 10) == ""
    assert sparkline([1, 2], 0) == ""
