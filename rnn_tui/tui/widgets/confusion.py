"""Who was taken for whom on the test set, in as many columns as there are."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.style import Style

from rnn_tui.io.text import one_line
from rnn_tui.tui.widgets.palette import Palette, level
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
from rnn_tui.wording.language import told, tr

TABLE_CLASSES = 5
"""From more classes on the most frequent mix-ups are listed instead of a table."""

NAME, LEAST_NAME = 12, 8
COUNT, LEAST_COUNT = 10, 5
"""Columns for the name of a true class, and for one of the predicted ones."""


def confusion_lines(
    classes: Sequence[str],
    confusion: Sequence[Sequence[int]],
    width: int,
    shades: Palette | None = None,
    most: int = TABLE_CLASSES,
) -> list[Content]:
    """Rows the true classes, columns the predicted ones; mix-ups where that does not fit.

    With `shades` each cell is tinted by its share of the row, mistakes in another hue; from more
    than `most` classes on there is no table. A log may tell of any matrix: one that is not a
    square of the classes is not shown.
    """
    classes = class_names(classes, confusion)
    if not is_matrix_of(classes, confusion):
        return [Content(tr(NO_MATRIX))]
    widest = max((len(count) for row in counts(confusion) for count in row), default=0) + 1
    least = max(LEAST_COUNT, widest)
    for first in (NAME, LEAST_NAME):
        room = min(COUNT, (width - first) // max(1, len(classes)))
        if first == NAME and room < COUNT:
            continue  # names cut short in one place are enough
        if room >= least and len(classes) <= most:
            return _table(classes, confusion, first, room, shades)
    names = [short(one_line(name), NAME) for name in classes]
    return [Content(told(line)) for line in mixed_up(names, confusion, TABLE_CLASSES)]


def _table(
    classes: Sequence[str],
    confusion: Sequence[Sequence[int]],
    first: int,
    room: int,
    shades: Palette | None,
) -> list[Content]:
    names = [one_line(name) for name in classes]
    head = set_cell_size(tr(TRUE), first) + f"   {tr(PREDICTED)}"
    lines = [Content.styled(head, "$foreground 65%")]
    lines.append(Content(" " * first + "".join(_right(name, room) for name in names)))
    for row, (name, texts) in enumerate(zip(names, counts(confusion), strict=True)):
        total = sum(confusion[row])
        cells = [
            (
                _right(text, room),
                _shade(confusion[row][column], total, column == row, shades)
                if shades
                else "bold"
                if column == row
                else "$warning"
                if text != "0"
                else "",
            )
            for column, text in enumerate(texts)
        ]
        lines.append(Content.assemble(set_cell_size(short(name, first), first), *cells))
    return lines


def _shade(count: int, total: int, right: bool, shades: Palette) -> Style:
    """The tint of a cell by its share of the row: mistakes lie on the other side of zero."""
    tint = level(count if right else -count, max(1, total))
    style = Style.from_rich_style(shades.ink(tint))
    return style + Style(bold=True) if right else style


def _right(text: str, width: int) -> str:
    return " " * max(1, width - cell_len(text)) + short(text, width - 1)
