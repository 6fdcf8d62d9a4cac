"""Verdicts on the test figures of a run, in sentences: each rule with its threshold.

A rule says something only where the test part is large enough to be sure of it. What the epochs
tell is found by `course.py`.
"""

from collections.abc import Callable
from math import sqrt

from rnn_tui.results.course import Finding, course_findings
from rnn_tui.runs import RunState
from rnn_tui.runs.state.class_scores import ClassFigures, ClassScores, accuracy, by_class
from rnn_tui.wording.numbers import figure

SURE = 1.645
"""Standard errors that a difference must be away from zero: one-sided, 95% of the time."""


def findings(state: RunState) -> tuple[Finding, ...]:
    """All that there is to say about a run: about its course, then about its test."""
    return course_findings(state) + test_findings(state)


def test_findings(state: RunState) -> tuple[Finding, ...]:
    """All that the test tells; empty for a run without one."""
    if state.test is None or not any(each.support for each in _figures(state)):
        return ()
    return tuple(found for rule in RULES if (found := rule(state)) is not None)


def yardsticks(state: RunState) -> tuple[tuple[str, float], ...]:
    """Accuracies of simple rules on the test part, with their names, to compare with."""
    found, baseline = [], state.baseline
    if baseline is not None and "acc" in baseline.words:
        found.append(("bag of words", baseline.words["acc"]))
    if baseline is not None and "acc" in baseline.constant:
        name = _name(state, baseline.most_frequent)
        found.append((f"always {name}", baseline.constant["acc"]))
    return tuple(found)


def scores_of(state: RunState) -> list[ClassScores]:
    """Precision, recall and F1 of each class of the test part; empty without a test."""
    if state.test is None:
        return []
    return [each.scores(_name(state, index)) for index, each in enumerate(_figures(state))]


def _one_class(state: RunState) -> Finding | None:
    """Every text was put into one class."""
    taken = [index for index, each in enumerate(_figures(state)) if each.predicted]
    if len(taken) != 1:
        return None
    sentence = f"the network puts every test text into the class {_name(state, taken[0])}"
    return Finding("one-class", sentence)


def _no_better_than_constant(state: RunState) -> Finding | None:
    """The accuracy is not above that of always answering the most frequent class.

    The two are compared on the same texts (McNemar): of those that only one of them gets right,
    b the network and c the constant, (b - c) / n is the difference and its variance
    (b + c - (b - c)^2 / n) / n^2. Where classes are weighted, accuracy is not what was trained
    for, and where all are put into one class, that has been said.
    """
    assert state.test is not None
    if state.baseline is None or state.class_weights or _one_class(state):
        return None
    figures, most = _figures(state), state.baseline.most_frequent
    if most >= len(figures):
        return None
    texts = sum(each.support for each in figures)
    gained = sum(each.hits for index, each in enumerate(figures) if index != most)
    lost = figures[most].support - figures[most].hits
    error = sqrt(max(0.0, gained + lost - (gained - lost) ** 2 / texts))
    if gained - lost + SURE * error > 0:
        return None
    return Finding(
        "constant-is-as-good",
        f"the network is no better than always answering {_name(state, most)}: accuracy "
        f"{figure(accuracy(state.test.confusion))} against "
        f"{figure(figures[most].support / texts)} on {texts:,} test texts",
    )


def _words_are_better(state: RunState) -> Finding | None:
    """A bag of words has the higher accuracy.

    Which texts it gets right is not known, so that the variance is that of two samples:
    (p (1 - p) + q (1 - q)) / n, too large rather than too small.
    """
    assert state.test is not None
    words = state.baseline.words.get("acc") if state.baseline else None
    if words is None or state.class_weights:
        return None
    texts = sum(map(sum, state.test.confusion))
    ours = accuracy(state.test.confusion)
    error = sqrt((ours * (1 - ours) + words * (1 - words)) / texts)
    if ours - words + SURE * error > 0 or ours >= words:
        return None
    return Finding(
        "words-are-better",
        f"a bag of words does better: accuracy {figure(words)} against {figure(ours)} on "
        f"{texts:,} test texts",
    )


RULES: tuple[Callable[[RunState], Finding | None], ...] = (
    _one_class,
    _no_better_than_constant,
    _words_are_better,
)
"""In the order in which they are read."""


def _figures(state: RunState) -> tuple[ClassFigures, ...]:
    assert state.test is not None
    return by_class(state.test.confusion)


def _name(state: RunState, index: int) -> str:
    return state.classes[index] if index < len(state.classes) else str(index)
