"""Precision, recall and F1 of each class, from a confusion matrix."""

from collections.abc import Sequence
from dataclasses import dataclass

Confusion = Sequence[Sequence[int]]
"""`confusion[true][predicted]` counts texts."""


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """Counts of one class: `support` texts have it, `predicted` were given it, `hits` are both."""

    support: int
    predicted: int
    hits: int

    @property
    def precision(self) -> float:
        """Share of the texts given the class that have it; 0 where none was given it."""
        return self.hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the class that was found; 0 where it has no text."""
        return self.hits / self.support if self.support else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two: 2 hits / (support + predicted); 0 where that is 0 / 0."""
        both = self.support + self.predicted
        return 2 * self.hits / both if both else 0.0

    def scores(self, label: str) -> "ClassScores":
        """The scores of the class, under its name."""
        return ClassScores(label, self.precision, self.recall, self.f1, self.support)


@dataclass(frozen=True, slots=True)
class ClassScores:
    """The scores of one class; `support` counts its texts."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int


def is_square(confusion: Confusion) -> bool:
    """Check whether it is a matrix of true and predicted classes: a damaged log may hold any."""
    return all(len(row) == len(confusion) for row in confusion)


def by_class(confusion: Confusion) -> tuple[ClassFigures, ...]:
    """The figures of the classes in the order of the matrix; none where it is not square."""
    if not is_square(confusion):
        return ()
    predicted = [sum(column) for column in zip(*confusion, strict=True)]
    return tuple(
        ClassFigures(sum(row), predicted[index], row[index]) for index, row in enumerate(confusion)
    )


def macro_f1(confusion: Confusion) -> float:
    """The mean F1 of the classes that occur, true or predicted; 0 where none does.

    As scikit-learn's `f1_score(average="macro")` and the metric f1_score of a run.
    """
    scores = [each.f1 for each in by_class(confusion) if each.support or each.predicted]
    return sum(scores) / len(scores) if scores else 0.0


def accuracy(confusion: Confusion) -> float:
    """Share of the texts that were given their class; 0 without texts."""
    figures = by_class(confusion)
    total = sum(each.support for each in figures)
    return sum(each.hits for each in figures) / total if total else 0.0
