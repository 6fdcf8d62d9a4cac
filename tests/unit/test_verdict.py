"""What is said of a network that is no better than a simple rule, and when nothing is."""

import numpy as np
import pytest

from rnn_tui.results.verdict import findings, yardsticks
from rnn_tui.runs import RunState
from rnn_tui.runs.state.run_state import Baselines, TestResult

Matrix = tuple[tuple[int, ...], ...]


def judged(confusion: Matrix, words: float | None = None, **changes: object) -> RunState:
    """A run with this confusion, whose most frequent class is the first one."""
    texts = sum(map(sum, confusion))
    most = sum(confusion[0]) / texts if texts else 0.0
    baseline = Baselines(0, {"acc": most}, {} if words is None else {"acc": words})
    given: dict[str, object] = {
        "classes": ("ham", "spam", "other")[: len(confusion)],
        "baseline": baseline,
        "test": TestResult({}, confusion, 0.0),
    }
    return RunState(**given | changes)  # type: ignore[arg-type]


def codes(state: RunState) -> list[str]:
    return [found.code for found in findings(state)]


def test_a_network_that_beats_both_hears_nothing() -> None:
    assert codes(judged(((430, 70), (60, 440)), 0.8)) == []


def test_one_class_for_all() -> None:
    (found,) = findings(judged(((870, 0), (130, 0))))
    assert found.sentence == "the network puts every test text into the class ham"
    weighted = judged(((870, 0), (130, 0)), 0.95, class_weights=(1.0, 5.0))
    assert codes(weighted) == ["one-class"]


def test_no_better_than_the_most_frequent_class() -> None:
    (found,) = findings(judged(((850, 20), (120, 10))))
    assert found.code == "constant-is-as-good"
    assert found.sentence == (
        "the network is no better than always answering ham: accuracy 0.8600 against 0.8700 on "
        "1,000 test texts"
    )
    # Ten more of the others found than lost: better, and sure enough not to be called equal.
    assert codes(judged(((860, 10), (110, 20)))) == []
    # As good to the text, but by other texts: nobody knows.
    assert codes(judged(((860, 10), (120, 10)))) == []


def test_a_bag_of_words_that_is_better() -> None:
    (found,) = findings(judged(((400, 100), (100, 400)), 0.85))
    assert found.code == "words-are-better"
    assert found.sentence == (
        "a bag of words does better: accuracy 0.8500 against 0.8000 on 1,000 test texts"
    )


@pytest.mark.parametrize(("texts", "said"), [(100, False), (400, False), (1_000, True)])
def test_the_same_gap_is_told_where_the_test_part_is_large_enough(texts: int, said: bool) -> None:
    half = texts // 2
    right = round(half * 0.80)
    state = judged(((right, half - right), (half - right, right)), 0.84)
    assert codes(state) == (["words-are-better"] if said else [])


def test_it_is_silent_about_a_network_that_is_as_good_as_the_bag_of_words() -> None:
    """Both right in 80 % of the texts: of 1,000 such tests no more than 5 % may be scolded."""
    draw = np.random.default_rng(0)
    told = 0
    for _ in range(1_000):
        ours, theirs = draw.binomial(200, 0.8, 2), draw.binomial(400, 0.8) / 400
        told += bool(codes(judged(((ours[0], 200 - ours[0]), (200 - ours[1], ours[1])), theirs)))
    assert 10 <= told <= 70


def test_accuracy_is_not_held_against_a_network_with_weighted_classes() -> None:
    state = judged(((700, 170), (20, 110)), 0.95)
    assert "words-are-better" in codes(state)
    assert codes(judged(((700, 170), (20, 110)), 0.95, class_weights=(1.0, 6.0))) == []


@pytest.mark.parametrize("odd", [(), ((0, 0), (0, 0)), ((1, 2),), ((1, 2), (3,))])
def test_nothing_is_said_of_an_odd_matrix_or_an_empty_test(odd: Matrix) -> None:
    assert findings(judged(((1, 1), (1, 1)), 0.9, test=TestResult({}, odd, 0.0))) == ()
    assert findings(judged(((1, 1), (1, 1)), 0.9, test=None)) == ()


def test_a_baseline_of_a_class_that_there_is_not_does_no_harm() -> None:
    baseline = Baselines(7, {"acc": 0.9}, {})
    state = judged(((5, 5), (5, 5)), baseline=baseline)
    assert findings(state) == ()
    assert yardsticks(state) == (("always 7", 0.9),)


def test_yardsticks_are_named() -> None:
    assert yardsticks(judged(((5, 5), (5, 5)), 0.7)) == (("bag of words", 0.7), ("always ham", 0.5))
    assert yardsticks(RunState()) == ()
