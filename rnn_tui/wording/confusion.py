"""Confusion matrices: rows the true classes, columns the predicted ones."""

from collections.abc import Sequence
from heapq import nlargest

TRUE, PREDICTED = "true", "predicted"

NO_MATRIX = "its confusion matrix does not fit its classes"

Confusion = Sequence[Sequence[int]]


def class_names(classes: Sequence[str], confusion: Confusion) -> list[str]:
    """The names of the classes, or their numbers where they have none."""
    return list(classes) or [str(number) for number in range(len(confusion))]


def is_matrix_of(classes: Sequence[str], confusion: Confusion) -> bool:
    """True for a square of these classes: a damaged log may hold anything else."""
    return {len(classes)} == {len(confusion), *map(len, confusion)}


def counts(confusion: Confusion) -> list[list[str]]:
    """Every count as it is shown."""
    return [[f"{count:,}" for count in row] for row in confusion]


def mixed_up(names: Sequence[str], confusion: Confusion, most: int) -> list[str]:
    """The most frequent mistakes, the most frequent first: a heading, then one a line."""
    mistakes = (
        (count, -row, -column)
        for row, line in enumerate(confusion)
        for column, count in enumerate(line)
        if count and row != column
    )
    lines = [
        f"{names[-row]} predicted as {names[-column]}: {count:,}"
        for count, row, column in nlargest(most, mistakes)
    ]
    return ["most often confused:", *(lines or ["nothing"])]
