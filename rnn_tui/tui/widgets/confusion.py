"""Who was taken for whom on the test set, in as many columns as there are."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from rnn_tui.io.text import one_line
from rnn_tui.tui.widgets.word_flow import short
from rnn_tui.wording.confusion import (
    NO_MATRIX,
    PREDICTED,
    TRUE,
    class_names,
    counts,
    is_matrix_of,
    mixed_up,
)

TABLE_CLASSES = 5
"""From more classes on the most frequent mix-ups are listed instead of a table."""

NAME, LEAST_NAME = 12, 8
COUNT, LEAST_COUNT = 10, 5
"""Columns for the name of a true class, and for one of the predicted ones."""


def confusion_lines(
    classes: Sequence[str], confusion: Sequence[Sequence[int]], width: int
) -> list[Content]:
    """Rows the true classes, columns the predicted ones; mix-ups where that does not fit.

    A log may tell of any matrix: one that is not a square of the classes is not shown.
    """
    classes = class_names(classes, confusion)
    if not is_matrix_of(classes, confusion):
        return [Content(NO_MATRIX)]
    widest = max((len(count) for row in counts(confusion) for count in row), default=0) + 1
    least = max(LEAST_COUNT, widest)
    for first in (NAME, LEAST_NAME):
        room = min(COUNT, (width - first) // max(1, len(classes)))
        if first == NAME and room < COUNT:
            continue  # names cut short in one place are enough
        if room >= least and len(classes) <= TABLE_CLASSES:
            return _table(classes, confusion, first, room)
    names = [short(one_line(name), NAME) for name in classes]
    return list(map(Content, mixed_up(names, confusion, TABLE_CLASSES)))


def _table(
    classes: Sequence[str], confusion: Sequence[Sequence[int]], first: int, room: int
) -> list[Content]:
    names = [one_line(name) for name in classes]
    head = set_cell_size(TRUE, first) + f"   {PREDICTED}"
    lines = [Content.styled(head, "$foreground 65%")]
    lines.append(Content(" " * first + "".join(_right(name, room) for name in names)))
    for row, (name, texts) in enumerate(zip(names, counts(confusion), strict=True)):
        cells = [
            (_right(text, room), "bold" if column == row else "$warning" if text != "0" else "")
            for column, text in enumerate(texts)
        ]
        lines.append(Content.assemble(set_cell_size(short(name, first), first), *cells))
    return lines


def _right(text: str, width: int) -> str:
    return " " * max(1, width - cell_len(text)) + short(text, width - 1)
