"""The first version of the reader: whether it would have read the same from this data.

Then the fingerprint is the one of that version, and its runs can resume. Where the reading
differs, they must not go on with other texts: the fingerprint differs too. The hash of class
folders is over paths and bytes, not over labels: other labels show only in the layouts.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from rnn_tui.data.text.example import Part
from rnn_tui.data.text.layouts.layout import LabelledFile, Layout
from rnn_tui.data.text.layouts.tree import is_hidden
from rnn_tui.data.text.options import TableOptions
from rnn_tui.data.text.tables.column_names import LABEL_NAMES, TEXT_NAMES, folded, is_known
from rnn_tui.data.text.tables.delimited import Delimited
from rnn_tui.data.text.tables.dialects import Cells, Dialect, Records, long_cells
from rnn_tui.data.text.tables.headings import is_number
from rnn_tui.data.text.tables.json_table import JsonTable
from rnn_tui.data.text.tables.table import Row, Table

FIRST = 1
"""The number of that version; `example.READING` is that of this one."""

_PARTS: dict[str, Part] = {
    "train": "train",
    "training": "train",
    "test": "test",
    "testing": "test",
}
_HEAD = 200


def is_first_layout(layout: Layout, paths: Sequence[str | None]) -> bool:
    """True if that version would have taken the same files, with the same labels and parts."""
    return not layout.lines and layout.files == (*_first_files(paths),)


def _first_files(paths: Sequence[str | None]) -> Iterable[LabelledFile]:
    """Files in .txt at the depth at which most of them lie, each labelled by its own folder.

    Parts had two names each, and lay right above the classes; without one of these, where there
    were any, a file did not count.
    """
    split = [(index, path.split("/")) for index, path in enumerate(paths) if path]
    labelled = [
        (index, names)
        for index, names in split
        if len(names) > 1 and names[-2].casefold() not in _PARTS and _is_text(names)
    ]
    depths = Counter(len(names) for _, names in labelled)
    depth = max(depths, key=lambda d: (depths[d], d), default=0)
    found = [
        LabelledFile(index, _PARTS.get("".join(names[-3:-2]).casefold()), names[-2])
        for index, names in labelled
        if len(names) == depth
    ]
    parted = any(file.part for file in found)
    return (f for f in found if (f.part or not parted) and f.label.casefold() != "unsup")


def _is_text(names: Sequence[str]) -> bool:
    hidden = any(map(is_hidden, names))
    return names[-1].casefold().endswith(".txt") and not hidden


def is_first_reading(table: Table, text: Sequence[str], label: str, options: TableOptions) -> bool:
    """True if that version would have taken the same rows and the same columns."""
    file = table.file.name.casefold()
    if len(text) != 1 or len(table.names) < 2 or table.damaged or options.encoding is not None:
        return False
    if isinstance(table, JsonTable) and file.endswith((".jsonl", ".ndjson")):
        rows: Sequence[Row] = table.sample[:_HEAD]
        names = [*dict.fromkeys(name for row in rows for name in row)]
        return table.shape == "lines" and _columns(names, rows, options) == (text[0], label)
    if isinstance(table, Delimited) and file.endswith((".csv", ".tsv")):
        return _same_cells(table, options) and _same_columns(table, text[0], label, options)
    return False


def _same_cells(table: Delimited, options: TableOptions) -> bool:
    """True if encoding, separator and quotes were the same, and no row was fixed."""
    found, dialect, file = table.scan, table.dialect, table.file.name.casefold()
    lines = table.text.head(_HEAD)
    if table.text.encoding.name not in ("utf-8", "utf-16") or dialect.skip or found.titles:
        return False
    if found.fixed or (found.long.count and table.joins) or options.separator or options.quotes:
        return False
    tabs = {line.count("\t") for line in lines if line.strip()}
    if file.endswith(".tsv"):
        return dialect.separator == "\t" and (len(tabs) == 1 or dialect.quotes == "double")
    unquoted = "".join(lines[:1]).split('"')[::2]
    counts = {mark: sum(piece.count(mark) for piece in unquoted) for mark in ",;\t|"}
    return dialect.quotes == "double" and dialect.separator == max(counts, key=counts.__getitem__)


def _same_columns(table: Delimited, text: str, label: str, options: TableOptions) -> bool:
    """True if the heading and the columns were the same, by the rows at the top."""
    with long_cells(), table.text.open() as lines:
        head = [*islice(Records(lines, _lenient(table.dialect)), _HEAD)]
    first, below = head[0], [cells for cells in head[1:] if cells]
    numbers = [str(number) for number in range(1, len(first) + 1)]
    if len(first) != table.dialect.width:
        return False
    if _has_heading(first, below, numbers, options) != table.heading:
        return False
    rows = below if table.heading else [first, *below]
    named = [dict(zip(table.names, cells, strict=False)) for cells in rows]
    return _columns(list(table.names), named, options) == (text, label)


def _lenient(dialect: Dialect) -> Dialect:
    return Dialect(dialect.separator, dialect.quotes, lenient=True)


def _has_heading(
    first: Cells, below: Sequence[Cells], numbers: Sequence[str], options: TableOptions
) -> bool:
    named = [*options.text_column, *filter(None, [options.label_column])]
    if any(folded(name) in map(folded, first) for name in named):
        return True
    if named:
        return not all(name in numbers for name in named)
    if any(map(is_known, first)):
        return True
    values = [{row[at] for row in below if at < len(row)} for at in range(len(first))]
    return not any(
        is_number(cell) or cell in column for cell, column in zip(first, values, strict=True)
    )


def _columns(names: Sequence[str], rows: Sequence[Row], options: TableOptions) -> tuple[str, str]:
    """(text, label): by their names, else the longest column and that with the fewest values."""
    own = {folded(name): name for name in reversed(names)}
    text = own.get(folded(next(iter(options.text_column), "")))
    label = own.get(folded(options.label_column or ""))
    text = text or next((own[n] for n in TEXT_NAMES if n in own and own[n] != label), None)
    label = label or next((own[n] for n in LABEL_NAMES if n in own and own[n] != text), None)
    lengths = {n: sum(len(str(row.get(n) or "")) for row in rows) for n in names if n != label}
    text = text or max(lengths, key=lengths.__getitem__)
    kinds = {n: len({str(row.get(n)) for row in rows}) for n in names if n != text}
    likely = {n: kind for n, kind in kinds.items() if 2 <= kind <= max(2, len(rows) // 2)}
    if len(kinds) > 1:
        kinds = likely or kinds
    return text, label or min(kinds, key=kinds.__getitem__)
