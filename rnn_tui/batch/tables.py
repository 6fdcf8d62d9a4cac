"""Tables as lines. A Chinese character takes two columns of a terminal."""

from collections.abc import Container, Iterator, Sequence

GAP = "  "

Cells = Sequence[str]


def cell_len(text: str) -> int:
    """The columns of a terminal that the text takes."""
    if text.isascii():  # as most cells are: a list of runs imports nothing for them
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


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
    if cell_len(line) <= width:
        return line
    from rich.cells import set_cell_size  # late, as above

    return f"{set_cell_size(line, width - 1).rstrip()}…"
