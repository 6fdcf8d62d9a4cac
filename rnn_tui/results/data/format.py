"""The format in which a source was read, in sentences that all front-ends share."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rnn_tui.io.text import visible
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


def form_words(taken: "ReadAs") -> str:
    """`delimited text, utf-8, separator comma, …`."""
    words = [taken.kind]
    if taken.encoding:
        words.append(taken.encoding)
    if taken.separator is not None:
        words.append(f"separator {_SEPARATORS.get(taken.separator, repr(taken.separator))}")
    if taken.heading is not None:
        words.append("with a heading" if taken.heading else "without a heading")
    if taken.quotes is not None:
        words.append(f"quotes {taken.quotes}")
    return visible(", ".join(words))


def column_words(taken: "ReadAs") -> str:
    """`text 'review', label 'stars'; 2 not used`; nothing where there are no columns."""
    if not taken.text_columns:
        return ""
    texts = joined(map(repr, taken.text_columns))
    unused = f"; {len(taken.unused_columns):,} not used" if taken.unused_columns else ""
    label = "the file's name" if taken.label_column is None else repr(taken.label_column)
    return visible(f"text {texts}, label {label}{unused}")


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
