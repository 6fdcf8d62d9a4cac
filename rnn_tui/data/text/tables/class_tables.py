"""One table for each class: `Fake.csv` and `True.csv`, without a column for the label."""

from collections.abc import Mapping, Sequence

from rnn_tui.data.errors import DataError
from rnn_tui.data.text.example import Part
from rnn_tui.data.text.files.suffixes import stem_of
from rnn_tui.data.text.layouts.class_files import MOST_CLASSES, is_no_class, labels_of_files
from rnn_tui.data.text.options import TableOptions
from rnn_tui.data.text.tables.column_names import LABEL_NAMES, folded
from rnn_tui.data.text.tables.columns import choose_texts, is_blank
from rnn_tui.data.text.tables.table import Table

KIND = "a table for each class"

_NO_LABELS = frozenset(
    {"id", "date", "time", "datetime", "timestamp", "year", "month", "day", "url", "lang"}
)
"""Names of columns whose few values are not classes."""


def classes_of_tables(
    read: Sequence[tuple[Table, Part | None]], options: TableOptions, where: str
) -> tuple[str, ...] | None:
    """The class of each table, by its file's name; None where a column holds the label.

    A column does where the user names one, where it has a usual name, or where the files are not
    named after classes. DataError where neither is certain.
    """
    tables = [table for table, _ in read]
    if options.label_column is not None or any(map(_has_label, tables)):
        return None
    named = {at: (part, stem_of(table.file.name)) for at, (table, part) in enumerate(read)}
    others = [at for at, (_, stem) in named.items() if is_no_class(stem)]
    labels = labels_of_files({at: named[at] for at in named if at not in others})
    if labels is None:
        return None
    if others:
        raise DataError(
            f"{tables[others[0]].file.name} in {where} is not named after a class, unlike the "
            "tables next to it: move it away, or name the label's column in data.label_column"
        )
    shown = ", ".join(table.file.name for table in tables[:3])
    if len({tuple(map(folded, table.names)) for table in tables}) > 1:
        raise DataError(
            f"the tables of {where} ({shown}) have different columns, and none is named like a "
            "label: name one table in data.path, or the label's column in data.label_column"
        )
    columns = _values(tables, labels, options, where)
    shared = [name for name, by_class in columns.items() if _overlap([*by_class.values()])]
    if shared:
        raise DataError(
            f"the tables of {where} ({shown}) may be a class each, or hold their labels in the "
            f"column {shared[0]!r}: name it in data.label_column, or add a column 'label' to them"
        )
    for by_class in columns.values():
        if all(len(values) == 1 for values in by_class.values()):
            return None  # a label by another name: it divides the texts as the files do
    return tuple(labels[at] for at in range(len(tables)))


def _has_label(table: Table) -> bool:
    return table.read_as.heading is False or any(
        folded(name) in LABEL_NAMES for name in table.names
    )


def _values(
    tables: Sequence[Table], labels: Mapping[int, str], options: TableOptions, where: str
) -> dict[str, dict[str, set[str]]]:
    """Columns with so few values that they could be labels: what each has in each class."""
    first = tables[0]
    rows = [row for table in tables for row in table.sample]
    texts = choose_texts(rows, options.text_column, where)
    found = {}
    for place, name in enumerate(first.names):
        if name in texts or folded(name) in _NO_LABELS or is_blank(rows, name):
            continue
        by_class: dict[str, set[str]] = {label: set() for label in labels.values()}
        for at, table in enumerate(tables):
            cells = (str(row.get(table.names[place]) or "").strip() for row in table.sample)
            by_class[labels[at]].update(filter(None, cells))
        kinds = len(set().union(*by_class.values()))
        if 2 <= kinds <= min(MOST_CLASSES, max(2, len(rows) // 2)):
            found[name] = by_class
    return found


def _overlap(values: Sequence[set[str]]) -> bool:
    return len(set().union(*values)) < sum(map(len, values))
