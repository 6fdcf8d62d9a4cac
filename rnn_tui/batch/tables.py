"""Tables as lines. A Chinese character takes two columns of a terminal."""

from collections.abc import Container, Iterator, Sequence

from rich.cells import cell_len, set_cell_size

GAP = "  "

Cells = Sequence[str]


def to_the_left(text: str, width: int) -> str:
    """The text at the left end of so many columns."""
    return text + " " * (width - cell_len(text))


def to_the_right(text: str, width: int) -> str:
    """The text at the right end of so many columns."""
    return " " * (width - cell_len(text)) + text


def widths_of(rows: Sequence[Cells]) -> list[int]:
    """The columns that each column of the table takes."""
    return [max(map(cell_len, column)) for column in zip(*rows, strict=True)]


def aligned(rows: Sequence[Cells], figures: Container[int] = ()) -> Iterator[str]:
    """The rows; the columns of these numbers hold figures, which end below one another."""
    widths = widths_of(rows)
    for cells in rows:
        pairs = enumerate(zip(cells, widths, strict=True))
        yield GAP.join(
            to_the_right(cell, width) if at in figures else to_the_left(cell, width)
            for at, (cell, width) in pairs
        ).rstrip()


def cut(line: str, width: int) -> str:
    """The line in so many columns; `…` stands for what is left out."""
    return line if cell_len(line) <= width else f"{set_cell_size(line, width - 1).rstrip()}…"
