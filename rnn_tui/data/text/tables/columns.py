"""Chooses the columns of the text and of the label."""

import difflib
import re
from collections.abc import Mapping, Sequence

from rnn_tui.data.errors import DataError
from rnn_tui.data.text.tables.column_names import LABEL_NAMES, TEXT_NAMES, folded
from rnn_tui.experiment.column_names import split_names
from rnn_tui.wording.lists import first_of, joined

Row = Mapping[str, object]


_BLANK = 0.99
_URL = 0.2  # how much a character counts in cells that are one long word, such as addresses


def choose(
    rows: Sequence[Row], text: Sequence[str], label: str | None, where: str
) -> tuple[tuple[str, ...], str]:
    """(text columns, label column): as named, else by their usual names, else by content.

    `rows` are spread over the whole table. Columns that are blank nearly everywhere are chosen
    by name alone. DataError where a named column is missing, or no column looks like a label.
    """
    columns = list(dict.fromkeys(name for row in rows for name in row))
    if len(columns) < 2:
        raise DataError(
            f"{where} has only the column {columns[0]!r}: a text and a label column are needed "
            "(is data.separator right?)"
            if columns
            else f"{where} has no columns: a text and a label column are needed"
        )
    texts = _named_texts(text, columns, where)
    label = own_name("data.label_column", label, columns, where)
    taken = [name for name in (*texts, label) if name is not None]
    filled = [name for name in columns if name in taken or not is_blank(rows, name)]
    if not texts and (usual := _usual(TEXT_NAMES, columns, taken)):
        texts, taken = (usual,), [*taken, usual]
    label = label or _usual(LABEL_NAMES, columns, taken) or _ending_usual(rows, filled, taken)
    if not texts:
        texts = (_longest(rows, [name for name in filled if name != label] or columns),)
    if label is None and not any(name not in texts for name in filled):
        raise DataError(
            f"{where} has no column left for the label: data.text_column names "
            f"{joined(map(repr, texts))}"
        )
    label = label or _repeating(rows, [name for name in filled if name not in texts], where)
    if label in texts:
        raise DataError(f"data.text_column and data.label_column of {where} are both {label!r}")
    return texts, label


def choose_texts(rows: Sequence[Row], text: Sequence[str], where: str) -> tuple[str, ...]:
    """The text columns of tables without a column for the label, chosen in the same way."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    if texts := _named_texts(text, columns, where):
        return texts
    filled = [name for name in columns if not is_blank(rows, name)]
    return (_usual(TEXT_NAMES, columns, ()) or _longest(rows, filled or columns),)


def is_blank(rows: Sequence[Row], name: str) -> bool:
    """True if a column is blank nearly everywhere."""
    blank = sum(not str(row.get(name) or "").strip() for row in rows)
    return blank >= _BLANK * len(rows)


def _named_texts(names: Sequence[str], columns: Sequence[str], where: str) -> tuple[str, ...]:
    """The columns of the texts; one name may list several, divided by commas."""
    known = {folded(column) for column in columns}
    if len(names) == 1 and folded(names[0]) not in known:
        names = split_names(names[0])
    found = (own_name("data.text_column", name, columns, where) for name in names)
    return tuple(dict.fromkeys(name for name in found if name is not None))


def own_name(key: str, name: str | None, columns: Sequence[str], where: str) -> str | None:
    """The spelling that the table has of a column's name, None for None.

    DataError, which names `key` and the columns, where the table has no such column.
    """
    if name is None:
        return None
    for column in columns:
        if column == name or folded(column) == folded(name):
            return column
    near = difflib.get_close_matches(name, columns, 1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise DataError(f"{key} = {name!r}: {where} has no such column, only {_quoted(columns)}.{hint}")


def _usual(names: Sequence[str], columns: Sequence[str], taken: Sequence[str]) -> str | None:
    by_name = {folded(column): column for column in columns if column not in taken}
    return next((by_name[name] for name in names if name in by_name), None)


def _ending_usual(rows: Sequence[Row], columns: Sequence[str], taken: Sequence[str]) -> str | None:
    """A column whose name ends in a usual one, such as airline_sentiment, if its values recur."""
    last = {name: re.split(r"[\W_]+", folded(name))[-1] for name in columns if name not in taken}
    found = [name for name, word in last.items() if word in LABEL_NAMES]
    found.sort(key=lambda name: LABEL_NAMES.index(last[name]))
    return next((name for name in found if _recurs(rows, name)), None)


def _recurs(rows: Sequence[Row], name: str) -> bool:
    """True if the values of a column may be labels: labels recur, numbers of rows do not."""
    return 2 <= len({str(row.get(name)) for row in rows}) <= max(2, len(rows) // 2)


def _longest(rows: Sequence[Row], columns: Sequence[str]) -> str:
    return max(columns, key=lambda name: sum(_length(str(row.get(name) or "")) for row in rows))


def _length(cell: str) -> float:
    """A cell's length; a single long word of ASCII counts for less: it is rarely a text."""
    one_word = len(cell) > 1 and cell.isascii() and " " not in cell.strip()
    return len(cell) * (_URL if one_word else 1.0)


def _repeating(rows: Sequence[Row], columns: Sequence[str], where: str) -> str:
    """The column with the fewest different values."""
    if len(columns) == 1:
        return columns[0]
    kinds = {name: len({str(row.get(name)) for row in rows}) for name in columns}
    likely = [name for name in columns if _recurs(rows, name)]
    if not likely:
        raise DataError(
            f"no column of {where} looks like a label: name one of {_quoted(columns)} in "
            "data.label_column"
        )
    return min(likely, key=lambda name: kinds[name])


def _quoted(columns: Sequence[str]) -> str:
    return first_of([repr(column[:40]) for column in columns], 12)
