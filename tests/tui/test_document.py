"""The document: history, tags, saving, facts that outlive a change, edits of the stack."""

from pathlib import Path

import pytest

from rnn_tui.experiment import ConfigError, DataFacts, Experiment, load
from rnn_tui.experiment.layers.dense import Dense
from rnn_tui.experiment.layers.reshaping import Flatten
from rnn_tui.experiment.loading import edited
from rnn_tui.tui.state.document import (
    HISTORY_KEPT,
    MAX_LAYERS,
    Document,
    insert_layer,
    move_layer,
    remove_layer,
    replace_layer,
)


@pytest.fixture
def document() -> Document:
    return Document.opened(load("imdb-simple-rnn"))


def named(document: Document, name: str) -> Experiment:
    return document.experiment.model_copy(update={"name": name})


def test_undo_and_redo_go_through_the_history(document: Document) -> None:
    first = document.experiment
    edited_once = document.edit(named(document, "a"))
    edited_twice = edited_once.edit(named(document, "b"))
    assert edited_twice.undo().experiment.name == "a"
    assert edited_twice.undo().undo().experiment == first
    assert edited_twice.undo().undo().undo().experiment == first
    assert edited_twice.undo().redo().experiment.name == "b"
    assert edited_twice.redo() is edited_twice
    assert not edited_twice.undo().edit(named(document, "c")).future


def test_keystrokes_in_one_field_are_one_step(document: Document) -> None:
    typed = document.edit(named(document, "a"), "name").edit(named(document, "ab"), "name")
    assert typed.undo().experiment == document.experiment
    left = typed.settled().edit(named(document, "abc"), "name")
    assert left.undo().experiment.name == "ab"


def test_an_edit_that_changes_nothing_is_none(document: Document) -> None:
    assert document.edit(document.experiment) is document


def test_the_history_is_bounded(document: Document) -> None:
    for number in range(HISTORY_KEPT + 50):
        document = document.edit(named(document, f"n{number}"))
    assert len(document.past) == HISTORY_KEPT


def test_unsaved_until_saved_or_undone(document: Document) -> None:
    changed = document.edit(named(document, "a"))
    assert not document.unsaved
    assert changed.unsaved
    assert not changed.undo().unsaved
    saved = changed.saved_as(Path("a.toml"))
    assert not saved.unsaved
    assert saved.undo().unsaved


def test_undo_after_opening_another_one_brings_the_old_file_back(document: Document) -> None:
    mine = document.edit(named(document, "mine")).saved_as(Path("mine.toml"))
    other = mine.then_opened(load("imdb-gru"), Path("gru.toml"))
    assert not other.unsaved
    back = other.edit(named(other, "changed")).undo().undo()
    assert (back.experiment.name, back.path, back.unsaved) == ("mine", Path("mine.toml"), False)
    assert back.redo().path == Path("gru.toml")
    assert mine.undo().path == Path("mine.toml")


def test_facts_hold_for_what_was_loaded(document: Document) -> None:
    facts = DataFacts(classes=5, largest_id=9_999, train_size=80)
    known = document.with_facts(facts, document.experiment.data)
    assert known.known_facts == facts
    fewer = known.edit(edited(known.experiment, [("data.num_words", 100)]))
    assert fewer.known_facts == DataFacts(classes=5, largest_id=99)
    other = known.edit(edited(known.experiment, [("data.source", "sample")]))
    assert other.known_facts is None


def test_facts_outlive_the_opening_of_another_experiment_on_the_same_data(
    document: Document,
) -> None:
    facts = DataFacts(classes=2, largest_id=9_999, train_size=80)
    known = document.with_facts(facts, document.experiment.data)
    assert known.then_opened(load("imdb-gru")).known_facts == facts
    assert known.then_opened(load("quickstart")).known_facts is None
    assert known.then_opened(load("quickstart")).undo().known_facts == facts


def test_facts_bring_problems(document: Document) -> None:
    assert not document.problems
    known = document.with_facts(DataFacts(classes=5), document.experiment.data)
    assert {problem.code for problem in known.errors} == {"head-mismatch", "loss-mismatch"}


