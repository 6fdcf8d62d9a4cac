"""The format in which a source was read, in sentences that all front-ends share."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rnn_tui.io.text import visible
from rnn_tui.wording.language import listed, told, tr
from rnn_tui.wording.lists import joined

if TYPE_CHECKING:
    from rnn_tui.data.text.read_as import ReadAs

_SEPARATORS = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar", " ": "space"}


def taken_lines(content: Mapping[str, Any]) -> list[str]:
    """The format and the columns that were used or not, one line each.

    `content` is as `ReadAs.to_dict` gives it; no lines where it is empty. A note tells of files
    that are left aside.
    """
    if not content:
        return []
    from rnn_tui.data.text.read_as import ReadAs  # with numpy: only where it is needed

    taken = ReadAs.from_dict(content)
    return [f"read as {form_words(taken)}", *_columns(taken)]


def taken_shown(content: Mapping[str, Any]) -> list[str]:
    """The same in the language of this process."""
    if not content:
        return []
    from rnn_tui.data.text.read_as import ReadAs

    taken = ReadAs.from_dict(content)
    return [tr("read as {form_words}", form_words=form_shown(taken)), *map(told, _columns(taken))]


def found_values(taken: "ReadAs") -> dict[str, str]:
    """What was found for keys of the data that are left to the program, as it would be typed."""
    values = {
        "text_column": ", ".join(taken.text_columns),
        "label_column": taken.label_column or "",
        "encoding": taken.encoding or "",
        "separator": "" if taken.separator is None else _separator(taken.separator),
        "quotes": taken.quotes or "",
    }
    if taken.heading is not None:
        values["heading"] = str(taken.heading).lower()
    return {key: visible(value) for key, value in values.items() if value}


def column_names(taken: "ReadAs") -> tuple[str, ...]:
    """All columns of the table, those first that are used."""
    label = () if taken.label_column is None else (taken.label_column,)
    return (*taken.text_columns, *label, *taken.unused_columns)


def _separator(separator: str) -> str:
    return _SEPARATORS.get(separator, repr(separator))


def form_words(taken: "ReadAs") -> str:
    """`delimited text, utf-8, separator comma, …`."""
    return ", ".join(_form(taken))


def form_shown(taken: "ReadAs") -> str:
    """The same in the language of this process."""
    return listed(map(told, _form(taken)))


def _form(taken: "ReadAs") -> list[str]:
    words = [taken.kind]
    if taken.encoding:
        words.append(taken.encoding)
    if taken.separator is not None:
        words.append(f"separator {_separator(taken.separator)}")
    if taken.heading is not None:
        words.append("with a heading" if taken.heading else "without a heading")
    if taken.quotes is not None:
        words.append(f"quotes {taken.quotes}")
    return list(map(visible, words))


def _columns(taken: "ReadAs") -> list[str]:
    if not taken.text_columns:
        return []
    texts = joined(map(repr, taken.text_columns))
    one = "column" if len(taken.text_columns) == 1 else "columns"
    label = "the file's name" if taken.label_column is None else f"column {taken.label_column!r}"
    lines = [f"text: {one} {texts}, label: {label}"]
    if taken.unused_columns:
        lines.append(f"not used: {', '.join(map(repr, taken.unused_columns))}")
    return list(map(visible, lines))
