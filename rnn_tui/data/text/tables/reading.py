"""Tables that are text: which kind one is, by its name and its first characters."""

from collections.abc import Sequence

from rnn_tui.data.text.encodings.detection import Encoding, guess
from rnn_tui.data.text.files.opening import TableFile, check_signature, open_table, suffix_of
from rnn_tui.data.text.files.signatures import foreign
from rnn_tui.data.text.options import TableOptions
from rnn_tui.data.text.tables.delimited import HEAD, Delimited, looks_delimited
from rnn_tui.data.text.tables.json_table import JsonTable, looks_like_json
from rnn_tui.data.text.tables.labelled_lines import LabelledLines, label_style
from rnn_tui.data.text.tables.table import Table, TextFile

_START = 1 << 16  # bytes


def read_lined(file: TableFile, options: TableOptions, expected: Sequence[str] = ()) -> Table:
    """The table in a text file; DataError where it is none, or cannot be read as it is meant.

    `expected` are the names in the heading of another part of the same data.
    """
    check_signature(file)
    text = TextFile.of(file, options.encoding)
    if "json" in suffix_of(file) or looks_like_json(_start(file, text.encoding)):
        return JsonTable.of(text)
    delimits = options.separator or options.quotes or options.heading is not None
    if not delimits and (way := label_style(text.head(HEAD))):
        return LabelledLines(text, way)
    return Delimited.of(text, options, expected)


def looks_like_table(file: TableFile) -> bool:
    """Whether the first lines of a file without a telling suffix are rows of a table."""
    with open_table(file) as opened:
        raw = opened.stream.read(_START)
    if not raw or foreign(raw):
        return False
    text = raw.decode(Encoding(guess(raw)).codec, "ignore")
    lines = text.splitlines(keepends=True)
    if len(raw) == _START:
        lines = lines[:-1]
    if looks_like_json(text) or label_style(lines):
        return True
    return looks_delimited(lines[:HEAD], suffix_of(file))


def _start(file: TableFile, encoding: Encoding) -> str:
    with open_table(file) as opened:
        return opened.stream.read(_START).decode(encoding.codec, "ignore")