def test_layers_are_inserted_removed_replaced_and_moved(document: Document) -> None:
    experiment = document.experiment
    longer = insert_layer(experiment, 1, Flatten())
    assert [layer.kind for layer in longer.layers] == ["Embedding", "Flatten", "SimpleRNN", "Dense"]
    assert remove_layer(longer, 1) == experiment
    assert replace_layer(longer, 1, Dense()).layers[1] == Dense()
    assert move_layer(experiment, 0, -1) is experiment
    assert move_layer(experiment, 2, 1) is experiment
    assert move_layer(move_layer(experiment, 0, 1), 1, -1) == experiment


def test_what_a_field_does_not_take_is_a_problem_until_it_is_mended(document: Document) -> None:
    typed = document.reject("train.epochs", "1x", "no").reject("train.epochs", "1xy", "no!")
    (problem,) = typed.errors
    assert problem.sentence == "epochs: no!: return to 10"
    assert not typed.unsaved
    assert problem.fix is not None
    for fixed in (
        typed.undo(),
        typed.fix(problem.fix),
        typed.edit(typed.experiment, "train.epochs"),
        typed.edit(edited(typed.experiment, [("train.epochs", 3)])),
        typed.then_opened(load("imdb-gru")),
    ):
        assert not fixed.problems
    assert typed.then_opened(load("imdb-gru")).undo().problems == typed.problems
    assert typed.edit(named(typed, "a"), "name").problems == typed.problems


def test_what_a_field_does_not_take_goes_where_its_layer_goes(document: Document) -> None:
    typed = document.reject("layers.1.units", "x", "no")
    experiment = typed.experiment
    assert typed.problems[0].layer == 1

    def places(changed: Experiment) -> list[str]:
        return [each.key for each in typed.edit(changed).invalid]

    assert places(insert_layer(experiment, 0, Flatten())) == ["layers.2.units"]
    assert places(move_layer(experiment, 1, 1)) == ["layers.2.units"]
    assert places(edited(experiment, [("layers.1.use_bias", False)])) == ["layers.1.units"]
    assert places(edited(experiment, [("layers.1.units", 3)])) == []
    assert places(replace_layer(experiment, 1, Dense())) == []
    assert places(remove_layer(experiment, 1)) == []
    assert places(experiment.model_copy(update={"layers": ()})) == []


def test_what_is_inside_a_part_goes_with_the_part(document: Document) -> None:
    with_part = document.edit(edited(document.experiment, [("train.early_stopping.patience", 3)]))
    typed = with_part.reject("train.early_stopping.patience", "x", "no")
    assert typed.problems[0].sentence == "early_stopping.patience: no: return to 3"
    without = typed.edit(edited(typed.experiment, [("train.early_stopping", "none")]))
    assert not without.problems


def test_a_stack_cannot_grow_for_ever(document: Document) -> None:
    full = document.experiment.model_copy(update={"layers": (Flatten(),) * MAX_LAYERS})
    with pytest.raises(ConfigError, match="at most 64"):
        insert_layer(full, 1, Flatten())


def test_undo_and_redo_bring_back_what_was_selected(document: Document) -> None:
    assert document.selected == 1  # the recurrent layer
    longer = document.select(2).edit(insert_layer(document.experiment, 3, Dense()), selected=3)
    assert longer.selected == 3
    elsewhere = longer.select(0)
    assert elsewhere.undo().selected == 2
    assert elsewhere.undo().redo().selected == 0
    other = elsewhere.then_opened(load("imdb-simple-rnn"))
    assert other.selected == 1
    assert other.select(2).undo().selected == 0
    assert other.select(2).undo().redo().selected == 2


def test_equal_experiments_of_the_history_keep_selections_of_their_own(document: Document) -> None:
    there = document.select(0).edit(named(document, "a"))
    back = there.select(2).edit(named(document, document.experiment.name))
    assert back.select(1).undo().selected == 2
    assert back.undo().undo().selected == 0


def test_selecting_is_no_step_and_stays_within_the_stack(document: Document) -> None:
    problems = document.problems
    assert document.select(99).selected == len(document.experiment.layers) - 1
    assert document.select(-1).selected == 0
    assert document.select(0).problems is problems
    assert not document.select(0).past
    shorter = document.select(2).edit(remove_layer(document.experiment, 2))
    assert shorter.selected == 1
    empty = shorter.edit(remove_layer(remove_layer(shorter.experiment, 1), 0))
    assert empty.selected == 0
