"""Precision, recall and F1 of each class against scikit-learn, on odd matrices too."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support

from rnn_tui.runs.state.class_scores import accuracy, by_class, macro_f1


@pytest.mark.parametrize("classes", [2, 3, 9])
def test_the_figures_are_those_of_scikit_learn(classes: int) -> None:
    draw = np.random.default_rng(classes)
    true = draw.integers(0, classes, 200)
    taken = np.where(draw.random(200) < 0.6, true, draw.integers(0, classes - 1, 200))
    confusion = np.zeros((classes, classes), int)
    np.add.at(confusion, (true, taken), 1)
    matrix = confusion.tolist()
    theirs = precision_recall_fscore_support(true, taken, labels=range(classes), zero_division=0)
    ours = [(each.precision, each.recall, each.f1, each.support) for each in by_class(matrix)]
    np.testing.assert_allclose(np.transpose(ours), theirs)
    assert macro_f1(matrix) == pytest.approx(f1_score(true, taken, average="macro"))
    assert accuracy(matrix) == pytest.approx(accuracy_score(true, taken))


def test_a_class_that_does_not_occur_is_left_out_of_the_mean() -> None:
    assert macro_f1([[3, 0, 0], [0, 1, 0], [0, 0, 0]]) == 1.0
    assert macro_f1([[0, 0], [0, 0]]) == accuracy([[0, 0], [0, 0]]) == 0.0


@pytest.mark.parametrize("odd", [[], [[1, 2]], [[1, 2], [3]], [[1, 2, 3]] * 2])
def test_a_matrix_that_is_not_square_has_no_figures(odd: list[list[int]]) -> None:
    assert by_class(odd) == ()
    assert macro_f1(odd) == accuracy(odd) == 0.0
