"""The values of a sweep stay with their fields when the stack is edited."""

from dataclasses import replace

from rnn_tui.experiment import Experiment, load
from rnn_tui.experiment.loading import edited
from rnn_tui.experiment.space_changes import with_space
from rnn_tui.tui.state.document import (
    Document,
    insert_layer,
    move_layer,
    remove_layer,
    replace_layer,
)
from rnn_tui.tui.state.sources import switched

SPACE = {"layers.1.units": [16, 32], "data.maxlen": [50, 100], "train.learning_rate": [0.1, 0.2]}


def document() -> Document:
    return Document.opened(edited(load("quickstart"), [("sweep.space", SPACE)]))


def keys(found: Document) -> list[str]:
    assert found.experiment.sweep is not None
    return list(found.experiment.sweep.space)


def changed(found: Document, experiment: Experiment) -> Document:
    return found.edit(experiment)


def test_a_layer_takes_its_values_along() -> None:
    first = document()
    layers = first.experiment.layers
    below = changed(first, insert_layer(first.experiment, 0, layers[2]))
    assert keys(below)[0] == "layers.2.units"
    back = changed(below, remove_layer(below.experiment, 0))
    assert keys(back)[0] == "layers.1.units"
    moved = changed(first, move_layer(first.experiment, 1, 1))
    assert keys(moved)[0] == "layers.2.units"
    assert moved.tried["layers.2.units"] == "16,32"
    assert keys(moved.undo())[0] == "layers.1.units"


def test_another_value_of_the_layer_leaves_them() -> None:
    first = document()
    gru = first.experiment.layers[1].model_copy(update={"dropout": 0.5})
    assert keys(changed(first, replace_layer(first.experiment, 1, gru))) == list(SPACE)


def test_what_is_gone_is_not_tried() -> None:
    first = document()
    without = changed(first, remove_layer(first.experiment, 1))
    assert keys(without) == ["data.maxlen", "train.learning_rate"]
    assert keys(without.undo()) == list(SPACE)
    texts = first.experiment.model_copy(
        update={"data": switched(first.experiment.data, "text", path="/texts")}
    )
    assert "data.maxlen" in keys(changed(first, texts)), "the other source has it as well"


def test_a_sweep_that_says_nothing_is_none() -> None:
    alone = load("quickstart")
    tried = with_space(alone, {"seed": [1, 2]})
    assert tried.sweep is not None
    assert with_space(tried, {}).sweep is None
    seeds = edited(alone, [("sweep.seeds", 3)])
    assert with_space(with_space(seeds, SPACE), {}) == seeds


def test_what_has_become_wrong_with_a_sweep_is_a_warning() -> None:
    found = document()
    assert found.problems == ()
    objective = edited(found.experiment, [("sweep.objective", "val_acc")])
    metrics = objective.train.model_copy(update={"metrics": ()})
    [problem] = replace(found, experiment=objective.model_copy(update={"train": metrics})).problems
    assert "sweep.objective: 'val_acc' is not measured" in problem.message
    assert not changed(found, objective).errors
