"""The confusion matrix of a test as a table of aligned texts."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from rnn_tui.runs.state import RunState
from rnn_tui.runs.text import visible

CORNER = "true / predicted"


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows the true classes, columns the predicted ones; all columns of `names` equally wide."""

    corner: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def matrix(state: RunState) -> Matrix | None:
    """The matrix of the run's test, None where it has not been tested."""
    if state.test is None:
        return None
    return aligned(state.classes, state.test.confusion)


def aligned(classes: Sequence[str], confusion: Sequence[Sequence[int]]) -> Matrix:
    """`confusion[true][predicted]` counts sequences; classes without a name have their number."""
    names = [visible(name) for name in classes] or [str(n) for n in range(len(confusion))]
    cells = [[f"{count:,}" for count in row] for row in confusion]
    width = max(map(cell_len, [*names, *(cell for row in cells for cell in row)]), default=0)
    first = max(width, len(CORNER))
    return Matrix(
        right(CORNER, first),
        tuple(right(name, width) for name in names),
        tuple(
            (right(name, first), tuple(right(cell, width) for cell in row))
            for name, row in zip(names, cells, strict=False)
        ),
    )


def right(text: str, width: int) -> str:
    """The text at the right end of so many columns: a Chinese character takes two."""
    return " " * (width - cell_len(text)) + text
